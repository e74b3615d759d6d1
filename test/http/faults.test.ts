import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { png } from '../support/pictures.ts';
import {
  chunkedWithoutEnd,
  long,
  picture,
  raw,
  resetAfter,
  sequence,
  short,
  slow,
  stallBeforeHeaders,
  stallInBody,
  status,
  untilClose,
  withSite,
  type Answer,
} from '../support/site.ts';
import { attemptError, breakOf, collect, eventually, withClient } from './helpers.ts';

const bytes = png(64, 64, 2);

const unhandled = vi.fn();
beforeEach(() => {
  unhandled.mockReset();
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtException', unhandled);
});
afterEach(() => {
  process.off('unhandledRejection', unhandled);
  process.off('uncaughtException', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

describe('a body that breaks', () => {
  const large = png(600, 600, 3);
  const cases: [string, Answer, string, number][] = [
    ['short of Content-Length', short(bytes, bytes.length + 10), 'truncated', bytes.length],
    ['short of Content-Length, large', short(large, large.length * 2), 'truncated', large.length],
    ['without a single byte', short(new Uint8Array(), 10), 'truncated', 0],
    ['chunked without end', chunkedWithoutEnd(bytes), 'truncated', bytes.length],
    [
      'reset, with a length',
      resetAfter(bytes, { 'content-length': '99999' }),
      'truncated',
      bytes.length,
    ],
    ['reset, chunked', resetAfter(bytes), 'truncated', bytes.length],
    ['stalled, with a length', stallInBody(bytes, 99_999), 'stalled', bytes.length],
    ['stalled, chunked', stallInBody(bytes), 'stalled', bytes.length],
    ['stalled at its first byte', stallInBody(new Uint8Array(), 10), 'stalled', 0],
    [
      'with a bad chunk',
      raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\nx'),
      'protocol',
      5,
    ],
  ];
  it.each(cases)('%s', (_, answer, code, arrived) =>
    withSite({ '*': answer }, (site) =>
      withClient(
        async (client) => {
          const response = await client.fetch({ url: site.url });
          const broken = await breakOf(response);
          expect(broken.error.code).toBe(code);
          expect(broken.error.retryable).toBe(true);
          expect(broken.error.brokeOff).toBe(code !== 'protocol');
          expect(broken.bytes).toBe(arrived);
          expect(await eventually(() => site.openConnections === 0)).toBe(true);
        },
        { stallTimeoutMs: 150 },
      ),
    ),
  );

  it('without length and chunks is a reset when the connection breaks', async () => {
    const reset: Answer = ({ response }) => {
      response.socket?.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello');
      setTimeout(() => response.socket?.resetAndDestroy(), 30);
    };
    await withSite({ '*': reset }, (site) =>
      withClient(async (client) => {
        const broken = await breakOf(await client.fetch({ url: site.url }));
        expect(broken).toMatchObject({ bytes: 5, error: { code: 'reset', brokeOff: true } });
      }),
    );
  });

  it('yields all that came before a reset, also to a consumer that lags behind', () =>
    withSite(
      { '*': resetAfter(large.subarray(0, 400_000), { 'content-length': '999999' }) },
      (site) =>
        withClient(async (client) => {
          const response = await client.fetch({ url: site.url });
          await new Promise((resolve) => setTimeout(resolve, 150));
          const broken = await breakOf(response);
          // What the system had not handed over when the reset came is gone.
          expect(broken.error.code).toBe('truncated');
          expect(broken.bytes).toBeGreaterThan(256 * 1024);
        }),
    ));

  it('drips for ever is ended at the transfer timeout', () =>
    withSite({ '*': slow(large, 4_000) }, (site) =>
      withClient(
        async (client) => {
          const broken = await breakOf(await client.fetch({ url: site.url }));
          expect(broken.error).toMatchObject({ code: 'transfer_timeout', brokeOff: true });
          expect(broken.error.message).toBe(
            `The body was not whole after 0.4 s: ${broken.bytes} bytes had come.`,
          );
          expect(broken.bytes).toBeGreaterThan(0);
          expect(await eventually(() => site.openConnections === 0)).toBe(true);
        },
        { transferTimeoutMs: 400 },
      ),
    ));

  it('tells a person how much came', () =>
    withSite({ '*': short(bytes, 99_999) }, (site) =>
      withClient(async (client) => {
        const { error } = await breakOf(await client.fetch({ url: site.url }));
        expect(error.message).toBe(`The body ended after ${bytes.length} of 99999 bytes.`);
      }),
    ));
});

describe('a body that does not break', () => {
  it('may end with the connection', () =>
    withSite({ '*': untilClose(bytes) }, (site) =>
      withClient(async (client) => {
        const response = await client.fetch({ url: site.url });
        expect(response.announcedBytes).toBeUndefined();
        expect(await collect(response.body)).toEqual(bytes);
      }),
    ));

  it('may come slowly, longer than the stall timeout', () =>
    withSite({ '*': slow(bytes.subarray(0, 2_000), 4_000) }, (site) =>
      withClient(
        async (client) => {
          const response = await client.fetch({ url: site.url });
          expect(await collect(response.body)).toHaveLength(2_000);
        },
        { stallTimeoutMs: 200 },
      ),
    ));

  it('may wait for a slow consumer, longer than the stall timeout', () =>
    withSite({ '*': picture(png(700, 700)) }, (site) =>
      withClient(
        async (client) => {
          const { body, announcedBytes } = await client.fetch({ url: site.url });
          let received = 0;
          for await (const chunk of body) {
            if (received === 0) await new Promise((resolve) => setTimeout(resolve, 250));
            received += chunk.byteLength;
          }
          expect(received).toBe(announcedBytes);
        },
        { stallTimeoutMs: 80 },
      ),
    ));

  it('may be followed by bytes that nobody announced', () =>
    withSite({ '*': long(bytes, 100) }, (site) =>
      withClient(async (client) => {
        for (let i = 0; i < 2; i++) {
          const response = await client.fetch({ url: site.url });
          expect(await collect(response.body)).toEqual(bytes.subarray(0, 100));
        }
      }),
    ));

  it.each([204, 304])('is empty for %i', (code) =>
    withSite(
      { '*': raw(`HTTP/1.1 ${code} X\r\ncontent-length: 10\r\netag: "v"\r\n\r\n`) },
      (site) =>
        withClient(async (client) => {
          const response = await client.fetch({ url: site.url });
          expect(response.status).toBe(code);
          expect(response.announcedBytes).toBeUndefined();
          expect(await collect(response.body)).toHaveLength(0);
        }),
    ),
  );

  it('comes after a failed try', () =>
    withSite({ '*': sequence([status(503), resetAfter(), picture(bytes)]) }, (site) =>
      withClient(async (client) => {
        const refused = await client.fetch({ url: site.url });
        expect(refused.status).toBe(503);
        await refused.discard();
        // The reset hits a reused connection, so the client itself asks again.
        expect(await collect((await client.fetch({ url: site.url })).body)).toEqual(bytes);
        expect(site.requests).toHaveLength(3);
      }),
    ));
});

describe('no answer', () => {
  const cases: [string, Answer, string][] = [
    ['no headers', stallBeforeHeaders(), 'response_timeout'],
    ['a reset', resetAfter(), 'reset'],
    ['a close', ({ response }) => void response.socket?.end(), 'reset'],
    ['no HTTP', raw('SSH-2.0-OpenSSH_9.2\r\n'), 'protocol'],
    ['a header without colon', raw('HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'), 'protocol'],
    [
      'two lengths',
      raw('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'),
      'protocol',
    ],
    [
      'length and chunks',
      raw('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
      'protocol',
    ],
    [
      'another protocol',
      raw('HTTP/1.1 101 X\r\nupgrade: ws\r\nconnection: upgrade\r\n\r\n'),
      'unexpected_status',
    ],
    ['huge headers', raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`), 'protocol'],
  ];
  it.each(cases)('%s', (_, answer, code) =>
    withSite({ '*': answer }, (site) =>
      withClient(
        async (client) => {
          const error = await attemptError(client.fetch({ url: site.url }));
          expect(error.code).toBe(code);
          expect(await eventually(() => site.openConnections === 0)).toBe(true);
        },
        { responseTimeoutMs: 150 },
      ),
    ),
  );
});

describe('no connection', () => {
  /** A server that accepts and says nothing, and its port. */
  async function withMute<T>(run: (port: number, open: () => number) => Promise<T>): Promise<T> {
    const server = createServer((socket) => socket.on('error', () => socket.destroy()).resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    let open = 0;
    server.on('connection', (socket) => {
      open++;
      socket.once('close', () => open--);
    });
    try {
      return await run((server.address() as AddressInfo).port, () => open);
    } finally {
      server.close();
    }
  }

  it('is refused', () =>
    withMute(async (port) => Promise.resolve(port)).then((port) =>
      withClient(async (client) => {
        const error = await attemptError(client.fetch({ url: `http://127.0.0.1:${port}/` }));
        expect(error.code).toBe('connect');
        expect(error.message).toBe(`The connection was refused (127.0.0.1:${port}, ECONNREFUSED).`);
      }),
    ));

  it('has no name', () =>
    withClient(async (client) => {
      const error = await attemptError(client.fetch({ url: 'http://nowhere.invalid/' }));
      expect(error.code).toBe('dns');
      expect(error.message).toContain('nowhere.invalid');
    }));

  it('never finishes its TLS handshake', () =>
    withMute((port, open) =>
      withClient(
        async (client) => {
          const error = await attemptError(client.fetch({ url: `https://127.0.0.1:${port}/` }));
          expect(error.code).toBe('connect_timeout');
          expect(error.message).toBe('No TLS connection in time (127.0.0.1, 0.15 s).');
          expect(await eventually(() => open() === 0)).toBe(true);
        },
        { connectTimeoutMs: 150 },
      ),
    ));

  it('speaks no TLS', () =>
    withSite({ '*': picture(bytes) }, (site) =>
      withClient(async (client) => {
        const url = site.url.replace('http:', 'https:');
        expect((await attemptError(client.fetch({ url }))).code).toBe('tls');
      }),
    ));

  it('gets no answer from its proxy', () =>
    withMute((port) =>
      withClient(
        async (client) => {
          const proxyUrl = `http://127.0.0.1:${port}`;
          const plain = await attemptError(client.fetch({ url: 'http://site.invalid/', proxyUrl }));
          expect(plain.code).toBe('response_timeout');
          const tunnel = await attemptError(
            client.fetch({ url: 'https://site.invalid/', proxyUrl }),
          );
          expect(tunnel.code).toBe('connect_timeout');
        },
        { connectTimeoutMs: 60, responseTimeoutMs: 60 },
      ),
    ));
});

describe('a proxy', () => {
  it('gets the request, with its credentials', () =>
    withSite({ '*': picture(bytes) }, (proxy) =>
      withClient(async (client) => {
        const proxyUrl = proxy.url.replace('//', '//me:pw@');
        const response = await client.fetch({ url: 'http://site.invalid/a.png', proxyUrl });
        expect(await collect(response.body)).toEqual(bytes);
        expect(proxy.requests[0]?.url).toBe('http://site.invalid/a.png');
        expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(
          `Basic ${Buffer.from('me:pw').toString('base64')}`,
        );
      }),
    ));

  it('may refuse a tunnel, without telling its password', () =>
    withSite({ '*': status(407) }, (proxy) =>
      withClient(async (client) => {
        const proxyUrl = proxy.url.replace('//', '//me:hunter2@');
        const error = await attemptError(client.fetch({ url: 'https://site.invalid/', proxyUrl }));
        expect(error.code).toMatch(/^(?:connect|reset)$/);
        expect(error.message).not.toContain('hunter2');
      }),
    ));
});
