/** Bodies that break, stall, never end, or come otherwise than announced. */
import { gzipSync } from 'node:zlib';
import { bytesAfter, gif, jpeg, png } from '../pictures.ts';
import {
  chunkedWithoutEnd,
  drained,
  gzip,
  long,
  picture,
  resetAfter,
  sequence,
  short,
  slow,
  stallBeforeHeaders,
  stallInBody,
  status,
  untilClose,
  type Answer,
} from '../site.ts';
import { failed, saved, type Fault } from './fault.ts';

const alone = { alone: true };
const often = { attempts: 3, alone: true };

export function bodyFaults(): Fault[] {
  return [...broken(), ...unusual(), ...coded()];
}

function broken(): Fault[] {
  const a = png(40, 40, 1);
  const [b, c, d] = [png(40, 40, 2), png(40, 40, 3), png(40, 40, 4)];
  const photo = jpeg(200, 160, 5);
  const half = photo.subarray(0, photo.length / 2);
  return [
    failed(
      'short against Content-Length',
      '/body/short.png',
      short(a.subarray(0, 99), a.length),
      'truncated',
      often,
    ),
    failed(
      'whole, yet short against Content-Length',
      '/body/whole-short.png',
      short(a, a.length + 9),
      'truncated',
      often,
    ),
    saved(
      'short once',
      '/body/short-once.png',
      sequence([short(a.subarray(0, 99), a.length), picture(a)]),
      a,
      { asked: 2, ...alone },
    ),
    failed(
      'chunked without its terminator',
      '/body/unterminated.png',
      chunkedWithoutEnd(b),
      'truncated',
      often,
    ),
    saved(
      'unterminated once',
      '/body/unterminated-once.png',
      sequence([chunkedWithoutEnd(b), picture(b)]),
      b,
      { asked: 2, ...alone },
    ),
    failed(
      'reset in the middle, always',
      '/body/reset.png',
      resetAfter(c.subarray(0, 99), { 'content-length': c.length.toString() }),
      'truncated',
      often,
    ),
    saved(
      'reset in the middle, twice',
      '/body/reset-twice.png',
      sequence([resetAfter(c.subarray(0, 99)), resetAfter(c.subarray(0, 99)), picture(c)]),
      c,
      { asked: 3, ...alone },
    ),
    failed('reset before the headers', '/body/reset-early.png', resetAfter(), 'reset', often),
    failed(
      'stalled before the headers',
      '/body/mute.png',
      stallBeforeHeaders(),
      'response_timeout',
      often,
    ),
    failed(
      'stalled in the body',
      '/body/stalled.png',
      stallInBody(d.subarray(0, 99), d.length),
      'stalled',
      often,
    ),
    failed(
      'stalled in a chunked body',
      '/body/stalled-chunked.png',
      stallInBody(d.subarray(0, 99)),
      'stalled',
      often,
    ),
    saved(
      'stalled once',
      '/body/stalled-once.png',
      sequence([stallInBody(d.subarray(0, 99), d.length), picture(d)]),
      d,
      { asked: 2, ...alone },
    ),
    failed(
      'a JPEG cut short, ended by closing',
      '/body/cut.jpg',
      untilClose(half, 'image/jpeg'),
      'truncated',
      { attempts: 3 },
    ),
    failed(
      'a JPEG cut short, with a length that fits',
      '/body/cut-announced.jpg',
      picture(half, 'image/jpeg'),
      'truncated',
      { attempts: 3 },
    ),
    saved(
      'cut short once, ended by closing',
      '/body/cut-once.jpg',
      sequence([untilClose(half, 'image/jpeg'), untilClose(photo, 'image/jpeg')]),
      photo,
      { asked: 2 },
    ),
    failed(
      'a GIF without its last byte',
      '/body/cut.gif',
      picture(gif(50, 50, 6).subarray(0, -1), 'image/gif'),
      'truncated',
      { attempts: 3 },
    ),
    failed(
      'a PNG without its last chunk',
      '/body/cut.png',
      picture(png(40, 40, 7).subarray(0, -12)),
      'truncated',
      { attempts: 3 },
    ),
  ];
}

function unusual(): Fault[] {
  const small = png(8, 8, 11);
  const [closed, over, tail] = [
    jpeg(80, 80, 12),
    png(30, 30, 13),
    bytesAfter(jpeg(64, 64, 14), 700),
  ];
  const cutOff = png(30, 30, 15);
  const junk = Buffer.alloc(500, 'x');
  return [
    saved('100 bytes a second', '/body/slow.png', slow(small, 100), small, { asked: 1 }),
    saved(
      'ended by closing, and whole',
      '/body/closed.jpg',
      untilClose(closed, 'image/jpeg'),
      closed,
    ),
    saved(
      'longer than announced',
      '/body/long.png',
      long(Buffer.concat([over, junk]), over.length),
      over,
    ),
    failed(
      'announced shorter than the picture is',
      '/body/long-cut.png',
      long(cutOff, cutOff.length - 20),
      'truncated',
      { attempts: 3 },
    ),
    saved(
      'bytes after the end of the picture',
      '/body/tail.jpg',
      picture(tail, 'image/jpeg'),
      tail,
    ),
    failed('200 without a byte', '/body/empty.png', picture(Buffer.alloc(0)), 'empty_body', {
      attempts: 3,
    }),
    failed(
      '200 without a byte, ended by closing',
      '/body/empty-closed.png',
      untilClose(Buffer.alloc(0)),
      'empty_body',
      { attempts: 3 },
    ),
    failed('204', '/body/204.png', status(204), 'unexpected_status'),
    failed('205', '/body/205.png', status(205), 'unexpected_status'),
  ];
}

function coded(): Fault[] {
  const zipped = png(60, 60, 21);
  const packed = gzipSync(png(90, 90, 22));
  const damaged = picture(png(9, 9, 23), 'image/png', { 'content-encoding': 'gzip' });
  const cut = picture(packed.subarray(0, -100), 'image/png', { 'content-encoding': 'gzip' });
  return [
    saved('a picture in gzip', '/body/zipped.png', gzip(zipped), zipped),
    failed('a gzip bomb', '/body/bomb.png', gzip(bomb()), 'too_large'),
    failed('gzip that is none', '/body/no-gzip.png', damaged, 'protocol', { attempts: 3 }),
    failed('gzip cut short', '/body/cut-gzip.png', cut, 'truncated', { attempts: 3 }),
    failed(
      'a coding that nobody knows',
      '/body/coding.png',
      picture(png(9, 9, 24), 'image/png', { 'content-encoding': 'x-secret' }),
      'protocol',
      { attempts: 3 },
    ),
  ];
}

/** Begins as a picture, so that only its size tells. */
function bomb(): Buffer {
  const head = png(4_000, 1, 25).subarray(0, 33);
  const chunk = Buffer.from([0x7f, 0xff, 0xff, 0x00, ...Buffer.from('IDAT')]);
  return Buffer.concat([head, chunk, Buffer.alloc(64 * 1024 * 1024)]);
}

/** A body that never ends, of one chunk in a picture's middle after another. */
export function endless(): Answer {
  return async ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/png' });
    response.write(bomb().subarray(0, 41));
    const more = Buffer.alloc(64 * 1024, 1);
    while (!response.destroyed) {
      if (!response.write(more)) await drained(response);
    }
  };
}
