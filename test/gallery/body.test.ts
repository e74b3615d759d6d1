import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { MAX_PAGE_BYTES, readBody } from '../../src/gallery/body.ts';

const PIECE = Buffer.alloc(1024 * 1024, 'x');

it('a body of exactly the limit is read', async () => {
  const pieces = Array.from({ length: MAX_PAGE_BYTES / PIECE.length }, () => PIECE);
  expect(await readBody(Readable.from(pieces))).toHaveLength(MAX_PAGE_BYTES);
});

it('an endless one is left, and its stream closed', async () => {
  let sent = 0;
  const endless = new Readable({
    read() {
      sent += PIECE.length;
      this.push(PIECE);
    },
  });
  await expect(readBody(endless)).rejects.toMatchObject({ code: 'too_large' });
  expect(endless.destroyed).toBe(true);
  expect(sent).toBeLessThan(MAX_PAGE_BYTES + 4 * PIECE.length);
});

it('one that breaks says why', async () => {
  const broken = new Readable({ read: () => undefined });
  broken.push('<p>');
  setImmediate(() => {
    broken.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  });
  await expect(readBody(broken)).rejects.toMatchObject({ code: 'reset' });
});
