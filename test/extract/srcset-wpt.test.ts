import { describe, expect, it } from 'vitest';
import { parseSrcset } from '../../src/extract/index.ts';

/**
 * The cases of web-platform-tests' html/semantics/embedded-content/the-img-element/srcset/parse-a-srcset-attribute.html:
 * which URL a browser would show. Here all candidates are told; the first of them is compared, as the test's densities
 * make it the one that is shown.
 */
function shown(srcset: string): string {
  return parseSrcset(srcset)[0]?.url ?? '';
}

const A = 'data:,a';

describe('the splitting loop', () => {
  const spaced = (char: string) => `${char}${char}${A}${char}${char}1x${char}${char}`;

  it.each(['', ',', ',,,'])('%j has nothing', (text) => {
    expect(shown(text)).toBe('');
  });

  it.each([' ', '\t', '\n', '\f', '\r'])('%j is white space', (char) => {
    expect(shown(spaced(char))).toBe(A);
  });

  it.each(['\v', '\u000e', '\u000f', '\u0010'])('%j is part of a URL', (char) => {
    expect(shown(spaced(char))).toBe(spaced(char));
  });

  it.each([
    A,
    `${A} `,
    `${A} ,`,
    `${A},`,
    `${A}, `,
    `${A},,,`,
    `${A},, , `,
    ` ${A}`,
    `,,,${A}`,
    ` , ,,${A}`,
  ])('%j is one URL', (text) => {
    expect(shown(text)).toBe(A);
  });

  it.each([`\u00a0${A}`, `${A}\u00a0`])('%j has a space that is none', (text) => {
    expect(shown(text)).toBe(text);
  });
});

describe('the descriptor tokenizer', () => {
  it.each<[string, string]>([
    [`${A} 1x`, A],
    [`${A} 1x `, A],
    [`${A} 1x,`, A],
    [`${A} ( , data:,b 1x, ), data:,c`, 'data:,c'],
    [`${A} ((( , data:,b 1x, ), data:,c`, 'data:,c'],
    [`${A} [ , data:,b 1x, ], data:,c`, 'data:,b'],
    [`${A} { , data:,b 1x, }, data:,c`, 'data:,b'],
    [`${A} " , data:,b 1x, ", data:,c`, 'data:,b'],
    [`${A} \\,data:;\\,b, data:,c`, 'data:;\\,b'],
    [`${A}, data:,b (`, A],
    [`${A}, data:,b (  `, A],
    [`${A}, data:,b (,`, A],
    [`${A}, data:,b (x`, A],
    [`${A}, data:,b ()`, A],
    [`${A} (, data:,b`, ''],
    [`${A} /*, data:,b, data:,c */`, 'data:,b'],
    [`${A} //, data:,b`, 'data:,b'],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe('the descriptor parser', () => {
  const valid = [
    '1w 1h',
    '1h 1w',
    '0x',
    '-0x',
    '1e0x',
    '1E0x',
    '1e-1x',
    '1.5e1x',
    '.5x',
    '.5e1x',
    '1.0x',
  ];
  it.each(valid)('%s is valid', (descriptors) => {
    expect(shown(`${A} ${descriptors}`)).toBe(A);
  });

  const numbers = ['-1', '1.0', '1e0', '1ww', '+1', 'Infinity', 'NaN', '0x1', '0X1'];
  const invalid = [
    ...['foo', 'foo foo', 'foo 1x', 'foo 1x foo', 'foo 1w', 'foo 1w foo'],
    ...['1x 1x', '1w 1w', '1w 1x', '1x 1w', '1h 1h', '1h 1x', '1h 1w 1x', '1x 1w 1h'],
    ...['1h', '1h foo', 'foo 1h', '0w', '1W', '1w 1W', '1w 0h', '1w 1H', '1X', '-1x', '+1x'],
    ...numbers.flatMap((number) => [`${number}w`, `1w ${number}w`, `1w ${number}h`]),
    ...['1x -0x', '1x -1x', '-x', '.x', '-.x', '1.x', '1x 1.5e1x', '1x 1e1.5x', '1x 1.0x'],
    ...['Infinityx', 'NaNx', '0x1x', '0X1x', '1xx'],
  ];
  it.each(invalid)('%s is in error', (descriptors) => {
    expect(shown(`${A} ${descriptors}`)).toBe('');
  });

  /** Characters that are white space or nothing elsewhere, before and after the number. */
  const odd = [0x01, 0xa0, 0x1680, 0x202f, 0x205f, 0x3000, 0xfeff, 0x200c, 0x200d]
    .concat(Array.from({ length: 11 }, (_, n) => 0x2000 + n))
    .map((code) => String.fromCharCode(code));
  it.each(odd)('%j does not belong to a number', (char) => {
    for (const [before, unit] of [
      ['', 'w'],
      ['', 'x'],
      ['1w ', 'h'],
    ] as const) {
      expect(shown(`${A} ${before}1${char}${unit}`)).toBe('');
      expect(shown(`${A} ${before}${char}1${unit}`)).toBe('');
    }
  });
});
