import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AttemptError } from '../../src/errors.ts';
import { png } from '../support/pictures.ts';
import {
  delayed,
  gzip,
  picture,
  redirect,
  resetAfter,
  stallBeforeHeaders,
  stallInBody,
  status,
  withSite,
  type Answer,
} from '../support/site.ts';
import { attemptError, breakOf, collect, eventually, withClient } from './helpers.ts';

const bytes = png(64, 64, 4);

/** So many bytes of noise, made while they are sent. */
function stream(total: number): Answer {
  return ({ response }) => {
    const block = png(150, 150).subarray(0, 65_536);
    response.writeHead(200, { 'content-length': String(total) });
    let left = total;
    const more = (): void => {
      while (left > 0 && !response.destroyed) {
        const chunk = block.subarray(0, Math.min(left, block.length));
        left -= chunk.length;
        if (!response.write(chunk) && left > 0) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  };
}

describe('memory', () => {
  it('stays bounded while 200 MB pass, also when the consumer is slower than the server', async () => {
    const total = 200 * 1024 * 1024;
    await withSite({ '*': stream(total) }, (site) =>
      withClient(async (client) => {
        const { body } = await client.fetch({ url: site.url });
        const used = (): number => process.memoryUsage().rss;
        const before = used();
        let received = 0;
        let peak = before;
        let nextLook = 0;
        for await (const chunk of body) {
          received += chunk.byteLength;
          if (received < nextLook) continue;
          nextLook += 40 * 1024 * 1024;
          // Long enough for the server to send all the rest, if it were let.
          await new Promise((resolve) => setTimeout(resolve, 200));
          peak = Math.max(peak, used());
        }
        expect(received).toBe(total);
        expect(peak - before).toBeLessThan(90 * 1024 * 1024);
      }),
    );
  }, 10_000);

  it('holds little of a body that nobody reads yet', () =>
    withSite({ '*': stream(50 * 1024 * 1024) }, (site) =>
      withClient(async (client) => {
        const { body } = await client.fetch({ url: site.url });
        const before = process.memoryUsage().arrayBuffers;
        await new Promise((resolve) => setTimeout(resolve, 200));
        // The other half of the connection lives in this process too.
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
        for await (const chunk of body) if (chunk.byteLength > 0) break;
      }),
    ));
});

describe('a content coding that nobody asked for', () => {
  const coded: [string, Buffer][] = [
    ['gzip', gzipSync(bytes)],
    ['X-GZIP', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['deflate', deflateRawSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    ['deflate, gzip', gzipSync(deflateSync(bytes))],
    ['identity', bytes],
    ['gzip', Buffer.alloc(0)],
  ];
  it.each(coded)('%s is undone', (coding, body) =>
    withSite({ '*': picture(body, 'image/png', { 'content-encoding': coding }) }, (site) =>
      withClient(async (client) => {
        const response = await client.fetch({ url: site.url });
        expect(response.announcedBytes).toBe(coding === 'identity' ? body.length : undefined);
        expect(await collect(response.body)).toEqual(body.length === 0 ? body : bytes);
      }),
    ),
  );

  it.each(['zstd', 'compress', 'gzip, x, br', 'br, br, br, br'])('%s is refused', (coding) =>
    withSite({ '*': picture(bytes, 'image/png', { 'content-encoding': coding }) }, (site) =>
      withClient(async (client) => {
        expect((await attemptError(client.fetch({ url: site.url }))).code).toBe('protocol');
      }),
    ),
  );

  const large = gzipSync(png(300, 300));
  const broken: [string, Answer, string][] = [
    ['damaged', picture(bytes, 'image/png', { 'content-encoding': 'gzip' }), 'protocol'],
    ['damaged brotli', picture(bytes, 'image/png', { 'content-encoding': 'br' }), 'protocol'],
    [
      'cut before it was sent',
      picture(large.subarray(0, -100), 'image/png', { 'content-encoding': 'gzip' }),
      'truncated',
    ],
    [
      'cut on its way',
      resetAfter(large.subarray(0, 99), { 'content-encoding': 'gzip', 'content-length': '9999' }),
      'truncated',
    ],
    [
      'stalled',
      ({ response }) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(large.subarray(0, 99));
      },
      'stalled',
    ],
    ['a bomb', gzip(Buffer.alloc(64 * 1024 * 1024)), 'too_large'],
    [
      'a nested bomb',
      picture(gzipSync(gzipSync(Buffer.alloc(64 * 1024 * 1024))), 'image/png', {
        'content-encoding': 'gzip, gzip',
      }),
      'too_large',
    ],
  ];
  it.each(broken)('breaks when %s', (what, answer, code) =>
    withSite({ '*': answer }, (site) =>
      withClient(
        async (client) => {
          const { error } = await breakOf(await client.fetch({ url: site.url }));
          expect(error.code).toBe(code);
          expect(error.brokeOff).toBe(['cut on its way', 'stalled'].includes(what));
          expect(await eventually(() => site.openRequests === 0)).toBe(true);
        },
        { stallTimeoutMs: 150 },
      ),
    ),
  );

  it('may expand to 16 MiB whatever its ratio', () =>
    withSite({ '*': gzip(Buffer.alloc(16 * 1024 * 1024)) }, (site) =>
      withClient(async (client) => {
        const body = await collect((await client.fetch({ url: site.url })).body);
        expect(body).toHaveLength(16 * 1024 * 1024);
      }),
    ));
});

describe('a consumer that stops early', () => {
  const answers: [string, Answer][] = [
    ['plain', stallInBody(bytes, 99_999)],
    [
      'compressed',
      ({ response }) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(gzipSync(png(300, 300)).subarray(0, 100_000));
      },
    ],
  ];
  it.each(answers)('closes the connection: %s', (_, answer) =>
    withSite({ '*': answer }, (site) =>
      withClient(async (client) => {
        const { body } = await client.fetch({ url: site.url });
        for await (const chunk of body) if (chunk.byteLength > 0) break;
        expect(await eventually(() => site.openConnections === 0)).toBe(true);
      }),
    ),
  );
});

describe('an abort', () => {
  const reason = new Error('The crawl is being stopped.');

  it('while the browser of a session is made sends nothing', () =>
    withSite({ '*': picture(png(4, 4)) }, (site) =>
      withClient(async (client) => {
        const controller = new AbortController();
        const asked = client.fetch({
          url: `${site.url}/a.png`,
          sessionToken: {},
          signal: controller.signal,
        });
        controller.abort(reason);
        await expect(asked).rejects.toBe(reason);
        expect(site.requests).toEqual([]);
      }),
    ));

  it.each([
    ['before the request', picture(bytes), 0],
    ['before the headers', stallBeforeHeaders(), 50],
    ['in a redirect', redirect('/again'), 5],
  ])('%s rejects with its reason', (_, answer, after) =>
    withSite({ '*': delayed(2, answer) }, (site) =>
      withClient(
        async (client) => {
          const controller = new AbortController();
          const abort = (): void => controller.abort(reason);
          if (after === 0) abort();
          else setTimeout(abort, after);
          const url = `${site.url}/start`;
          await expect(client.fetch({ url, signal: controller.signal })).rejects.toBe(reason);
          expect(await eventually(() => site.openRequests === 0)).toBe(true);
        },
        { maxRedirects: 1_000, responseTimeoutMs: 30_000 },
      ),
    ),
  );

  it.each([
    ['plain', stallInBody(bytes, 99_999)],
    [
      'compressed',
      ({ response }: Parameters<Answer>[0]) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(gzipSync(png(300, 300)).subarray(0, 100_000));
      },
    ],
  ])('in a %s body throws its reason', (_, answer) =>
    withSite({ '*': answer }, (site) =>
      withClient(async (client) => {
        const controller = new AbortController();
        const response = await client.fetch({ url: site.url, signal: controller.signal });
        setTimeout(() => controller.abort(reason), 30);
        await expect(collect(response.body)).rejects.toBe(reason);
        expect(await eventually(() => site.openConnections === 0)).toBe(true);
      }),
    ),
  );

  it('leaves no listener on the signal of many requests', () =>
    withSite(
      { '/ok': picture(bytes), '/gone': status(404, {}, 'gone'), '*': resetAfter() },
      (site) =>
        withClient(async (client) => {
          const { signal } = new AbortController();
          const listeners = new Set<unknown>();
          const add = signal.addEventListener.bind(signal);
          const remove = signal.removeEventListener.bind(signal);
          signal.addEventListener = (...args: Parameters<typeof add>) => {
            listeners.add(args[1]);
            add(...args);
          };
          signal.removeEventListener = (...args: Parameters<typeof remove>) => {
            listeners.delete(args[1]);
            remove(...args);
          };
          for (let i = 0; i < 20; i++) {
            await collect((await client.fetch({ url: `${site.url}/ok`, signal })).body);
            await (await client.fetch({ url: `${site.url}/gone`, signal })).discard();
          }
          expect((await attemptError(client.fetch({ url: `${site.url}/x`, signal }))).code).toBe(
            'reset',
          );
          expect(listeners.size).toBe(0);
        }),
    ));
});

describe('after all transfers', () => {
  it('neither timers nor busy sockets are left', () =>
    withSite(
      {
        '/ok': picture(bytes),
        '/gone': status(404, {}, 'gone'),
        '/stalled': stallInBody(bytes, 99_999),
        '/reset': resetAfter(bytes),
        '/mute': stallBeforeHeaders(),
      },
      (site) =>
        withClient(
          async (client) => {
            const busy = (): string[] =>
              process.getActiveResourcesInfo().filter((name) => /Timeout|TCPSocket|TLS/.test(name));
            const before = busy().length;
            for (const path of ['/ok', '/gone', '/stalled', '/reset', '/mute']) {
              try {
                const response = await client.fetch({ url: site.url + path });
                if (path === '/gone') await response.discard();
                else await collect(response.body);
              } catch (error) {
                expect(error).toBeInstanceOf(AttemptError);
              }
            }
            client.close();
            expect(await eventually(() => site.openConnections === 0)).toBe(true);
            expect(await eventually(() => busy().length <= before)).toBe(true);
          },
          { stallTimeoutMs: 100, responseTimeoutMs: 100 },
        ),
    ));
});
