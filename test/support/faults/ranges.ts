/** Large files that break off, at servers that continue them rightly, wrongly, or not at all. */
import { png } from '../pictures.ts';
import { failed, saved, type Asked, type Fault } from './fault.ts';
import { resource, type RangeHabit, type Resource } from './resource.ts';

/** Of the first answer, before it breaks off. */
export const BREAKS_AFTER = 300_000;
const ETAG = '"v1"';
const OLD = 'Sat, 01 Feb 2025 10:00:00 GMT';

let seed = 900;
/** About 600 kB. */
const next = () => png(440, 440, seed++);

export function rangeFaults(): Fault[] {
  return [...continued(), ...thrownAway(), ...never()];
}

type Options = Omit<Resource, 'bytes'>;
const once: Options = { etag: ETAG, breaks: [BREAKS_AFTER] };

function broken(
  note: string,
  name: string,
  options: Options,
  asked: readonly Asked[],
  bytes = next(),
): Fault {
  const answer = resource({ ...options, bytes });
  const held = options.later?.bytes ?? bytes;
  return saved(note, `/range/${name}.png`, answer, held, { asked, alone: true });
}

function continued(): Fault[] {
  const rest: Asked[] = ['whole', 'range'];
  return [
    broken('reset, with a strong ETag', 'reset', once, rest),
    broken('stalled, with a strong ETag', 'stall', { ...once, breaking: 'stall' }, rest),
    broken('ended early, with a strong ETag', 'end', { ...once, breaking: 'end' }, rest),
    broken(
      'with an old Last-Modified',
      'date',
      { lastModified: OLD, breaks: [BREAKS_AFTER] },
      rest,
    ),
    broken('the server sends all of it', 'ignores', { ...once, habit: 'ignores' }, rest),
    broken(
      'the file has changed, and the server says so',
      'changed',
      { ...once, later: { bytes: next(), etag: '"v2"' } },
      rest,
    ),
    broken(
      'more breaks than tries, each a little further',
      'often',
      { etag: ETAG, breaks: [150_000, 100_000, 100_000, 100_000, 100_000] },
      ['whole', 'range', 'range', 'range', 'range', 'range'],
    ),
    broken(
      'in pieces, each whole in itself',
      'pieces',
      { ...once, habit: 'piecemeal', breaking: 'end' },
      ['whole', 'range', 'range', 'range'],
    ),
  ];
}

/** The part is of no use: it goes, and the file is asked for once more, at once or at the next try. */
function thrownAway(): Fault[] {
  const again: Asked[] = ['whole', 'range', 'whole'];
  const habits: [note: string, habit: RangeHabit][] = [
    ['begins at the first byte', 'from-zero'],
    ['begins later than asked', 'gap'],
    ['begins earlier than asked', 'overlap'],
    ['names another total', 'other-total'],
    ['names another ETag', 'other-etag'],
    ['ends before it begins', 'absurd'],
    ['has nonsense for a range', 'garbage'],
    ['has no Content-Range', 'none'],
    ['has several parts', 'multipart'],
    ['is a 304', 304],
    ['is a 412', 412],
    ['is a 416', 416],
  ];
  return habits.map(([note, habit]) =>
    broken(`the rest ${note}`, `bad-${habit}`, { ...once, habit }, again),
  );
}

/** Nothing to go on with: the next try starts over. */
function never(): Fault[] {
  const over: Asked[] = ['whole', 'whole'];
  const young = new Date().toUTCString();
  const bytes = next();
  const stubborn = (habit: RangeHabit) =>
    resource({ bytes, etag: ETAG, habit, breaks: Array<number>(100).fill(BREAKS_AFTER) });
  return [
    broken('without a validator', 'bare', { breaks: [BREAKS_AFTER] }, over),
    broken('with a weak ETag', 'weak', { ...once, etag: 'W/"v1"' }, over),
    broken('just modified', 'young', { lastModified: young, breaks: [BREAKS_AFTER] }, over),
    broken('with an ETag that is none', 'unquoted', { ...once, etag: 'v1' }, over),
    broken('little had come', 'little', { ...once, breaks: [9_000] }, over),
    // Never in a loop: a part that is always of no use is no progress.
    ...([416, 'from-zero', 'other-etag', 'ignores'] as const).map((habit) =>
      failed(
        `breaks off always, and the rest is wrong: ${habit}`,
        `/range/loop-${habit}.png`,
        stubborn(habit),
        'truncated',
        { attempts: 3, asked: LOOPS[habit], alone: true },
      ),
    ),
    failed(
      'the rest is gone',
      '/range/gone.png',
      resource({ bytes, ...once, habit: 404 }),
      'not_found',
      {
        attempts: 2,
        asked: ['whole', 'range'],
        alone: true,
      },
    ),
  ];
}

/** With three tries. A server that sends all of it is asked once a try; one that has to be asked anew, twice. */
const LOOPS: Record<'416' | 'from-zero' | 'other-etag' | 'ignores', readonly Asked[]> = {
  416: ['whole', 'range', 'whole', 'range', 'whole'],
  'from-zero': ['whole', 'range', 'whole', 'range', 'whole'],
  'other-etag': ['whole', 'range', 'whole', 'range', 'whole'],
  ignores: ['whole', 'range', 'range'],
};
