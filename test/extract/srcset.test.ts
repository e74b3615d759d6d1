import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSrcset, type SrcsetCandidate } from '../../src/extract/index.ts';

describe('parseSrcset', () => {
  it.each<[string, SrcsetCandidate[]]>([
    ['', []],
    [' ,, \n,', []],
    ['a.jpg', [{ url: 'a.jpg' }]],
    ['a.jpg 300w', [{ url: 'a.jpg', width: 300 }]],
    [
      'a.jpg 1x, b.jpg 2x',
      [
        { url: 'a.jpg', density: 1 },
        { url: 'b.jpg', density: 2 },
      ],
    ],
    ['a.jpg,b.jpg 2x', [{ url: 'a.jpg,b.jpg', density: 2 }]],
    ['a.jpg, b.jpg', [{ url: 'a.jpg' }, { url: 'b.jpg' }]],
    ['a.jpg,,, b.jpg', [{ url: 'a.jpg' }, { url: 'b.jpg' }]],
    [
      ',a.jpg 1w,,b.jpg 2w,',
      [
        { url: 'a.jpg', width: 1 },
        { url: 'b.jpg', width: 2 },
      ],
    ],
    [
      'a.jpg 1w,b.jpg 2w',
      [
        { url: 'a.jpg', width: 1 },
        { url: 'b.jpg', width: 2 },
      ],
    ],
    [
      '\ta.jpg\n\t 300w\f,\rb.jpg\t2x ',
      [
        { url: 'a.jpg', width: 300 },
        { url: 'b.jpg', density: 2 },
      ],
    ],
    ['w_300,h_200/a.jpg 300w', [{ url: 'w_300,h_200/a.jpg', width: 300 }]],
    ['data:image/png;base64,AAA= 1x', [{ url: 'data:image/png;base64,AAA=', density: 1 }]],
    ['a.jpg 300w 200h', [{ url: 'a.jpg', width: 300 }]],
    ['a.jpg 200h 300w', [{ url: 'a.jpg', width: 300 }]],
    ['a.jpg 1.5x', [{ url: 'a.jpg', density: 1.5 }]],
    ['a.jpg .5x', [{ url: 'a.jpg', density: 0.5 }]],
    ['a.jpg 1e1x', [{ url: 'a.jpg', density: 10 }]],
    ['a.jpg 0x', [{ url: 'a.jpg', density: 0 }]],
    ['a.jpg -0x', [{ url: 'a.jpg', density: 0 }]],
    ['a.jpg (a, b) 2x, b.jpg', [{ url: 'b.jpg' }]],
    ['a.jpg x(a, b, c.jpg 3x', []],
  ])('reads %j', (text, expected) => {
    expect(parseSrcset(text)).toEqual(expected);
  });

  it.each([
    '0w',
    '-1w',
    '+1w',
    '1.5w',
    'w',
    '1W',
    '-1x',
    '+1x',
    '1.x',
    'x',
    'NaNx',
    'Infinityx',
    '1e999x',
    '2h',
    '1x 1w',
    '1w 1x',
    '1x 2x',
    '1w 2w',
    '1x 2h',
    '2h 1x',
    '1q',
    'photo.jpg',
  ])('leaves out a candidate with the descriptor %j, and only that', (descriptor) => {
    expect(parseSrcset(`a.jpg ${descriptor}, b.jpg 2x`)).toEqual([{ url: 'b.jpg', density: 2 }]);
  });

  const url = fc
    .string({ unit: fc.constantFrom('a', '/', ',', '.', '(', ')', 'é', '%'), minLength: 1 })
    .filter((text) => !/^,|,$/.test(text));
  const candidate: fc.Arbitrary<SrcsetCandidate> = fc.oneof(
    fc.record({ url }),
    fc.record({ url, width: fc.integer({ min: 1 }) }),
    fc.record({ url, density: fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }) }),
  );
  const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\f', '\r'), minLength: 1 });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.array(candidate), space, (candidates, gap) => {
        const text = candidates
          .map(({ url: raw, width, density }) =>
            width !== undefined
              ? `${raw}${gap}${width}w`
              : density !== undefined
                ? `${raw}${gap}${density}x`
                : raw,
          )
          .join(`${gap},${gap}`);
        expect(parseSrcset(text)).toEqual(candidates);
      }),
    );
  });

  it('never throws; its URLs stand in the text, without white space or commas at the ends', () => {
    const wild = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(' ', ',', '(', ')', 'a', '1', 'w', 'x', 'h', '.', '-') }),
    );
    fc.assert(
      fc.property(wild, (text) => {
        const isBare = /^[^,\t\n\f\r ](?:[^\t\n\f\r ]*[^,\t\n\f\r ])?$/;
        return parseSrcset(text).every(
          ({ url: found, width = 1, density = 0 }) =>
            text.includes(found) && isBare.test(found) && width > 0 && density >= 0,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['commas', ','],
    ['spaces', ' '],
    ['open parentheses', '('],
    ['one long URL', 'a'],
    ['a long URL of commas', 'a,'],
    ['descriptors', 'a 1w '],
    ['digits', '1'],
    ['candidates', 'a 1w,'],
  ])('takes linear time for %s', (_what, piece) => {
    const started = process.cpuUsage();
    parseSrcset(`a ${piece.repeat(100_000)}`);
    parseSrcset(piece.repeat(100_000));
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1_000);
  });
});
