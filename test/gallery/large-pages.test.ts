import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/gallery/body.ts';
import { LARGE_PAGE_BYTES, LargePages } from '../../src/gallery/large-pages.ts';

const isPending = async (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => false), sleep(20, true)]);

describe('room for large pages', () => {
  it('is for so many at a time, first come, first served', async () => {
    const pages = new LargePages({ atOnce: 2 });
    const [first] = await Promise.all([pages.enter(), pages.enter()]);
    const [third, fourth] = [pages.enter(), pages.enter()];
    expect(await isPending(third)).toBe(true);
    first();
    (await third)();
    (await fourth)();
  });

  it('is given back once, however often one leaves', async () => {
    const pages = new LargePages({ atOnce: 1 });
    const leave = await pages.enter();
    const [second, third] = [pages.enter(), pages.enter()];
    leave();
    leave();
    await second;
    expect(await isPending(third)).toBe(true);
  });

  it('nobody waits for ever', async () => {
    const pages = new LargePages({ atOnce: 1, longestWaitMs: 1 });
    await pages.enter();
    (await pages.enter())();
    expect(await isPending(pages.enter())).toBe(false);
  });
});

describe('a page that is read', () => {
  const piece = Buffer.alloc(LARGE_PAGE_BYTES / 4, 'x');
  const body = (pieces: number) => Readable.from(Array.from({ length: pieces }, () => piece));

  it('never asks for room when it is small', async () => {
    let asked = 0;
    await readBody(body(4), () => {
      asked++;
      return Promise.resolve();
    });
    expect(asked).toBe(0);
  });

  it('asks for room once when it is large, and reads nothing more until there is some', async () => {
    let asked = 0;
    let letIn: () => void = () => undefined;
    const stream = body(100);
    const read = readBody(stream, () => {
      asked++;
      return new Promise((resolve) => (letIn = resolve));
    });
    expect(await isPending(read)).toBe(true);
    expect(stream.readableEnded).toBe(false);
    letIn();
    expect(await read).toHaveLength(100 * piece.length);
    expect(asked).toBe(1);
  });
});
