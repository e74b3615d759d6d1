import { SessionPool } from '@crawlee/core';
import { describe, expect, it } from 'vitest';
import { png } from '../support/pictures.ts';
import { cookieGate, page, picture, redirect, status, withSite } from '../support/site.ts';
import { attemptError, collect, eventually, withClient } from './helpers.ts';

const bytes = png(16, 16, 1);

/** The jar of a Crawlee session, which is what the crawl gives us. */
async function sessionJar() {
  const pool = await SessionPool.open({ maxPoolSize: 1, persistenceOptions: { enable: false } });
  const { cookieJar } = await pool.getSession();
  await pool.teardown();
  return cookieJar;
}

describe('the request', () => {
  it('looks like that of a browser for a picture', () =>
    withSite({ '/a.png': picture(bytes) }, (site) =>
      withClient(async (client) => {
        const referer = `${site.url.replace('//', '//me:pw@')}/gallery?page=2#top`;
        const response = await client.fetch({ url: `${site.url}/a.png`, referer });
        expect(response.status).toBe(200);
        expect(response.finalUrl).toBe(`${site.url}/a.png`);
        expect(response.announcedBytes).toBe(bytes.length);
        expect(await collect(response.body)).toEqual(bytes);
        const [asked] = site.requests;
        expect(asked?.headers).toMatchObject({
          accept: expect.stringMatching(/^image\/avif,image\/webp,.*q=0\.8$/) as string,
          'accept-encoding': 'identity',
          'sec-fetch-dest': 'image',
          'sec-fetch-mode': 'no-cors',
          'sec-fetch-site': 'same-origin',
          referer: `${site.url}/gallery?page=2`,
          'user-agent': expect.stringContaining('Mozilla/5.0') as string,
        });
        expect(asked?.headers).not.toHaveProperty('sec-fetch-user');
        expect(asked?.headers).not.toHaveProperty('upgrade-insecure-requests');
        expect(asked?.headers).not.toHaveProperty('content-length');
        expect(asked?.headers).not.toHaveProperty('transfer-encoding');
        expect(asked?.rawHeaders).toContain('User-Agent');
      }),
    ));

  it.each([{ sessionToken: {} }, {}])('is always of the same browser for session %o', (session) =>
    withSite({ '*': picture(bytes) }, (site) =>
      withClient(async (client) => {
        for (let i = 0; i < 8; i++) {
          await (await client.fetch({ url: `${site.url}/${i}.png`, ...session })).discard();
        }
        expect(new Set(site.requests.map(({ headers }) => headers['user-agent'])).size).toBe(1);
      }),
    ),
  );

  it('lets the headers of the caller win', () =>
    withSite({ '*': picture(bytes) }, (site) =>
      withClient(async (client) => {
        const headers = { Range: 'bytes=5-', 'If-Range': '"v1"', Accept: 'image/png' };
        await (await client.fetch({ url: `${site.url}/a.png`, headers })).discard();
        expect(site.requests[0]?.headers).toMatchObject({
          range: 'bytes=5-',
          'if-range': '"v1"',
          accept: 'image/png',
        });
      }),
    ));

  it('sends user name and password of a URL, and keeps them out of finalUrl', () =>
    withSite({ '*': picture(bytes) }, (site) =>
      withClient(async (client) => {
        const url = site.url.replace('//', '//me:p%40ss%zz@');
        const response = await client.fetch({ url: `${url}/a.png` });
        await response.discard();
        expect(response.finalUrl).toBe(`${site.url}/a.png`);
        const expected = Buffer.from('me:p%40ss%zz').toString('base64');
        expect(site.requests[0]?.headers.authorization).toBe(`Basic ${expected}`);
      }),
    ));

  it('reuses connections, and opens as many as are asked for', () =>
    withSite({ '*': picture(bytes) }, (site) =>
      withClient(async (client) => {
        for (let i = 0; i < 5; i++) {
          await collect((await client.fetch({ url: `${site.url}/${i}.png` })).body);
        }
        expect(site.connections).toBe(1);
        const many = Array.from({ length: 40 }, async (_, i) =>
          collect((await client.fetch({ url: `${site.url}/many/${i}.png` })).body),
        );
        await Promise.all(many);
        expect(site.connections).toBeLessThanOrEqual(40);
        expect(site.requests).toHaveLength(45);
      }),
    ));

  it('asks again when the server has just closed the idle connection', async () => {
    const served = new Set<number>();
    await withSite(
      (exchange) => {
        const { connection } = exchange.logged;
        if (served.has(connection)) exchange.response.socket?.resetAndDestroy();
        else void served.add(connection);
        return exchange.response.destroyed ? undefined : picture(bytes)(exchange);
      },
      (site) =>
        withClient(async (client) => {
          for (let i = 0; i < 3; i++) {
            const response = await client.fetch({ url: `${site.url}/${i}.png` });
            expect(await collect(response.body)).toEqual(bytes);
          }
          expect(site.asked('/1.png')).toHaveLength(2);
        }),
    );
  });

  it('refuses what is no http URL', () =>
    withClient(async (client) => {
      for (const url of ['', 'nonsense', 'ftp://h/a', 'file:///etc/passwd', 'data:,x', '//h/a']) {
        expect((await attemptError(client.fetch({ url }))).code).toBe('unexpected');
      }
    }));

  it('fails after close', async () => {
    await withSite({ '*': picture(bytes) }, (site) =>
      withClient(async (client) => {
        client.close();
        const error = await attemptError(client.fetch({ url: site.url }));
        expect(error.message).toBe('The HTTP client is closed.');
      }),
    );
  });
});

describe('https', () => {
  const serve = { '/a.png': picture(bytes), '/r': redirect('/a.png') };

  it('checks the certificate', () =>
    withSite(
      serve,
      (site) =>
        withClient(async (client) => {
          expect((await attemptError(client.fetch({ url: `${site.url}/a.png` }))).code).toBe('tls');
          expect(site.requests).toHaveLength(0);
        }),
      { secure: true },
    ));

  it('does not when told so, and opens one connection', () =>
    withSite(
      serve,
      (site) =>
        withClient(
          async (client) => {
            const referer = `${site.url}/page`;
            const response = await client.fetch({ url: `${site.url}/r`, referer });
            expect(await collect(response.body)).toEqual(bytes);
            expect(site.connections).toBe(1);
          },
          { checkCertificate: false },
        ),
      { secure: true },
    ));
});

describe('redirects', () => {
  it('are followed, relative and absolute, with Referer and every status', () =>
    withSite(
      {
        '/1': redirect('2', 301),
        '/2': redirect('/3?x=1#part', 302),
        '/3': redirect('/4', 303),
        '/4': redirect('/5', 307),
        '/5': redirect('/ä.png', 308),
        '/%C3%A4.png': picture(bytes),
      },
      (site) =>
        withClient(async (client) => {
          const response = await client.fetch({ url: `${site.url}/1`, referer: `${site.url}/p` });
          expect(await collect(response.body)).toEqual(bytes);
          expect(response.finalUrl).toBe(`${site.url}/%C3%A4.png`);
          expect(site.requests.map(({ headers }) => headers.referer)).toEqual(
            Array.from({ length: 6 }, () => `${site.url}/p`),
          );
          expect(site.connections).toBe(1);
        }),
    ));

  it('read a Location in bare UTF-8', () =>
    withSite(
      {
        '/1': status(302, { location: Buffer.from('/ü.png').toString('latin1') }),
        '/%C3%BC.png': picture(bytes),
      },
      (site) =>
        withClient(async (client) => {
          const response = await client.fetch({ url: `${site.url}/1` });
          await response.discard();
          expect(response.finalUrl).toBe(`${site.url}/%C3%BC.png`);
        }),
    ));

  it('end at the limit', async () => {
    const hops: Record<string, ReturnType<typeof redirect>> = {};
    for (let i = 0; i < 6; i++) hops[`/${i}`] = redirect(`/${i + 1}`);
    await withSite({ ...hops, '/6': picture(bytes) }, (site) =>
      withClient(async (client) => {
        const tooMany = await attemptError(client.fetch({ url: `${site.url}/0` }));
        expect(tooMany.code).toBe('too_many_redirects');
        expect(site.requests).toHaveLength(6);
        const five = await client.fetch({ url: `${site.url}/1` });
        expect(await collect(five.body)).toEqual(bytes);
      }),
    );
  });

  it('end at a loop', () =>
    withSite({ '/a': redirect('/b'), '/b': redirect('/a') }, (site) =>
      withClient(async (client) => {
        const error = await attemptError(client.fetch({ url: `${site.url}/a` }));
        expect(error).toMatchObject({
          code: 'too_many_redirects',
          message: `The redirects run in a circle at ${site.url}/a.`,
        });
        expect(site.requests).toHaveLength(2);
      }),
    ));

  it.each([
    'ftp://h/a.png',
    'file:///etc/passwd',
    'data:image/png;base64,AA==',
    'http://',
    'http://[x',
  ])('to %s are refused', (target) =>
    withSite({ '*': redirect(target) }, (site) =>
      withClient(async (client) => {
        expect((await attemptError(client.fetch({ url: site.url }))).code).toBe('bad_redirect');
      }),
    ),
  );

  it('without Location are an answer', () =>
    withSite({ '*': status(302) }, (site) =>
      withClient(async (client) => {
        const response = await client.fetch({ url: site.url });
        expect(response.status).toBe(302);
        await response.discard();
      }),
    ));

  it('to another host leave credentials behind', () =>
    withSite({ '*': picture(bytes) }, (other) =>
      withSite({ '*': redirect(`${other.url}/a.png`) }, (site) =>
        withClient(async (client) => {
          const headers = {
            Authorization: 'Bearer abc',
            Cookie: 'own=1',
            'Proxy-Authorization': 'x',
            'X-Api-Key': 'k',
            'X-Auth-Token': 't',
            'X-Plain': 'p',
          };
          const url = `${site.url.replace('//', '//u:pw@')}/r`;
          const referer = `${site.url}/page`;
          await (await client.fetch({ url, headers, referer })).discard();
          expect(site.requests[0]?.headers).toMatchObject({
            authorization: 'Bearer abc',
            cookie: 'own=1',
            'sec-fetch-site': 'same-origin',
          });
          const reached = other.requests[0]?.headers;
          expect(reached).toMatchObject({
            'x-plain': 'p',
            'sec-fetch-site': 'same-site',
            referer,
          });
          for (const name of [
            'authorization',
            'cookie',
            'proxy-authorization',
            'x-api-key',
            'x-auth-token',
          ]) {
            expect(reached).not.toHaveProperty(name);
          }
        }),
      ),
    ));
});

describe('cookies', () => {
  it('pass a gate that sets a cookie and redirects to itself', () =>
    withSite({ '*': cookieGate(picture(bytes)) }, (site) =>
      withClient(async (client) => {
        const cookieJar = await sessionJar();
        const response = await client.fetch({ url: `${site.url}/a.png`, cookieJar });
        expect(await collect(response.body)).toEqual(bytes);
        expect(site.requests.map(({ headers }) => headers.cookie)).toEqual([
          undefined,
          'gate=open',
        ]);
        // Without a jar the same gate is a loop.
        const error = await attemptError(client.fetch({ url: `${site.url}/a.png` }));
        expect(error.code).toBe('too_many_redirects');
      }),
    ));

  it('of the jar go with those of the caller; a cookie that the jar refuses is dropped', () =>
    withSite(
      {
        '*': page('x', {
          'set-cookie': ['b=2; Domain=example.org', 'c=3', ';;;=', 'd=4; Path=/other'],
        }),
      },
      (site) =>
        withClient(async (client) => {
          const cookieJar = await sessionJar();
          await cookieJar.setCookie('a=1', site.url);
          const headers = { cookie: 'own=1' };
          await (await client.fetch({ url: site.url, cookieJar, headers })).discard();
          await (await client.fetch({ url: site.url, cookieJar, headers })).discard();
          expect(site.requests.map((request) => request.headers.cookie)).toEqual([
            'a=1; own=1',
            'a=1; c=3; own=1',
          ]);
        }),
    ));
});

describe('discard', () => {
  it('reads a small error body and keeps the connection', () =>
    withSite({ '*': status(404, {}, 'x'.repeat(20_000)) }, (site) =>
      withClient(async (client) => {
        for (let i = 0; i < 3; i++) {
          const response = await client.fetch({ url: site.url });
          expect(response.status).toBe(404);
          await response.discard();
          await response.discard();
        }
        expect(site.connections).toBe(1);
      }),
    ));

  it('cuts off a large one, announced or not', () =>
    withSite(
      ({ response, logged }) => {
        if (logged.url === '/announced') response.setHeader('content-length', 1e9);
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more);
        more();
      },
      (site) =>
        withClient(async (client) => {
          for (const path of ['/announced', '/chunked']) {
            const response = await client.fetch({ url: site.url + path });
            await response.discard();
            expect(await eventually(() => site.openConnections === 0)).toBe(true);
          }
        }),
    ));
});
