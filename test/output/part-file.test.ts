/** Parts, and the thread that hashes and writes them. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, openSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskPart } from '../../src/output/part-file.ts';
import { SLAB_BYTES } from '../../src/output/thread/messages.ts';
import { WritingThread } from '../../src/output/thread/writing-thread.ts';

let folder: string;
let thread: WritingThread;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-part-'));
  thread = new WritingThread();
});
afterEach(async () => {
  await thread.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const open = (path: string, flags = 'wx', by = thread): DiskPart =>
  new DiskPart(openSync(path, flags), 'a.png', path, by);

async function writeCut(part: DiskPart, bytes: Uint8Array, cuts: readonly number[]): Promise<void> {
  let from = 0;
  for (const size of [...cuts, bytes.length]) {
    await part.write(bytes.subarray(from, from + size));
    from += size;
  }
}

const size = fc.oneof(
  fc.nat(50),
  fc.nat(70_000),
  fc.constantFrom(SLAB_BYTES - 1, SLAB_BYTES, SLAB_BYTES + 1, 2 * SLAB_BYTES, 3 * SLAB_BYTES + 7),
);

describe('a part', () => {
  it('has the bytes in order and their hash, however it was cut, continued, and mixed with others', async () => {
    const bytes = randomBytes(4 * SLAB_BYTES);
    const plan = fc.record({
      before: size,
      after: size,
      cuts: fc.array(size, { maxLength: 8 }),
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 4 }), async (plans) => {
        const seen = plans.map(async ({ before, after, cuts }) => {
          const path = at(`${count++}.part`);
          const first = open(path);
          await writeCut(first, bytes.subarray(0, before), cuts);
          expect(await first.close()).toEqual({ sha256: sha(bytes.subarray(0, before)) });
          const going = open(path, 'a+');
          const held: Buffer[] = [];
          for await (const chunk of going.content(before)) held.push(Buffer.from(chunk));
          expect(Buffer.concat(held).equals(bytes.subarray(0, before))).toBe(true);
          const whole = bytes.subarray(0, before + after);
          await writeCut(going, whole.subarray(before), cuts);
          expect(await going.close()).toEqual({ sha256: sha(whole) });
          expect((await readFile(path)).equals(whole)).toBe(true);
        });
        await Promise.all(seen);
      }),
      { numRuns: 30 },
    );
  });

  it('is not touched by what becomes of a chunk later', async () => {
    const part = open(at('a.part'));
    const chunk = Buffer.alloc(1000, 1);
    await part.write(chunk);
    chunk.fill(2);
    await part.close();
    expect(readFileSync(at('a.part')).equals(Buffer.alloc(1000, 1))).toBe(true);
  });

  it.runIf(process.platform === 'linux')(
    'says when the disk is full, and closes quietly after',
    async () => {
      const full = open('/dev/full', 'w');
      const writeOn = async () => {
        for (let n = 0; n < 20; n++) await full.write(Buffer.alloc(SLAB_BYTES));
      };
      const problem = { name: 'CrawlError', code: 'disk_full' };
      await expect(writeOn()).rejects.toMatchObject(problem);
      await expect(writeOn()).rejects.toMatchObject(problem);
      await full.close();
      await full.close();

      const late = open('/dev/full', 'w');
      await late.write(Buffer.alloc(100));
      await expect(late.close()).rejects.toMatchObject({
        ...problem,
        message: expect.stringMatching(/free some space.*\/dev\/full/) as unknown,
      });
      await late.close();
      expect(await open(at('other.part')).close()).toEqual({ sha256: sha(Buffer.alloc(0)) });
    },
  );

  it.runIf(process.platform === 'linux')(
    'that could not be written is never closed as whole, though nobody asked when it failed',
    async () => {
      const full = open('/dev/full', 'w');
      await full.write(Buffer.alloc(SLAB_BYTES));
      // Answers come in order: that of the slab has come before this one.
      await open(at('other.part')).close();
      await full.write(Buffer.alloc(100));
      await expect(full.close()).rejects.toMatchObject({ code: 'disk_full' });
      await full.close();
    },
  );
});

/** A pipe that nobody reads: what is written to it waits, as for a disk that hangs. */
describe.runIf(process.platform === 'linux')('a disk that hangs', () => {
  const pipe = (): string => {
    const path = at('pipe');
    execFileSync('mkfifo', [path]);
    return path;
  };
  /** Gives slabs until one has to wait; resolves with how many were given. */
  const fill = async (part: DiskPart, bytes: Uint8Array): Promise<number> => {
    for (let n = 1; n <= 100; n++) {
      const given = part.write(bytes.subarray((n - 1) * SLAB_BYTES, n * SLAB_BYTES));
      const waits = sleep(100, true);
      if (given !== undefined && (await Promise.race([given.then(() => false), waits]))) return n;
    }
    return 100;
  };

  it('makes only who writes wait, with a few slabs, and loses nothing', async () => {
    const path = pipe();
    const part = open(path, 'r+');
    const bytes = randomBytes(20 * SLAB_BYTES);
    const given = await fill(part, bytes);
    expect(given).toBeLessThanOrEqual(3);
    const whole = bytes.subarray(0, given * SLAB_BYTES);
    const closing = part.close();
    const read: Buffer[] = [];
    let length = 0;
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      read.push(chunk);
      length += chunk.length;
      if (length >= whole.length) break;
    }
    expect(await closing).toEqual({ sha256: sha(whole) });
    expect(Buffer.concat(read).equals(whole)).toBe(true);
  });

  it('lets all parts together wait with few slabs', async () => {
    const path = pipe();
    const bytes = Buffer.alloc(4 * SLAB_BYTES);
    const stuck = open(path, 'r+');
    await fill(stuck, bytes);
    const parts = Array.from({ length: 150 }, (_, n) => open(at(`${n}.part`)));
    const given = await Promise.all(parts.map((part) => fill(part, bytes)));
    expect(given.reduce((sum, n) => sum + n)).toBeLessThan(150 + 70);
    const drained = createReadStream(path);
    drained.resume();
    await Promise.all([stuck, ...parts].map((part) => part.close()));
    drained.destroy();
  });
});

describe('the thread', () => {
  it.each([
    ['exits', 'process.exit(3)', 'exit code 3'],
    ['throws', 'throw new Error("out of luck")', 'out of luck'],
    [
      'ends over its work',
      'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(4))',
      'exit code 4',
    ],
  ])('that %s fails what is under way, and what comes after', async (_, code, why) => {
    const file = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    const broken = new WritingThread(() => file);
    const part = open(at('a.part'), 'wx', broken);
    const problem = {
      name: 'CrawlError',
      code: 'destination_unwritable',
      message: expect.stringContaining(why) as unknown,
    };
    await part.write(Buffer.alloc(100));
    await expect(part.close()).rejects.toMatchObject(problem);
    await part.close();
    await expect(open(at('b.part'), 'wx', broken).close()).rejects.toMatchObject(problem);
    await broken.close();
  });

  it('does what it was given before it is closed, and nothing after', async () => {
    const part = open(at('a.part'));
    await part.write(Buffer.alloc(3 * SLAB_BYTES, 1));
    const closing = part.close();
    await sleep(1);
    await thread.close();
    expect(await closing).toEqual({ sha256: sha(Buffer.alloc(3 * SLAB_BYTES, 1)) });
    await expect(open(at('b.part')).close()).rejects.toThrow('was closed');
    await thread.close();
  });
});
