import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/decode/messages.ts';
import type { DecodeVerdict } from '../../src/decode/types.ts';

const damaged = (reason: string): DecodeVerdict => ({ ok: false, cut: false, reason });
const cut = (reason: string): DecodeVerdict => ({ ok: false, cut: true, reason });

const CASES: [error: string | undefined, warnings: string[], expected: DecodeVerdict][] = [
  [undefined, [], { ok: true }],
  [undefined, ['VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9'], { ok: true }],
  [
    undefined,
    ['read gave 2 warnings', 'VipsJpeg: Corrupt JPEG data: bad Huffman code\n'],
    damaged('Corrupt JPEG data: bad Huffman code'),
  ],
  [
    'VipsJpeg: premature end of JPEG image\nvips2png: unable to write to target /dev/null',
    ['error in tile 0 x 24'],
    cut('premature end of JPEG image'),
  ],
  ['vips2png: unable to write to target /dev/null', ['not enough data'], cut('not enough data')],
  [
    '/a.avif: bad seek to 712\nheif: Invalid input: Unspecified: Corrupt frame detected (2.0)',
    [],
    damaged('Invalid input: Unspecified: Corrupt frame detected (2.0)'),
  ],
  ['heif: Support for this format has not been built in: HEVC', [], 'unsupported'],
  ['Input file contains unsupported image format', [], 'unsupported'],
  ['Input file has corrupt header: svgload: bad dimensions', [], 'unsupported'],
  [
    'Input file has corrupt header: VipsJpeg: Unsupported marker type 0xf7',
    ['VipsJpeg: Unsupported marker type 0xf7'],
    'unsupported',
  ],
  ['VipsJpeg: Unsupported marker type 0xf2', [], damaged('Unsupported marker type 0xf2')],
  ['', [], damaged('its pixels are damaged')],
];

describe('verdictOf', () => {
  it.each(CASES)('%j %j', (error, warnings, expected) => {
    const thrown = error === undefined ? undefined : new Error(error);
    expect(verdictOf(thrown, warnings)).toEqual(expected);
  });
});
