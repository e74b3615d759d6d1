import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveDensity, sourceSize } from '../../src/extract/sizes.ts';
import { onlyPicture } from './helpers.ts';

const VIEWPORT = { width: 1000, height: 800 };
const size = (text: string) => sourceSize(text, VIEWPORT);

/**
 * The inputs of web-platform-tests' html/semantics/embedded-content/the-img-element/sizes/parse-a-sizes-attribute.html
 * (support/sizes-iframed.sub.html): those that have to be read as some pixel or none, and those that fall back to 100vw.
 */
const SMALL = [
  ...[
    '1px',
    '0',
    '-0',
    '+0',
    '+1px',
    '.1px',
    '0.1em',
    '0.1ex',
    '0.1ch',
    '0.1rem',
    '0.1vw',
    '0.1vh',
  ],
  ...['0.1vmin', '0.1vmax', '0.1cm', '1mm', '1q', '0.01in', '0.1pc', '0.1pt'],
  ...['/* */1px/* */', ' /**/ /**/ 1px /**/ /**/ ', '(),1px', 'x(),1px', '{},1px', '[],1px'],
  ...['1px,(', '1px,x(', '1px,{', '1px,[', '\\(,1px', 'x\\(,1px', '\\{,1px', '\\[,1px', '1\\p\\x'],
  ...['calc(1px)', 'min(1px, 100px)', 'min(-100px, 1px)', '(min-width:0) calc(1px)'],
  ...[
    '(min-width:0) min(1px, 100px)',
    '(min-width:0) max(-100px, 1px)',
    '(min-width:calc(0px)) 1px',
  ],
  ...[
    '(min-width:0) 1px, 100vw',
    '(min-width:0) 1px, (min-width:0) 100vw, 100vw',
    '(min-width:0) 1px',
  ],
  ...['', 'not '].flatMap((not) =>
    [
      '(min-width:unknown-mf-value)',
      '(min-width:-1px)',
      '(unknown-mf-name)',
      '(unknown "general-enclosed")',
      'unknown-general-enclosed(foo)',
      'print',
      'unknown-media-type',
      ...['(123)', '(!)', '!', '(])', ']', '(})', '}', ')', '(;)', ';', '(.)'],
      '("grammar does not match")',
      '(unknown-general-enclosed !)',
    ].map((condition) => `${not}${condition} 100vw, 1px`),
  ),
  'not (min-width:0) 100vw, 1px',
  ...[
    '(min-width:0)',
    '(unknown-mf-name)',
    '(min-width:unknown-mf-value)',
    '(min-width:-1px)',
    '(unknown "general-enclosed")',
    'unknown-general-enclosed(foo)',
    '(unknown-general-enclosed !)',
  ].map((other) => `(min-width:0) or ${other} 1px`),
  ...['(min-width:0) or (!) 100vw, 1px', '(min-width:0) or unknown-media-type 100vw, 1px'],
  ...[
    ', 1px',
    '1px,',
    '(min-width:0) 1px,',
    '-0e-0px',
    '+0.11e+01px',
    '0.2e1px',
    '0.3E1px',
    '.4E1px',
  ],
  ...['all 100vw, 1px', 'all and (min-width:0) 100vw, 1px', 'min-width:0 100vw, 1px'],
  ...['1px, 100vw', '1px, (min-width:0) 100vw', '1px, foo bar', '(min-width:0) 1px, foo bar'],
  'not ((min-width:0) or (unknown "general-enclosed")) 100vw, 1px',
  '(max-width:0) or (unknown-general-enclosed !) 100vw, 1px',
  'not ((max-width:0) or (unknown "general-enclosed")) 100vw, 1px',
  ...['calc(1px', 'min(1px, 200vw', 'max(-200vw, 1px', '(min-width:0) calc(1px'],
  ...['(min-width:0) min(1px, 200vw', '(min-width:0) max(-200vw, 1px'],
];

const FALLBACK = [
  ...['100vw', '', ',', '-1px', '1', '0.1%'],
  ...['deg', 'grad', 'rad', 'turn', 's', 'ms', 'Hz', 'kHz', 'dpi', 'dpcm', 'dppx', 'x'].map(
    (unit) => `0.1${unit}`,
  ),
  ...['attr(data-foo, length, 1px)', 'attr(data-foo, px, 1px)', 'toggle(1px)', 'var(--foo)'],
  ...['inherit', 'auto', 'initial', 'unset', 'default'],
  ...['1/* */px', '1p/* */x', '-/**/0', '((),1px', 'x(x(),1px', '{{},1px', '[[],1px'],
  ...['1px !important', '\\1px', 'all 1px', 'all and (min-width:0) 1px', 'min-width:0 1px'],
  ...['100vw, 1px', '100vw, (min-width:0) 1px', 'foo bar', 'foo-bar', '(min-width:0) 1px foo bar'],
  ...['(min-width:0) 0.1%', '(min-width:0) 1', '-1e0px', '1e1.5px'],
];

describe('sourceSize', () => {
  it.each(SMALL)('%j is some pixels', (text) => {
    expect(size(text)).toBeLessThan(10);
  });

  it.each(FALLBACK)('%j is the whole width', (text) => {
    expect(size(text)).toBe(1000);
  });

  it.each<[string, number]>([
    ['50vw', 500],
    ['(max-width: 600px) 100vw, 300px', 300],
    ['(min-width: 900px) 33.3vw, 100vw', 333],
    ['(width >= 900px) 1px, 2px', 1],
    ['(600px < width < 900px) 1px, 2px', 2],
    ['(600px <= width <= 1000px) 1px, 2px', 1],
    ['(orientation: landscape) 1px, 2px', 1],
    ['(min-width: 1px) and (max-height: 700px) 1px, 2px', 2],
    ['(min-width: 50em) 1px, 2px', 1],
    ['calc(100vw - 40px)', 960],
    ['calc((100vw - 2 * 20px) / 3)', 320],
    ['calc(100vw / 0)', 1000],
    ['calc(1px * 1px)', 1000],
    ['clamp(100px, 50vw, 400px)', 400],
    ['max(10px, 1vw, 2em)', 32],
    ['1in', 96],
  ])('%s is %d', (text, expected) => {
    expect(size(text)).toBeCloseTo(expected, 9);
  });

  it('is never negative, and never throws', () => {
    const piece = fc.constantFrom(
      ...[
        '(',
        ')',
        '[',
        '{',
        'calc(',
        'min(',
        ',',
        ' ',
        '1px',
        '2',
        '-',
        '+',
        '*',
        '/',
        ':',
        '<',
        '=',
      ],
      ...['width', 'min-width', 'not', 'and', 'or', '100vw', '"', "'", '/*', '\\', 'url('],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (each) => {
        expect(size(each)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['(', 'calc(', '1px,', '(min-width:0) or ', 'not ', '-'])(
    'takes time in proportion for %s',
    (piece) => {
      const started = process.cpuUsage();
      for (let n = 0; n < 20; n++) size(piece.repeat(4_000));
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_000);
    },
  );
});

describe('the density of a file', () => {
  it('is its width over the width at which it is shown', () => {
    expect(effectiveDensity(1920, '100vw')).toBe(1);
    expect(effectiveDensity(600, '300px')).toBe(2);
    expect(effectiveDensity(600, '0')).toBeUndefined();
  });

  it('is told of candidates, and chooses none', () => {
    const { chosen, others } = onlyPicture('<img srcset="a.jpg 300w, b.jpg 600w" sizes="300px">');
    expect([chosen, ...others]).toMatchObject([
      { width: 600, density: 2 },
      { width: 300, density: 1 },
    ]);
  });
});
