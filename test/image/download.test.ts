/** From a body to a placed file, with a real disk; the ledger is told what to answer. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AttemptError, CrawlError } from '../../src/errors.ts';
import type { PictureResponse } from '../../src/http/index.ts';
import { download, type Downloaded } from '../../src/image/download.ts';
import { placePicture } from '../../src/image/place.ts';
import { png } from '../support/pictures.ts';
import { imagePorts, leasedImage, type Ledger } from './helpers.ts';

/** Held in memory until it is whole. */
const picture = png(12, 34, 1);
/** Written as it comes. */
const large = png(200, 150, 2);
let image = leasedImage();

let folder: string;
beforeEach(async () => {
  image = leasedImage();
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-image-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ports = (ledger: Partial<Ledger> = {}) => imagePorts(folder, { ledger });

/** A download that no filter refused. */
async function downloaded(answer: PictureResponse, use = ports()): Promise<Downloaded> {
  const got = await download(image, answer, use);
  if ('refused' in got) throw new Error(`refused by ${got.refused}`);
  return got;
}

function response(chunks: Iterable<Uint8Array>, end?: Error): PictureResponse {
  async function* body() {
    await Promise.resolve();
    yield* chunks;
    if (end) throw end;
  }
  return {
    status: 200,
    headers: { 'content-type': 'image/jpeg', etag: '"1"' },
    finalUrl: 'https://cdn.example/cat',
    body: body(),
    discard: () => Promise.resolve(),
  };
}
const bytewise = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

test.each([
  { what: 'a small picture', bytes: picture, width: 12, height: 34, before: [] },
  { what: 'a large picture', bytes: large, width: 200, height: 150, before: ['cat.png.part'] },
])('$what that comes byte by byte is whole, named by its bytes, and recorded', async (given) => {
  const { bytes, width, height, before } = given;
  const use = ports();
  const got = await downloaded(response(bytewise(bytes)), use);
  expect(await readdir(folder)).toEqual(before);
  const outcome = await placePicture(image, got, use);
  expect(outcome).toEqual({
    state: 'saved',
    record: {
      finalUrl: 'https://cdn.example/cat',
      fileName: 'cat.png',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      width,
      height,
      mediaType: 'image/png',
      fetchedAt: 1000,
      etag: '"1"',
    },
  });
  expect(await readdir(folder)).toEqual(['cat.png']);
  expect(await readFile(join(folder, 'cat.png'))).toEqual(bytes);
});

test.each([
  ['text', [Buffer.from('just some words that are no picture')], undefined, 'not_a_picture'],
  ['nothing', [], undefined, 'empty_body'],
  ['a break in the middle', [picture.subarray(0, 50)], new AttemptError('reset', ''), 'reset'],
])('%s leaves no file', async (_, chunks, end, code) => {
  await expect(download(image, response(chunks, end), ports())).rejects.toMatchObject({ code });
  expect(await readdir(folder)).toEqual([]);
});

test.each([picture, large])(
  'while another request places the same bytes it waits, then it is a duplicate',
  async (bytes) => {
    const answers = [
      { do: 'wait' as const },
      { do: 'wait' as const },
      { do: 'drop' as const, of: 5 },
    ];
    const answer = () => Promise.resolve(answers.shift() ?? { do: 'drop' as const, of: 0 });
    const use = ports({ beginPlacement: answer, claimAndBegin: answer });
    const got = await downloaded(response([bytes]), use);
    expect(await placePicture(image, got, use)).toMatchObject({ state: 'duplicate', of: 5 });
    expect(await readdir(folder)).toEqual([]);
  },
);

test.each([picture, large])(
  'names of other requests and of other people’s files are passed over',
  async (bytes) => {
    await writeFile(join(folder, 'cat-2.png'), 'mine');
    const free = (names: readonly string[]) => names.find((name) => name !== 'cat.png');
    const use = ports({
      claimName: (_id, names) => Promise.resolve(free(names)),
      claimAndBegin: (_id, names) => {
        const fileName = free(names);
        return Promise.resolve(
          fileName === undefined ? { do: 'taken' as const } : { do: 'place' as const, fileName },
        );
      },
    });
    const got = await downloaded(response([bytes]), use);
    expect(await placePicture(image, got, use)).toMatchObject({
      record: { fileName: 'cat-3.png' },
    });
    expect((await readdir(folder)).sort()).toEqual(['cat-2.png', 'cat-3.png']);
    expect(await readFile(join(folder, 'cat-2.png'), 'utf8')).toBe('mine');
  },
);

test('a picture for which no name is left is an attempt that failed', async () => {
  const use = ports({ claimAndBegin: () => Promise.resolve({ do: 'taken' as const }) });
  const got = await downloaded(response([picture]), use);
  await expect(placePicture(image, got, use)).rejects.toMatchObject({ code: 'unexpected' });
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  { what: 'a small picture leaves nothing', bytes: picture, left: [] },
  { what: 'the part of a large one is there to go on with', bytes: large, left: ['cat.png.part'] },
])('when placing fails for want of space, $what, and the error stays', async ({ bytes, left }) => {
  const full = () => Promise.reject(new CrawlError('disk_full', 'full'));
  const use = ports({ beginPlacement: full, claimAndBegin: full });
  const got = await downloaded(response([bytes]), use);
  await expect(placePicture(image, got, use)).rejects.toMatchObject({ code: 'disk_full' });
  expect(await readdir(folder)).toEqual(left);
});
