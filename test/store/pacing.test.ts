import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pace, Paced, PaceEvent } from '../../src/store/pacing.ts';
import {
  DEFAULT_PACING,
  FRESH,
  LONGEST_ASKED_MS,
  LONGEST_REST_MS,
  nextPace,
} from '../../src/store/pacing.ts';

const PER_HOST = 8;
const good = (leasedAt = 0): PaceEvent => ({ kind: 'good', leasedAt });
const trouble = (more: Partial<PaceEvent & { kind: 'trouble' }> = {}): PaceEvent => ({
  kind: 'trouble',
  leasedAt: 1,
  newest: 1,
  asked: false,
  tries: 0,
  ...more,
});
const next = (pace: Pace, event: PaceEvent): Paced =>
  nextPace(pace, event, PER_HOST, DEFAULT_PACING);
const after = (events: readonly PaceEvent[], from: Pace = FRESH): Pace =>
  events.reduce((pace, event) => next(pace, event).pace, from);
/** Troubles, each of a request that was leased after the one before had been judged. */
const rounds = (count: number): PaceEvent[] =>
  Array.from({ length: count }, (_, n) => trouble({ leasedAt: n + 1, newest: n + 1 }));
const well = Array.from({ length: 2 * PER_HOST }, () => good());

describe('what one answer changes', () => {
  const cut: Pace = { ...FRESH, slots: 4, troubles: 1, cuts: 1, cutAt: 10, ceiling: 8 };
  const open: Pace = { ...FRESH, slots: 1, troubles: 5, opens: 1, cutAt: 10 };
  const cases: [string, Pace, PaceEvent, Partial<Pace>, number][] = [
    ['trouble halves', FRESH, trouble(), { slots: 4, ceiling: 8, cuts: 1 }, 500],
    ['a second round halves again', cut, trouble({ leasedAt: 11, newest: 12 }), { slots: 2 }, 1000],
    ['the same round does not', cut, trouble({ leasedAt: 10 }), { slots: 4, troubles: 2 }, 0],
    ['one slot is left', { ...cut, slots: 1 }, trouble({ leasedAt: 11 }), { slots: 1 }, 1000],
    ['a host may ask for rest', FRESH, trouble({ asked: true, restMs: 7000 }), { slots: 4 }, 7000],
    [
      'also in the same round',
      cut,
      trouble({ asked: true, leasedAt: 9, restMs: 7 }),
      { slots: 4 },
      7,
    ],
    ['but not for ever', FRESH, trouble({ asked: true, restMs: 1e9 }), {}, LONGEST_ASKED_MS],
    ['nor does others\u2019 word count', FRESH, trouble({ restMs: 7000 }), {}, 500],
    ['alone it is the file', { ...FRESH, good: 16 }, trouble(), { slots: FRESH.slots, good: 0 }, 0],
    [
      'unless the host says so',
      { ...FRESH, good: 16 },
      trouble({ asked: true }),
      { slots: 4 },
      500,
    ],
    ['a second try cuts', FRESH, trouble({ tries: 1 }), { slots: 4, troubles: 0, cuts: 0 }, 500],
    ['a third tells nothing', FRESH, trouble({ tries: 2 }), FRESH, 0],
    [
      'an answer that broke off cuts',
      FRESH,
      trouble({ answered: true }),
      { slots: 4, troubles: 0 },
      500,
    ],
    [
      'a probe that fails',
      open,
      trouble({ leasedAt: 11, newest: 11 }),
      { opens: 2, cutAt: 11 },
      8000,
    ],
    ['whatever it failed of', open, trouble({ leasedAt: 11, tries: 4 }), { opens: 2 }, 8000],
    ['what was on its way is no probe', open, trouble({ leasedAt: 10 }), open, 0],
    ['a probe that answers', open, good(11), { opens: 0, troubles: 0, slots: 2 }, 0],
    ['one that brings something', open, { kind: 'progress' }, { opens: 0, slots: 1 }, 0],
    ['the last pause', { ...open, opens: 5 }, trouble({ leasedAt: 11 }), { givenUp: true }, 0],
    [
      'given up is given up',
      { ...open, givenUp: true },
      trouble({ leasedAt: 11 }),
      { givenUp: true },
      0,
    ],
    ['until it answers', { ...open, givenUp: true }, good(11), { givenUp: false, opens: 0 }, 0],
    ['good of an earlier round', cut, good(9), { slots: 4, grown: 0, troubles: 0, cuts: 0 }, 0],
    ['good counts', cut, good(11), { slots: 4, grown: 1, good: 1 }, 0],
  ];
  test.each(cases)('%s', (_, pace, event, expected, restMs) => {
    const paced = next(pace, event);
    expect(paced.pace).toMatchObject(expected);
    expect(paced.restMs).toBe(restMs);
  });
});

describe('a host', () => {
  test('that does well costs nothing to remember', () => {
    const healthy = after(well);
    expect(next(healthy, good()).pace).toBe(healthy);
  });

  test('grows back by one after as many good answers, and slowly to where it failed', () => {
    let pace = after([trouble()]);
    const steps: number[] = [];
    for (let slots = pace.slots; pace.slots < PER_HOST; slots = pace.slots) {
      let answers = 0;
      for (; pace.slots === slots; answers++) pace = next(pace, good(2)).pace;
      steps.push(answers);
    }
    expect(steps).toEqual([4, 5, 6, 7 * 16]);
  });

  test('is left alone after five troubles in a row, for longer each time, and given up', () => {
    let pace = FRESH;
    const rests: number[] = [];
    for (const event of rounds(10)) {
      const paced = next(pace, event);
      pace = paced.pace;
      rests.push(paced.restMs);
    }
    expect(rests).toEqual([500, 1000, 2000, 4000, 4000, 8000, 16_000, 32_000, 60_000, 0]);
    expect(pace.givenUp).toBe(true);
  });

  test('with more slots needs as many troubles', () => {
    const events = Array.from({ length: 39 }, () => trouble());
    const run = (pace: Pace, event: PaceEvent): Pace =>
      nextPace(pace, event, 80, DEFAULT_PACING).pace;
    expect(events.reduce(run, FRESH).opens).toBe(0);
    expect([...events, trouble()].reduce(run, FRESH).opens).toBe(1);
  });

  test('is not given up for files that break off, or that failed before', () => {
    for (const more of [{ answered: true }, { tries: 1 }, { tries: 3 }] as const) {
      const events = Array.from({ length: 100 }, (_, n) =>
        trouble({ leasedAt: n, newest: n, ...more }),
      );
      expect(after(events)).toMatchObject({ opens: 0, givenUp: false });
    }
  });
});

test('any sequence keeps slots and rests within their bounds', () => {
  const event: fc.Arbitrary<PaceEvent> = fc.oneof(
    fc.nat(50).map(good),
    fc.constant<PaceEvent>({ kind: 'progress' }),
    fc
      .record({
        leasedAt: fc.nat(50),
        newest: fc.nat(50),
        asked: fc.boolean(),
        answered: fc.boolean(),
        restMs: fc.double({ min: 0, max: 1e12, noNaN: true }),
        tries: fc.nat(6),
      })
      .map((more) => trouble(more)),
  );
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 200 }),
      fc.integer({ min: 1, max: 40 }),
      (all, cap) => {
        let pace = FRESH;
        for (const each of all) {
          const paced = nextPace(pace, each, cap, DEFAULT_PACING);
          pace = paced.pace;
          expect(pace.slots).toBeGreaterThanOrEqual(1);
          expect(Number.isInteger(pace.slots)).toBe(true);
          expect(pace.opens).toBeLessThanOrEqual(DEFAULT_PACING.maxOpens);
          expect(paced.restMs).toBeGreaterThanOrEqual(0);
          const most = each.kind === 'trouble' && each.asked ? LONGEST_ASKED_MS : LONGEST_REST_MS;
          expect(paced.restMs).toBeLessThanOrEqual(most);
          if (each.kind !== 'trouble') expect(paced.restMs).toBe(0);
        }
      },
    ),
  );
});
