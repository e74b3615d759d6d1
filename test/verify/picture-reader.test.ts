import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPictureReader } from '../../src/verify/index.ts';
import type { PictureFacts, Sniff } from '../../src/verify/index.ts';
import * as made from './pictures.ts';

interface Reading {
  facts: PictureFacts | 'not_a_picture';
  sniffed: Sniff;
}

function read(chunks: Iterable<Uint8Array>): Reading {
  const reader = createPictureReader();
  for (const chunk of chunks) reader.write(chunk);
  const sniffedBeforeEnd = reader.sniffed;
  const facts = reader.end();
  return { facts, sniffed: sniffedBeforeEnd };
}

function* cut(file: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, n = 0; at < file.length; n++) {
    const size = Math.max(1, sizes[n % sizes.length] ?? 1);
    // A copy that is wiped afterwards: whoever keeps a view of a chunk is caught.
    const chunk = Uint8Array.from(file.subarray(at, at + size));
    yield chunk;
    chunk.fill(0x3c);
    at += size;
  }
}

/** What a reader says of a file, as `ext width×height`. */
function summary(file: Uint8Array): string {
  const { facts } = read([file]);
  if (facts === 'not_a_picture') return facts;
  return `${facts.format.ext} ${facts.width ?? '?'}x${facts.height ?? '?'}`;
}

const text = (content: string): Buffer => Buffer.from(content);
const thumbnail = made.jpegSegment(0xe1, made.bytes('Exif\0\0', made.jpeg(9, 9)));
const iccPart = made.jpegSegment(0xe2, made.bytes('ICC_PROFILE\0', Buffer.alloc(65_000, 0xff)));

const PICTURES: [name: string, file: Buffer, expected: string][] = [
  ['png', made.png(31, 17), 'png 31x17'],
  ['png after CgBI', made.png(31, 17, made.cgbi()), 'png 31x17'],
  ['jpeg', made.jpeg(33, 65), 'jpg 33x65'],
  ['progressive jpeg', made.jpeg(300, 200, { sof: 0xc2 }), 'jpg 300x200'],
  ['jpeg with a thumbnail in EXIF', made.jpeg(640, 480, { segments: [thumbnail] }), 'jpg 640x480'],
  [
    'jpeg with 130 kB of profile',
    made.jpeg(640, 480, { segments: [iccPart, thumbnail, iccPart] }),
    'jpg 640x480',
  ],
  [
    'jpeg with fill bytes and stray bytes',
    made.jpeg(64, 48, { segments: [made.bytes([0xff, 0xff, 0xff, 0x00, 1, 2, 3])] }),
    'jpg 64x48',
  ],
  ['jpeg of unstated height', made.jpeg(64, 0), 'jpg ?x?'],
  ['gif', made.gif(320, 200), 'gif 320x200'],
  ['gif 87a', made.gif(70, 1, '87a'), 'gif 70x1'],
  ['webp lossless', made.webpLossless(16_000, 3), 'webp 16000x3'],
  ['webp lossy', made.webpLossy(640, 481), 'webp 640x481'],
  ['webp lossy, scaled', made.webpLossy(640, 481, 3), 'webp 640x481'],
  ['webp extended', made.webpExtended(1_000, 2_000), 'webp 1000x2000'],
  ['bmp', made.bmp(5, 7), 'bmp 5x7'],
  ['bmp from top to bottom', made.bmp(5, -7), 'bmp 5x7'],
  ['bmp of OS/2', made.bmp(300, 2, 'core'), 'bmp 300x2'],
  ['ico', made.ico(16, 48, 32), 'ico 48x48'],
  ['ico of 256', made.ico(16, 256), 'ico 256x256'],
  ['tiff, little endian', made.tiff(800, 600), 'tif 800x600'],
  ['tiff, big endian', made.tiff(800, 600, { endian: 'MM' }), 'tif 800x600'],
  ['tiff, directory at the end', made.tiff(800, 70_000, { pixels: 99_999 }), 'tif 800x70000'],
  ['BigTIFF', made.tiff(800, 600, { big: true, pixels: 5_000 }), 'tif 800x600'],
  ['BigTIFF, big endian', made.tiff(800, 600, { big: true, endian: 'MM' }), 'tif 800x600'],
  ['avif', made.avif(1_920, 1_080), 'avif 1920x1080'],
  ['avif, wide numbers', made.heif(70_000, 9, { wide: true }), 'avif 70000x9'],
  ['avif, data first', made.heif(12, 34, { dataFirst: 50_000 }), 'avif 12x34'],
  [
    'avif by a compatible brand',
    made.heif(8, 9, { major: 'mif1', compatible: ['miaf', 'avif'] }),
    'avif 8x9',
  ],
  ['heic', made.heic(4_032, 3_024), 'heic 4032x3024'],
  [
    'heic whose thumbnail item is not the picture',
    made.heif(0, 0, {
      major: 'heix',
      items: [
        [640, 480],
        [9_000, 9_000],
        [512, 512],
      ],
    }),
    'heic 640x480',
  ],
  [
    'avif with a larger item, wide numbers',
    made.heif(0, 0, {
      wide: true,
      items: [
        [640, 480],
        [9_000, 9_000],
      ],
    }),
    'avif 640x480',
  ],
  [
    'heif without associations: the largest',
    made.heif(0, 0, {
      major: 'mif1',
      compatible: ['mif1'],
      unlinked: true,
      items: [
        [5, 5],
        [70, 60],
        [6, 6],
      ],
    }),
    'heif 70x60',
  ],
  ['jxl', made.jxlCodestream(1_000, 777), 'jxl 1000x777'],
  ['jxl, huge', made.jxlCodestream(300_000, 300), 'jxl 300000x300'],
  ['jxl by ratio', made.jxlCodestream(0, 1_080, 5), 'jxl 1920x1080'],
  ['jxl, short form', made.jxlSmall(256, 8), 'jxl 256x8'],
  ['jxl container', made.jxlContainer(made.jxlCodestream(20, 30)), 'jxl 20x30'],
  ['jxl container in parts', made.jxlContainer(made.jxlCodestream(20, 30), true), 'jxl 20x30'],
  ['jp2', made.jp2(111, 222), 'jp2 111x222'],
  ['j2c', made.j2c(111, 222), 'j2c 111x222'],
  [
    'heif of a codec that is not known',
    made.heif(8, 9, { major: 'avci', compatible: ['miaf', 'mif1'] }),
    'heif 8x9',
  ],
  ['svg', made.svg('width="12" height="34.4px"'), 'svg 12x34'],
  ['svg by viewBox', made.svg("width='100%' viewBox='0 0 640 480'"), 'svg 640x480'],
  ['svg in inches has no pixels', made.svg('width="2in" height="1in"'), 'svg ?x?'],
  [
    'svg after a prolog',
    made.svg(
      'width="12" height="34"',
      '\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x" [\n<!ENTITY ns "http://a/">\n] >\n',
    ),
    'svg 12x34',
  ],
  [
    'svg after a doctype with brackets and quotes in its subset',
    made.svg(
      'width="3" height="4"',
      `<!DOCTYPE svg [<!-- it's ]> --><?x ']> ?><!ENTITY a "b]><html>"><!ENTITY c ']'><!-->-->%d;]>`,
    ),
    'svg 3x4',
  ],
  [
    'svg after a licence',
    made.svg('width="3" height="4"', `<!--${'x '.repeat(5_000)}-->`),
    'svg 3x4',
  ],
  [
    'svg with a prefix',
    text('<s:svg xmlns:s="http://www.w3.org/2000/svg" width="3" height="4"/>'),
    'svg 3x4',
  ],
  [
    'svg in UTF-16',
    made.utf16('<?xml version="1.0"?><svg width="5" height="6"/>', 'le'),
    'svg 5x6',
  ],
  ['svg in UTF-16BE', made.utf16('<svg width="5" height="6"></svg>', 'be'), 'svg 5x6'],
  [
    'svg whose tag outgrows the head',
    made.svg(`data-x="${'y'.repeat(9_000)}" width="3" height="4"`),
    'svg 3x4',
  ],
];

const HTML = '<!DOCTYPE html><html><head><title>Not found</title></head><body><svg/></body></html>';
const OTHERS: [name: string, file: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', made.bytes([0xff])],
  ['html', text(HTML)],
  ['html in upper case', text(HTML.toUpperCase())],
  ['html after BOM and space', text(`\ufeff \r\n\t ${HTML}`)],
  ['html after comments', text(`<!-- <svg width="1" height="1"> --><!---->\n${HTML}`)],
  ['html without doctype', text('<html lang="en"><svg></svg></html>')],
  ['html that begins with a tag', text('<svgx><p>Access denied')],
  ['html in UTF-16', made.utf16(HTML, 'le')],
  ['html in UTF-16BE', made.utf16(HTML, 'be')],
  ['xhtml', text(`<?xml version="1.0" encoding="UTF-8"?>${HTML}`)],
  ['rss', text('<?xml version="1.0"?><rss version="2.0"><svg/></rss>')],
  ['json', text('{"error":"not found"}')],
  ['plain text', text('BMW and GIFs and RIFF raff. '.repeat(300))],
  ['a long comment', text(`<!--${' '.repeat(17_000)}--><svg/>`)],
  ['an svg doctype with another root', text('<!DOCTYPE svg [<!ENTITY a "b">]><html></html>')],
  ['mp4', made.heif(1, 1, { major: 'isom', compatible: ['mp42'] })],
  ['wav', made.bytes('RIFF', made.le32(100), 'WAVEfmt ', Buffer.alloc(100))],
  ['pdf', text('%PDF-1.7\n')],
  ['zip', made.bytes('PK\x03\x04', Buffer.alloc(100))],
  ['zeros', Buffer.alloc(10_000)],
];

describe('createPictureReader', () => {
  it.each(PICTURES)('reads %s', (_, file, expected) => {
    expect(summary(file)).toBe(expected);
  });

  it.each(OTHERS)('says that %s is no picture', (_, file) => {
    expect(summary(file)).toBe('not_a_picture');
  });

  it('tells HTML from the first bytes on, without waiting for the end', () => {
    const reader = createPictureReader();
    reader.write(text('<!doctype html><html>'));
    expect(reader.sniffed).toBe('not_a_picture');
  });

  it('is decided after 16 KiB at most', () => {
    const reader = createPictureReader();
    reader.write(text(`<!--${' '.repeat(16_379)}`));
    expect(reader.sniffed).toBe('more');
    reader.write(text(' '));
    expect(reader.sniffed).toBe('not_a_picture');
  });

  it('names formats canonically', () => {
    expect(read([made.jpeg(8, 8)]).facts).toEqual({
      format: { mediaType: 'image/jpeg', ext: 'jpg' },
      width: 8,
      height: 8,
    });
  });

  it('keeps the format of a picture that was cut short, without a size', () => {
    expect(summary(made.jpeg(64, 64).subarray(0, 30))).toBe('jpg ?x?');
    expect(summary(made.png(64, 64).subarray(0, 20))).toBe('png ?x?');
  });

  it.each([...PICTURES, ...OTHERS].map(([name, file]) => ({ name, file })))(
    'reads $name the same one byte at a time',
    ({ file }) => {
      const head = file.subarray(0, 200_000);
      expect(read(cut(head, [1]))).toEqual(read([head]));
    },
  );

  it('does not care how the bytes are cut', () => {
    const files = [...PICTURES, ...OTHERS].map(([, file]) => file);
    const sizes = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...files), sizes, (file, cuts) => {
        expect(read(cut(file, cuts))).toEqual(read([file]));
      }),
      { numRuns: 500 },
    );
  });

  it('neither throws nor depends on the cut, whatever the damage', () => {
    const files = PICTURES.map(([, file]) => file.subarray(0, 3_000));
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        damage,
        fc.integer({ min: 1, max: 99 }),
        (file, spots, size) => {
          const wild = Buffer.from(file);
          for (const [at, value] of spots) if (at < wild.length) wild[at] = value;
          const whole = read([wild]);
          expect(read(cut(wild, [size]))).toEqual(whole);
          if (whole.facts === 'not_a_picture') return;
          const { width, height } = whole.facts;
          expect((width ?? 1) > 0 && (height ?? 1) > 0).toBe(true);
          expect(width === undefined).toBe(height === undefined);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('takes any bytes at all after any signature', () => {
    const heads = PICTURES.map(([, file]) => file.subarray(0, 24));
    fc.assert(
      fc.property(
        fc.constantFrom(...heads),
        fc.nat(24),
        fc.uint8Array({ maxLength: 300 }),
        (head, kept, rest) => {
          const wild = made.bytes(head.subarray(0, kept), rest);
          expect(read(cut(wild, [1]))).toEqual(read([wild]));
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

describe('bounds on hostile files', () => {
  const megabytes = (count: number, pattern: Uint8Array): Buffer =>
    Buffer.alloc(count * 1024 * 1024, pattern);

  it.each([
    [
      'jpeg of empty segments',
      made.bytes([0xff, 0xd8], megabytes(24, made.jpegSegment(0xe0, made.bytes()))),
    ],
    [
      'jpeg of stray bytes',
      made.bytes([0xff, 0xd8, 0xff, 0xfe, 0, 2], megabytes(24, made.bytes([0]))),
    ],
    [
      'avif of empty boxes',
      made.bytes(made.avif(1, 1).subarray(0, 24), megabytes(24, made.box('free'))),
    ],
    [
      'tiff of endless entries',
      made.bytes(made.tiff(0, 0).subarray(0, 4), made.le32(8), megabytes(24, made.bytes([0xff]))),
    ],
    ['svg without end', made.bytes('<svg ', megabytes(24, made.bytes('a="b" ')))],
    ['svg of one long name', made.bytes('<svg ', megabytes(24, made.bytes('a')))],
  ])('spends little on a %s', (_, file) => {
    const start = process.cpuUsage();
    const { facts } = read(cut(file, [65_536]));
    const { user } = process.cpuUsage(start);
    expect(facts).not.toBe('not_a_picture');
    expect(facts).not.toHaveProperty('width');
    // 24 MiB: a loop over single bytes or segments would take seconds.
    expect(user / 1_000).toBeLessThan(1_000);
  });

  it('spends little on an svg without end that comes in single bytes', () => {
    const file = made.bytes('<svg ', Buffer.alloc(64 * 1024, 'a="b" '));
    const start = process.cpuUsage();
    expect(read(cut(file, [1])).facts).not.toBe('not_a_picture');
    // Reading all of it anew with each byte would take minutes.
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(2_000);
  });

  it('allocates as bytes arrive, not as a box claims', () => {
    const claim = made.bytes(made.avif(1, 1).subarray(0, 24), made.be32(1_000_000), 'meta', [1]);
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 200 }, () => {
      const reader = createPictureReader();
      reader.write(claim);
      return reader;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    expect(readers.every((reader) => reader.end() !== 'not_a_picture')).toBe(true);
  });

  it('gives up on a meta box of many megabytes', () => {
    const ftyp = made.avif(1, 1).subarray(0, 24);
    const meta = made.box('meta', Buffer.alloc(3_000_000));
    expect(summary(made.bytes(ftyp, meta))).toBe('avif ?x?');
  });
});
