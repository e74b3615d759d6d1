/** Downloads that break off, and how the next attempt goes on: a real server, a real disk. */
import { createHash } from 'node:crypto';
import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
  link,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AttemptError, CrawlError } from '../../src/errors.ts';
import type { PictureClientOptions } from '../../src/http/index.ts';
import { download } from '../../src/image/download.ts';
import { fetchPicture, type Ask } from '../../src/image/fetch.ts';
import { placePicture } from '../../src/image/place.ts';
import type { LeasedImage } from '../../src/model.ts';
import { withClient } from '../http/helpers.ts';
import { png } from '../support/pictures.ts';
import { withSite, type Answer, type Site } from '../support/site.ts';
import { imagePorts, leasedImage } from './helpers.ts';

const picture = png(400, 250, 1);
const other = png(400, 250, 2);
const BROKEN_AFTER = 150_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-continue-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Sends the beginning of a picture and breaks the connection. */
function broken(etag = '"v1"', bytes: Uint8Array = picture): Answer {
  return ({ response }) => {
    response.writeHead(200, {
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      etag,
    });
    response.write(bytes.subarray(0, BROKEN_AFTER), () => response.socket?.end());
  };
}

/** The range that was asked for, as a good server sends it. */
function rest(etag = '"v1"', bytes: Uint8Array = picture): Answer {
  return ({ request, response }) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const same = request.headers['if-range'] === etag;
    const [status, start] = same && from > 0 ? [206, from] : [200, 0];
    const range =
      status === 206
        ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
        : {};
    response.writeHead(status, { 'content-type': 'image/png', etag, ...range });
    response.end(bytes.subarray(start));
  };
}

const answer =
  (status: number, headers: Record<string, string>, body: Uint8Array = new Uint8Array()): Answer =>
  ({ response }) => {
    response.writeHead(status, headers).end(body);
  };

/** Answers one after the other; a request too many fails the test. */
function inTurn(...answers: Answer[]): Answer {
  return (exchange) => {
    const next = answers.shift();
    if (next === undefined) throw new Error(`one request too many: ${exchange.logged.url}`);
    return next(exchange);
  };
}

const statusOf = (sent: { headers: NodeJS.Dict<string | string[]> }) => sent.headers['range'];

interface Bench {
  site: Site;
  image: LeasedImage;
  ports: ReturnType<typeof imagePorts>;
  /** One attempt, with what the store remembers of those before it. */
  attempt: () => Promise<Awaited<ReturnType<typeof placePicture>> | { refused: string }>;
}

async function withBench(
  answers: Answer[],
  run: (bench: Bench) => Promise<void>,
  options: Partial<PictureClientOptions> = {},
  more: Partial<Parameters<typeof imagePorts>[1]> = {},
): Promise<void> {
  await withSite(inTurn(...answers), async (site) => {
    await withClient(async (client) => {
      const ports = imagePorts(folder, more);
      const image = leasedImage(`${site.url}/cat.png`);
      const ask: Ask = (headers) =>
        client.fetch({ url: image.url, ...(headers === undefined ? {} : { headers }) });
      const attempt = async () => {
        delete image.resume;
        if (ports.kept.resume !== undefined) image.resume = { ...ports.kept.resume };
        const { response, earlier } = await fetchPicture(image, ask, ports);
        const got = await download(image, response, ports, earlier);
        return 'refused' in got ? got : placePicture(image, got, ports);
      };
      await run({ site, image, ports, attempt });
    }, options);
  });
}

async function expectSaved(outcome: unknown, bytes: Uint8Array): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(outcome).toMatchObject({ state: 'saved', record: { sha256, bytes: bytes.length } });
  expect(await readdir(folder)).toEqual(['cat.png']);
  expect((await readFile(join(folder, 'cat.png'))).equals(bytes)).toBe(true);
}

test('what had come is kept, and only the rest is asked for', async () => {
  await withBench([broken(), rest()], async ({ site, ports, attempt }) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'truncated', progressed: false });
    expect(ports.kept.resume).toEqual({
      fileName: 'cat.png',
      validator: '"v1"',
      total: picture.length,
    });
    expect((await readFile(join(folder, 'cat.png.part'))).length).toBe(BROKEN_AFTER);
    await expectSaved(await attempt(), picture);
    const [first, second] = site.requests;
    expect(first?.headers).not.toHaveProperty('range');
    expect(second?.headers).toMatchObject({
      range: `bytes=${BROKEN_AFTER}-`,
      'if-range': '"v1"',
      'accept-encoding': 'identity',
    });
  });
});

test('a stall and an abort leave the part as well', async () => {
  const stalls: Answer = ({ response }) => {
    response.writeHead(200, { 'content-length': String(picture.length), etag: '"v1"' });
    response.write(picture.subarray(0, BROKEN_AFTER));
  };
  await withBench(
    [stalls, rest()],
    async ({ attempt }) => {
      await expect(attempt()).rejects.toMatchObject({ code: 'stalled' });
      await expectSaved(await attempt(), picture);
    },
    { stallTimeoutMs: 200 },
  );
});

test.each([
  ['ETag', { etag: '"v1"' }, { etag: '"v1"' }],
  [
    'Last-Modified',
    {
      'last-modified': 'Sat, 01 Feb 2025 10:00:00 GMT',
      date: 'Sun, 02 Feb 2025 10:00:00 GMT',
    },
    { lastModified: 'Sat, 01 Feb 2025 10:00:00 GMT' },
  ],
])('a rest without %s is recorded with that of the beginning', async (_, headers, recorded) => {
  const first: Answer = ({ response }) => {
    response.writeHead(200, { ...headers, 'content-length': String(picture.length) });
    response.write(picture.subarray(0, BROKEN_AFTER), () => response.socket?.end());
  };
  const range = `bytes ${BROKEN_AFTER}-${picture.length - 1}/${picture.length}`;
  const second = answer(206, { 'content-range': range }, picture.subarray(BROKEN_AFTER));
  await withBench([first, second], async ({ attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    expect(await attempt()).toMatchObject({ state: 'saved', record: recorded });
  });
});

test('a part that is cut several times goes on each time', async () => {
  const piece =
    (from: number, to: number): Answer =>
    ({ response }) => {
      response.writeHead(206, {
        'content-range': `bytes ${from}-${picture.length - 1}/${picture.length}`,
        'content-length': String(picture.length - from),
      });
      response.write(picture.subarray(from, to), () => response.socket?.end());
    };
  const answers = [broken(), piece(150_000, 200_000), piece(200_000, 200_100), rest()];
  await withBench(answers, async ({ site, attempt }) => {
    await expect(attempt()).rejects.toMatchObject({ progressed: false });
    await expect(attempt()).rejects.toMatchObject({ progressed: true });
    // A hundred bytes are no progress: the tries count.
    await expect(attempt()).rejects.toMatchObject({ progressed: false });
    await expectSaved(await attempt(), picture);
    expect(site.requests.map(statusOf)).toEqual([
      undefined,
      'bytes=150000-',
      'bytes=200000-',
      'bytes=200100-',
    ]);
  });
});

describe('what is no rest of the part is thrown away, and all is asked for once', () => {
  const total = picture.length;
  const range = (value: string, more = {}) => ({ 'content-range': value, etag: '"v1"', ...more });
  const tail = picture.subarray(BROKEN_AFTER);

  test.each<[string, Answer]>([
    ['416', answer(416, { 'content-range': `bytes */${total}` })],
    ['412', answer(412, {})],
    ['304', answer(304, { etag: '"v1"' })],
    ['an overlap', answer(206, range(`bytes 149000-${total - 1}/${total}`), tail)],
    ['a gap', answer(206, range(`bytes 150001-${total - 1}/${total}`), tail)],
    ['another total', answer(206, range(`bytes 150000-${total}/${total + 1}`), tail)],
    ['an absurd range', answer(206, range('bytes 9-3/2'), tail)],
    ['no range at all', answer(206, { etag: '"v1"' }, tail)],
    [
      'another tag',
      answer(206, range(`bytes 150000-${total - 1}/${total}`, { etag: '"v2"' }), tail),
    ],
  ])('%s', async (_, odd) => {
    await withBench([broken(), odd, rest('"v2"', other)], async ({ site, attempt }) => {
      await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
      await expectSaved(await attempt(), other);
      expect(site.requests.map(statusOf)).toEqual([undefined, 'bytes=150000-', undefined]);
    });
  });

  test('and a second oddity in the same attempt is a failure, not a loop', async () => {
    const odd = () => answer(416, {});
    await withBench([broken(), odd(), odd()], async ({ ports, attempt }) => {
      await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
      await expect(attempt()).rejects.toMatchObject({ code: 'client_error', status: 416 });
      expect(ports.kept.resume).toBeUndefined();
      expect(await readdir(folder)).toEqual([]);
    });
  });
});

test('a file that changed comes whole in the same answer', async () => {
  await withBench([broken(), rest('"v2"', other)], async ({ site, attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    await expectSaved(await attempt(), other);
    expect(site.requests).toHaveLength(2);
  });
});

test('a host that is down for a moment costs nothing of the part', async () => {
  const down = answer(503, {});
  await withBench([broken(), down, rest()], async ({ attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    await expect(attempt()).rejects.toMatchObject({ code: 'server_error' });
    await expectSaved(await attempt(), picture);
  });
});

test.each([
  ['a weak tag', { etag: 'W/"v1"' }],
  ['no tag and no date', {}],
  ['a server without ranges', { etag: '"v1"', 'accept-ranges': 'none' }],
])('%s: the next attempt starts over', async (_, headers) => {
  const cut: Answer = ({ response }) => {
    response.writeHead(200, { 'content-length': String(picture.length), ...headers });
    response.write(picture.subarray(0, BROKEN_AFTER), () => response.socket?.end());
  };
  await withBench([cut, rest()], async ({ site, ports, attempt }) => {
    await expect(attempt()).rejects.toMatchObject({ progressed: false });
    expect(ports.kept.resume).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
    await expectSaved(await attempt(), picture);
    expect(site.requests.map(statusOf)).toEqual([undefined, undefined]);
  });
});

test('a part that somebody removed or emptied is no part', async () => {
  await withBench([broken(), rest(), broken(), rest()], async ({ site, attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    await truncate(join(folder, 'cat.png.part'), 0);
    await expectSaved(await attempt(), picture);
    await rm(join(folder, 'cat.png'));
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    await rm(join(folder, 'cat.png.part'));
    await expectSaved(await attempt(), picture);
    expect(site.requests.map(statusOf)).toEqual(Array(4).fill(undefined));
  });
});

test('more than the rest is no rest: nothing is saved of it', async () => {
  // Chunked, so that no length gives it away; the range is as it was asked for, the body is all of the file.
  const tooMuch: Answer = ({ response }) => {
    const { length } = picture;
    response.writeHead(206, {
      'content-range': `bytes ${BROKEN_AFTER}-${length - 1}/${length}`,
      etag: '"v1"',
    });
    response.write(picture.subarray(BROKEN_AFTER));
    response.end(picture);
  };
  await withBench([broken(), tooMuch, rest()], async ({ attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    await expect(attempt()).rejects.toMatchObject({ code: 'damaged', retryable: true });
    expect(await readdir(folder)).toEqual([]);
    await expectSaved(await attempt(), picture);
  });
});

test('a part that is whole already costs one byte', async () => {
  await withBench([broken(), rest()], async ({ site, attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    // As a kill leaves it after the last byte.
    await writeFile(join(folder, 'cat.png.part'), picture);
    await expectSaved(await attempt(), picture);
    expect(site.requests.map(statusOf)).toEqual([undefined, `bytes=${picture.length - 1}-`]);
  });
});

test('a store that fails while the picture is placed leaves the part too', async () => {
  const fails: { once: CrawlError | undefined } = { once: new CrawlError('disk_full', 'no room') };
  const beginPlacement = () => {
    if (fails.once !== undefined) return Promise.reject(fails.once);
    return Promise.resolve({ do: 'place' as const });
  };
  await withBench(
    [broken(), rest(), rest()],
    async ({ site, attempt }) => {
      await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
      await expect(attempt()).rejects.toMatchObject({ code: 'disk_full' });
      expect(await readdir(folder)).toEqual(['cat.png.part']);
      fails.once = undefined;
      await expectSaved(await attempt(), picture);
      expect(site.requests[2]?.headers.range).toBe(`bytes=${picture.length - 1}-`);
    },
    {},
    { ledger: { beginPlacement } },
  );
});

test('a full disk leaves what it took of the part', async () => {
  await withBench([broken(), rest(), rest()], async ({ site, ports, attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    const { sink } = ports;
    ports.sink = Object.assign(Object.create(sink) as typeof sink, {
      reopen: async (name: string, whole?: number) => {
        const opened = await sink.reopen(name, whole);
        if (opened === undefined) return undefined;
        const full = () => Promise.reject(new CrawlError('disk_full', 'no room'));
        const { part } = opened;
        const { fileName, path } = part;
        return { ...opened, part: { fileName, path, write: full, close: () => part.close() } };
      },
    });
    await expect(attempt()).rejects.toMatchObject({ code: 'disk_full' });
    expect(await readdir(folder)).toEqual(['cat.png.part']);
    ports.sink = sink;
    await expectSaved(await attempt(), picture);
    expect(site.requests[2]?.headers.range).toBe(`bytes=${BROKEN_AFTER}-`);
  });
});

test('a filter on bytes goes by the whole file, before the rest has come', async () => {
  await withBench([broken(), rest()], async ({ ports, attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    let received = 0;
    ports.events.on('transferred', ({ bytes }) => (received += bytes));
    ports.filters = { filesizeMax: picture.length - 1 };
    expect(await attempt()).toEqual({ refused: 'filesize_max' });
    expect(received).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });
});

test('a part from before the machine was started is not trusted: a power cut may have left zeros', async () => {
  await withBench([broken(), rest()], async ({ site, attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    const longAgo = new Date('2001-01-01');
    await utimes(join(folder, 'cat.png.part'), longAgo, longAgo);
    await expectSaved(await attempt(), picture);
    expect(site.requests.map(statusOf)).toEqual([undefined, undefined]);
  });
});

test('a part that is also a placed picture is not written to', async () => {
  await withBench([broken(), rest()], async ({ attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    await link(join(folder, 'cat.png.part'), join(folder, 'mine.png'));
    expect(await attempt()).toMatchObject({ state: 'saved' });
    expect((await readFile(join(folder, 'mine.png'))).length).toBe(BROKEN_AFTER);
  });
});

test('a part whose bytes were spoilt on disk is thrown away, and the file gets another try', async () => {
  await withBench([broken(), rest(), rest()], async ({ attempt }) => {
    await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
    await writeFile(join(folder, 'cat.png.part'), Buffer.alloc(BROKEN_AFTER));
    await expect(attempt()).rejects.toMatchObject({ code: 'damaged', retryable: true });
    expect(await readdir(folder)).toEqual([]);
    await expectSaved(await attempt(), picture);
  });
});

test('a filter that says no drops the part', async () => {
  const filters = { minWidth: 401 };
  await withBench(
    [broken()],
    async ({ attempt }) => {
      expect(await attempt()).toEqual({ refused: 'min_width' });
      expect(await readdir(folder)).toEqual([]);
    },
    {},
    { filters },
  );
});

test('when the crawl is stopped, the part stays; unless the picture was refused just then', async () => {
  const stop = new AbortController();
  await withBench(
    [broken('"v1"'), broken('"v1"')],
    async ({ ports, attempt }) => {
      await expect(attempt()).rejects.toBeInstanceOf(AttemptError);
      expect(await readdir(folder)).toEqual(['cat.png.part']);
      stop.abort();
      ports.filters = { minWidth: 401 };
      expect(await attempt()).toEqual({ refused: 'min_width' });
      expect(await readdir(folder)).toEqual([]);
    },
    {},
    { signal: stop.signal },
  );
});
