import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Intake, type IntakeOptions } from '../../src/image/intake.ts';
import type { PartFile } from '../../src/output/index.ts';
import { jpeg, png } from '../support/pictures.ts';

/** A part in memory. */
function partFile() {
  const written: Uint8Array[] = [];
  const part: PartFile = {
    fileName: 'a',
    path: '/a',
    write: (chunk) => Promise.resolve(void written.push(chunk.slice())),
    close: () => Promise.resolve({ sha256: 'of the part' }),
  };
  return { part, written };
}

function intake(options: Partial<IntakeOptions> = {}) {
  const { part, written } = partFile();
  const opened: string[] = [];
  const made = new Intake({
    filters: {},
    checkStructure: true,
    openPart: ({ ext }) => {
      opened.push(ext);
      return Promise.resolve(part);
    },
    sentAs: { status: 200, type: 'image/png' },
    ...options,
  });
  return { intake: made, written, opened, part };
}

const picture = png(40, 30, 1);

test('a body without end is left at the largest size of a picture', async () => {
  const { intake: bounded } = intake({ maxBytes: 1000 });
  await bounded.take(picture.subarray(0, 1000));
  expect(() => bounded.take(picture.subarray(1000, 1001))).toThrow(
    expect.objectContaining({ code: 'too_large', retryable: false }),
  );
});

test('a picture that ends before its own end is cut, unless nobody wants to know', async () => {
  const cut = picture.subarray(0, picture.length - 5);
  const checking = intake().intake;
  await checking.take(cut);
  await expect(checking.end()).rejects.toMatchObject({ code: 'truncated', brokeOff: false });
  const trusting = intake({ checkStructure: false }).intake;
  await trusting.take(cut);
  expect(await trusting.end()).toMatchObject({ bytes: cut.length, facts: { width: 40 } });
});

test('what an earlier attempt left is looked at, and not written again', async () => {
  const { intake: going, written, part } = intake();
  async function* earlier() {
    await Promise.resolve();
    yield picture.subarray(0, 700);
    yield picture.subarray(700, 1200);
  }
  expect(await going.catchUp(part, earlier())).toBeUndefined();
  await going.take(picture.subarray(1200));
  expect(await going.end()).toMatchObject({ bytes: picture.length });
  expect(Buffer.concat(written).equals(picture.subarray(1200))).toBe(true);
});

test('the hash of a small picture is made here, that of a part comes with its end', async () => {
  const small = intake({ holdBytes: 64 * 1024 }).intake;
  for (let at = 0; at < picture.length; at += 100) await small.take(picture.subarray(at, at + 100));
  const sha256 = createHash('sha256').update(picture).digest('hex');
  expect(await small.end()).toMatchObject({ sha256 });
  const { intake: large, part } = intake();
  await large.take(picture);
  expect(await large.end()).toMatchObject({ sha256: 'of the part', stored: part });
});

test('nothing is opened for a picture whose type is not wanted', async () => {
  const { intake: choosy, opened } = intake({ filters: { types: ['jpg'] } });
  expect(await choosy.take(picture.subarray(0, 100))).toBe('types');
  expect(opened).toEqual([]);
  const wanted = intake({ filters: { types: ['jpg'] } });
  expect(await wanted.intake.take(jpeg(8, 8, 1))).toBeUndefined();
  expect(wanted.opened).toEqual(['jpg']);
});
