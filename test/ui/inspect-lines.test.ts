import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutMiddle, inspectionLines } from '../../src/ui/inspect-lines.ts';

const LONG = `https://example.org/${'folder/'.repeat(40)}last.jpg`;

const page = {
  url: LONG,
  finalUrl: LONG,
  kind: 'html',
  rendered: false,
  robots: [],
  login: false,
};

function lines(columns: number | undefined, url = LONG): string[] {
  const candidate = { number: 1, picture: 1, fate: 'save', source: 'img-src', url } as const;
  const other = { ...candidate, number: 2, fate: 'smaller', of: 1, density: 2 } as const;
  const link = { url, text: '', follow: false, rule: 'off_site' };
  return inspectionLines({ page, candidates: [candidate, other], links: [link] }, columns);
}

describe('the table of an inspection', () => {
  it('fits a terminal: addresses are cut in the middle', () => {
    for (const columns of [60, 80, 200]) {
      const rows = lines(columns).filter((line) => line.startsWith('  '));
      expect(rows).toHaveLength(5);
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns);
      expect(rows[1]).toMatch(/1 {2}save .*https:\/\/.*….*last\.jpg$/);
    }
  });

  it('has whole addresses where there is no terminal', () => {
    expect(lines(undefined).filter((line) => line.endsWith(LONG))).toHaveLength(4);
  });

  it('counts what becomes of everything', () => {
    expect(lines(80)).toContain('2 candidates for 1 picture: 1 to be saved');
    expect(lines(80)).toContain('1 link to pages: 0 to be followed; not: 1 off_site');
  });

  it('never hands a control character to a terminal', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 1, max: 90 }),
        (url, columns) => {
          expect(lines(columns, url).join('')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
        },
      ),
    );
  });
});

describe('a text cut in the middle', () => {
  it('is never longer than its room, and keeps both ends', () => {
    expect(cutMiddle('abcdefgh', 5)).toBe('ab…gh');
    expect(cutMiddle('abcdefgh', 8)).toBe('abcdefgh');
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 3, max: 40 }), (text, room) => {
        const cut = cutMiddle(text, room);
        expect(cut.length).toBe(Math.min(room, text.length));
        expect(cut[0]).toBe(text[0]);
        expect(cut.at(-1)).toBe(text.at(-1));
      }),
    );
  });
});
