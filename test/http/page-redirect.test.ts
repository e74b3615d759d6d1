import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { log, LogLevel } from '@crawlee/cheerio';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttemptError } from '../../src/errors.ts';
import { createAddressGuard, leaveCredentials } from '../../src/http/index.ts';
import { certificate } from '../support/certificate.ts';
import { delayed, page, redirect, withSite, type Answer } from '../support/site.ts';
import { eventually, withClient } from './helpers.ts';
import { crawlPages } from './page-crawl.ts';

beforeAll(() => log.setLevel(LogLevel.OFF));

type Served = IncomingMessage & { secure: boolean };

/** One port that speaks http and https, so that a redirect can change the scheme alone. */
async function withBothSchemes<T>(
  answer: (request: Served) => { headers: Record<string, string | string[]>; status: number },
  run: (port: number) => Promise<T>,
): Promise<T> {
  const handle =
    (secure: boolean): RequestListener =>
    (request, response) => {
      const { status, headers } = answer(Object.assign(request, { secure }));
      response.writeHead(status, { 'content-type': 'text/html', ...headers });
      response.end('<title>Gallery</title>');
    };
  const plain = createHttpServer(handle(false));
  const secure = createHttpsServer(certificate, handle(true));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      // A TLS record begins with its type: 22 is a handshake (RFC 8446 §5.1).
      (first[0] === 22 ? secure : plain).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await run((server.address() as AddressInfo).port);
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}

const CREDENTIALS = { Authorization: 'Bearer secret', 'X-Api-Key': 'secret', 'X-Plain': 'p' };

describe('a page that redirects', () => {
  it('down to http takes no secure cookie and no credentials along', async () => {
    const asked: Served[] = [];
    await withBothSchemes(
      (request) => {
        asked.push(request);
        if (!request.secure) return { status: 200, headers: {} };
        const cookies = ['a=1; Secure; Path=/', 'b=2; Path=/'];
        const location = `http://${request.headers.host ?? ''}/plain`;
        return request.url === '/login'
          ? { status: 200, headers: { 'set-cookie': cookies } }
          : { status: 302, headers: { location } };
      },
      async (port) => {
        // Not by its address: on the loopback, jars hold http for as safe as https.
        const guard = createAddressGuard({
          trustedHosts: ['safe.example'],
          lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
        });
        await withClient(
          async ({ agents }) => {
            const at = `https://me:pw@safe.example:${port}`;
            const headers = { 'X-Api-Key': 'secret' };
            const results = await crawlPages([`${at}/login`, `${at}/page`], {
              agents,
              headers,
              ignoreSslErrors: true,
            });
            expect(results).toEqual(['Gallery', 'Gallery']);
          },
          { guard },
        );
        const [, before, after] = asked;
        expect(before?.headers).toMatchObject({ cookie: 'a=1; b=2', 'x-api-key': 'secret' });
        expect(before?.headers.authorization).toMatch(/^Basic /);
        expect(after).toMatchObject({ url: '/plain', secure: false });
        expect(after?.headers.cookie).toBe('b=2');
        expect(after?.headers).not.toHaveProperty('authorization');
        expect(after?.headers).not.toHaveProperty('x-api-key');
      },
    );
  });

  it('to another host takes no cookie and no credentials along', () =>
    withSite({ '*': page('<title>Other</title>') }, (other) =>
      withSite(
        {
          '/login': page('<title>In</title>', { 'set-cookie': ['a=1; Path=/', 'b=2'] }),
          '/page': redirect(other.url.replace('127.0.0.1', 'localhost')),
        },
        async (site) => {
          const at = site.url.replace('//', '//me:pw@');
          expect(await crawlPages([`${at}/login`, `${at}/page`])).toEqual(['In', 'Other']);
          expect(site.asked('/page')[0]?.headers.cookie).toBe('a=1; b=2');
          expect(other.requests[0]?.headers).not.toHaveProperty('cookie');
          expect(other.requests[0]?.headers).not.toHaveProperty('authorization');

          await crawlPages([`${site.url}/page`], { headers: CREDENTIALS });
          expect(other.requests[1]?.headers).toMatchObject({ 'x-plain': 'p' });
          expect(other.requests[1]?.headers).not.toHaveProperty('authorization');
          expect(other.requests[1]?.headers).not.toHaveProperty('x-api-key');
        },
      ),
    ));

  it('leaves the cookies of one path for another, and takes new ones and its credentials along', () =>
    withSite(
      {
        '/private/login': page('<title>In</title>', {
          'set-cookie': ['secret=1; Path=/private'],
        }),
        '/private/page': redirect('/public', 302, { 'set-cookie': ['new=1; Path=/'] }),
        '/private/out': redirect('/elsewhere'),
        '*': page('<title>Out</title>'),
      },
      async (site) => {
        const at = site.url.replace('//', '//me:pw@');
        await crawlPages([`${at}/private/login`, `${at}/private/out`, `${at}/private/page`]);
        expect(site.asked('/private/out')[0]?.headers.cookie).toBe('secret=1');
        expect(site.asked('/elsewhere')[0]?.headers).not.toHaveProperty('cookie');
        expect(site.asked('/public')[0]?.headers.cookie).toBe('new=1');
        expect(site.asked('/public')[0]?.headers.authorization).toMatch(/^Basic /);
      },
    ));

  it.each(['localhost', '127.0.0.2', '[::1]', '2130706434'])(
    'to http://%s/ is refused by the address guard',
    (host) =>
      withSite({ '*': page('<title>Inside</title>') }, async (inside) => {
        const target = inside.url.replace('127.0.0.1', host);
        await withSite({ '*': redirect(target) }, (site) =>
          withClient(
            async ({ agents }) => {
              const [result] = await crawlPages([site.url], { agents });
              expect(result).toMatchObject({ code: 'forbidden_address' });
              expect((result as AttemptError).message).toContain('--allow-private');
              expect(inside.connections).toBe(0);
            },
            { guard: createAddressGuard({ trustedHosts: ['127.0.0.1'] }) },
          ),
        );
      }),
  );
});

describe('the body of a redirect', () => {
  /** A redirect whose body never ends, and the page that it leads to. */
  const endless =
    (encoding: Record<string, string>, block: Uint8Array): Answer =>
    (exchange) => {
      const { response, logged } = exchange;
      if (logged.url === '/to') return page('<title>Reached</title>')(exchange);
      response.writeHead(302, { location: '/to', ...encoding });
      const more = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', more);
      more();
    };
  const bodies: [string, Answer][] = [
    ['plain', endless({}, Buffer.alloc(65_536, 'x'))],
    ['compressed', endless({ 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(1_000_000)))],
  ];
  it.each(bodies)('is cut off when it does not end: %s', (_, answer) =>
    withSite({ '*': answer }, async (site) => {
      expect(await crawlPages([`${site.url}/from`])).toEqual(['Reached']);
      expect(await eventually(() => site.openRequests === 0)).toBe(true);
    }),
  );

  it('may stall or break without harm', () =>
    withSite(
      {
        '/stalls': ({ response }) => {
          response.writeHead(302, { location: '/to', 'content-length': '1000' });
          response.write('x');
        },
        '/breaks': ({ response }) => {
          response.writeHead(302, { location: '/slow', 'content-length': '1000' });
          response.write('x', () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
        },
        '/slow': delayed(150, page('<title>Slow</title>')),
        '/to': page('<title>Reached</title>'),
      },
      async (site) => {
        expect(await crawlPages([`${site.url}/stalls`, `${site.url}/breaks`])).toEqual([
          'Reached',
          'Slow',
        ]);
        // Longer than the wait for a slow one.
        for (let i = 0; i < 4 && site.openRequests > 0; i++)
          await eventually(() => site.openRequests === 0);
        expect(site.openRequests).toBe(0);
      },
    ));

  it('that is small keeps its connection', () =>
    withSite({ '/from': redirect('/to', 302), '/to': page('<title>Reached</title>') }, (site) =>
      withClient(async ({ agents }) => {
        const urls = Array.from({ length: 3 }, (_, i) => `${site.url}/from?${i}`);
        expect(await crawlPages(urls, { agents })).toEqual(['Reached', 'Reached', 'Reached']);
        expect(site.connections).toBeLessThanOrEqual(2);
      }),
    ));
});

describe('leaveCredentials', () => {
  const own = { authorization: 'x', Cookie: 'a=1', 'X-Auth-Token': 't', accept: '*/*' };
  const cases: [string, string, string[]][] = [
    ['https://h/a', 'https://h/b', ['authorization', 'X-Auth-Token', 'accept']],
    ['http://h/a', 'https://h/b', ['authorization', 'X-Auth-Token', 'accept']],
    ['https://h/a', 'http://h/b', ['accept']],
    ['http://h:81/a', 'https://h:81/b', ['accept']],
    ['https://h/a', 'https://h:444/b', ['accept']],
    ['https://h/a', 'https://www.h/b', ['accept']],
    ['no url', 'https://h/b', ['authorization', 'X-Auth-Token', 'accept']],
  ];
  it.each(cases)('from %s to %s keeps %o', (from, to, kept) => {
    const next = { url: new URL(to), headers: { ...own } };
    leaveCredentials(from, next);
    expect(Object.keys(next.headers)).toEqual(kept);
  });

  it('keeps the user information that a redirect itself names', () => {
    const next = { url: new URL('https://me:pw@other/'), headers: {} };
    leaveCredentials('https://h/', next);
    expect(next.url.href).toBe('https://me:pw@other/');
    const down = { url: new URL('http://me:pw@h/'), headers: {} };
    leaveCredentials('https://me:pw@h/', down);
    expect(down.url.href).toBe('http://h/');
  });
});
