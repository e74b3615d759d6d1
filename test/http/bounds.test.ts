import { log, LogLevel } from '@crawlee/cheerio';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttemptError } from '../../src/errors.ts';
import { raw, redirect, withSite, type Answer } from '../support/site.ts';
import { attemptError, collect, eventually, withClient } from './helpers.ts';
import { crawlPages } from './page-crawl.ts';

beforeAll(() => log.setLevel(LogLevel.OFF));

const OK = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n';
const BODY = '<title>Gallery</title>';
const chunked = (chunks: string): Answer => raw(`${OK}transfer-encoding: chunked\r\n\r\n${chunks}`);

/** Writes pieces for ever, and stops when the client has gone. */
function drip(pieces: Iterable<string>, everyMs: number): Answer {
  return async ({ response }) => {
    const { socket } = response;
    for (const piece of pieces) {
      if (socket === null || socket.destroyed) return;
      socket.write(piece);
      await sleep(everyMs);
    }
  };
}

function* endlessly(first: string, piece: (i: number) => string): Generator<string> {
  yield first;
  for (let i = 0; i < 10_000; i++) yield piece(i);
}

/** What a server may do to a client that is not strict, or not patient within limits. */
const CASES: [string, Answer, string][] = [
  ['100 kB of headers', raw(`${OK}x: ${'y'.repeat(100_000)}\r\n\r\n`), 'protocol'],
  ['10,000 headers', raw(`${OK}${'x: y\r\n'.repeat(10_000)}\r\n`), 'protocol'],
  [
    'headers that never end',
    drip(
      endlessly(OK, (i) => `x-${i}: y\r\n`),
      20,
    ),
    'response_timeout',
  ],
  [
    'a header line that never ends',
    drip(
      endlessly(`${OK}x: `, () => 'y'),
      20,
    ),
    'response_timeout',
  ],
  [
    'informational answers for ever',
    drip(
      endlessly('', () => 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'),
      5,
    ),
    'response_timeout',
  ],
  [
    'two different lengths',
    raw(`${OK}content-length: 5\r\ncontent-length: 6\r\n\r\n${BODY}`),
    'protocol',
  ],
  ['a list of lengths', raw(`${OK}content-length: 5, 6\r\n\r\n${BODY}`), 'protocol'],
  ['a length below zero', raw(`${OK}content-length: -1\r\n\r\n${BODY}`), 'protocol'],
  ['a length with a sign', raw(`${OK}content-length: +5\r\n\r\n${BODY}`), 'protocol'],
  ['a length that is no number', raw(`${OK}content-length: 0x5\r\n\r\n${BODY}`), 'protocol'],
  [
    'a length beyond 64 bits',
    raw(`${OK}content-length: ${'9'.repeat(30)}\r\n\r\n${BODY}`),
    'protocol',
  ],
  [
    'length and chunks',
    raw(`${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n16\r\n${BODY}\r\n0\r\n\r\n`),
    'protocol',
  ],
  ['a space before the colon', raw(`${OK}content-length : 5\r\n\r\n${BODY}`), 'protocol'],
  ['a NUL in a header', raw(`${OK}x: a\0b\r\n\r\n${BODY}`), 'protocol'],
  ['a chunk size that is no number', chunked(`xyz\r\n${BODY}\r\n0\r\n\r\n`), 'protocol'],
  ['a chunk size below zero', chunked(`-16\r\n${BODY}\r\n0\r\n\r\n`), 'protocol'],
  ['a chunk size beyond 64 bits', chunked(`${'f'.repeat(20)}\r\n${BODY}\r\n0\r\n\r\n`), 'protocol'],
  ['a chunk longer than its size', chunked(`5\r\n${BODY}\r\n0\r\n\r\n`), 'protocol'],
  ['a chunk size without an end', chunked(`5${' '.repeat(100_000)}`), 'protocol'],
  // The server keeps the connection, and says nothing more.
  [
    'another protocol',
    ({ response }) =>
      void response.socket?.write('HTTP/1.1 101 X\r\nupgrade: ws\r\nconnection: upgrade\r\n\r\n'),
    'unexpected_status',
  ],
  ['trailers without an end', chunked(`0\r\n${'x: y\r\n'.repeat(10_000)}`), 'protocol'],
];

describe('a server without manners', () => {
  it.each(CASES)('fails a picture with %s', (_, answer, code) =>
    withSite({ '*': answer }, (site) =>
      withClient(
        async (client) => {
          const fetched = (async () => collect((await client.fetch({ url: site.url })).body))();
          expect((await attemptError(fetched)).code).toBe(code);
          expect(await eventually(() => site.openConnections === 0)).toBe(true);
        },
        { responseTimeoutMs: 250, stallTimeoutMs: 2_000 },
      ),
    ),
  );

  it.each(CASES)('fails a page with %s', (_, answer, code) =>
    withSite({ '*': answer }, (site) =>
      withClient(async ({ agents }) => {
        const limits = { responseTimeoutMs: 250 };
        expect(await crawlPages([site.url], { agents, limits })).toMatchObject([{ code }]);
        expect(await eventually(() => site.openConnections === 0)).toBe(true);
      }),
    ),
  );

  it('is told how large headers may be', () =>
    withSite({ '*': raw(`${OK}x: ${'y'.repeat(100_000)}\r\n\r\n`) }, (site) =>
      withClient(async (client) => {
        const error = await attemptError(client.fetch({ url: site.url }));
        expect(error.message).toBe(
          'The headers of the answer are larger than 16384 bytes (HPE_HEADER_OVERFLOW).',
        );
      }),
    ));

  const brokenOff: [string, Answer][] = [
    ['short of its length', raw(`${OK}content-length: 999\r\n\r\n${BODY}`)],
    ['chunks without an end', chunked(`16\r\n${BODY}\r\n`)],
    ['a chunk cut in two', chunked(`ff\r\n${BODY}`)],
  ];
  it.each(brokenOff)('reads no page that breaks off: %s', (_, answer) =>
    withSite({ '*': answer }, async (site) => {
      expect(await crawlPages([site.url])).toMatchObject([{ code: 'truncated' }]);
    }),
  );

  it('gives no page more bytes than it announced', () =>
    withSite(
      { '*': raw(`${OK}content-length: ${BODY.length}\r\n\r\n${BODY}<title>More</title>`) },
      async (site) => {
        expect(await crawlPages([site.url])).toMatchObject([{ code: 'protocol' }]);
      },
    ));

  it('redirects a page no more often than allowed', () =>
    withSite({ '*': redirect('/again') }, async (site) => {
      const [result] = await crawlPages([site.url], { limits: { maxRedirects: 4 } });
      expect((result as AttemptError).code).toBe('too_many_redirects');
      expect(site.requests).toHaveLength(5);
    }));
});

it('tells where a page broke off: at its own host, or at one that it redirected to', () =>
  withSite({ '*': ({ response }) => void response.destroy() }, (broken) =>
    withSite({ '*': redirect(`${broken.url}/page`) }, async (site) => {
      expect(await crawlPages([broken.url, site.url])).toMatchObject([
        { code: 'reset', elsewhere: false },
        { code: 'reset', elsewhere: true },
      ]);
    }),
  ));

describe('a self-signed certificate', () => {
  const serve = { '*': raw(`${OK}content-length: ${BODY.length}\r\n\r\n${BODY}`) };

  it('is refused for pages and pictures, before anything is asked', () =>
    withSite(
      serve,
      (site) =>
        withClient(async (client) => {
          expect((await attemptError(client.fetch({ url: site.url }))).code).toBe('tls');
          const { agents } = client;
          expect(await crawlPages([site.url], { agents })).toMatchObject([{ code: 'tls' }]);
          expect(site.requests).toHaveLength(0);
        }),
      { secure: true },
    ));

  it('is accepted for pages and pictures when told so', () =>
    withSite(
      serve,
      (site) =>
        withClient(
          async (client) => {
            expect((await client.fetch({ url: site.url })).status).toBe(200);
            const { agents } = client;
            expect(await crawlPages([site.url], { agents, ignoreSslErrors: true })).toEqual([
              'Gallery',
            ]);
          },
          { checkCertificate: false },
        ),
      { secure: true },
    ));

  it('that one client accepts is not accepted by a page that checks, over the same agents', () =>
    withSite(
      serve,
      (site) =>
        withClient(
          async (client) => {
            await collect((await client.fetch({ url: site.url })).body);
            const { agents } = client;
            expect(await crawlPages([site.url], { agents })).toMatchObject([{ code: 'tls' }]);
          },
          { checkCertificate: false },
        ),
      { secure: true },
    ));
});
