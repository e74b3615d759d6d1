/** The browser's only way out, asked as a browser asks it. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../src/http/index.ts';
import { openProxy, type GuardedProxy } from '../../src/render/proxy.ts';
import { page, status, withSite, type Site } from '../support/site.ts';

const TRUSTING = createAddressGuard({ trustedHosts: ['127.0.0.1'] });
const WARY = createAddressGuard({ trustedHosts: [] });

async function withProxy<T>(
  guard: typeof TRUSTING,
  use: (proxy: GuardedProxy) => Promise<T>,
  maxBytes = 1_000_000,
): Promise<T> {
  const proxy = await openProxy(guard, maxBytes);
  try {
    return await use(proxy);
  } finally {
    await proxy.close();
  }
}

async function ask(proxy: GuardedProxy, path: string, headers = {}) {
  const asked = request(proxy.url, { path, headers, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** Sends lines to the proxy, and gives all that comes back until the connection ends. */
async function talk(proxy: GuardedProxy, lines: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  socket.write(lines[0] ?? '');
  for (const line of lines.slice(1)) {
    await once(socket, 'readable');
    socket.write(line);
  }
  return text(socket);
}

const authorityOf = (site: Site) => new URL(site.url).host;

describe('plain http', () => {
  it('is passed on, without what was said to the proxy', async () => {
    await withSite({ '/a': page('<p>a</p>', { 'x-own': 'yes' }) }, async (site) => {
      await withProxy(TRUSTING, async (proxy) => {
        const headers = { 'proxy-authorization': 'Basic x', 'x-mine': '1' };
        const answer = await ask(proxy, `${site.url}/a?b=1`, headers);
        expect(answer).toMatchObject({ status: 200, body: '<p>a</p>' });
        expect(answer.headers['x-own']).toBe('yes');
        const [asked] = site.requests;
        expect(asked?.url).toBe('/a?b=1');
        expect(asked?.headers['x-mine']).toBe('1');
        expect(asked?.headers).not.toHaveProperty('proxy-authorization');
      });
    });
  });

  it('to a private address is refused', async () => {
    await withSite({ '/a': page('secret') }, async (site) => {
      await withProxy(WARY, async (proxy) => {
        expect(await ask(proxy, `${site.url}/a`)).toMatchObject({ status: 502, body: '' });
        const byName = site.url.replace('127.0.0.1', 'localhost');
        expect(await ask(proxy, `${byName}/a`)).toMatchObject({ status: 502, body: '' });
        expect(site.requests).toEqual([]);
      });
    });
  });

  it.each(['/a', 'ftp://127.0.0.1/a', 'http://', 'http://127.0.0.1:1/'])(
    'to %s is refused',
    async (path) => {
      await withProxy(TRUSTING, async (proxy) => {
        expect((await ask(proxy, path)).status).toBe(502);
      });
    },
  );

  it('is cut off when the page has had its share', async () => {
    const large = status(200, { 'content-type': 'text/plain' }, 'x'.repeat(200_000));
    await withSite({ '/large': large, '/a': page('a') }, async (site) => {
      await withProxy(
        TRUSTING,
        async (proxy) => {
          await expect(ask(proxy, `${site.url}/large`)).rejects.toThrow();
          expect((await ask(proxy, `${site.url}/a`)).status).toBe(502);
        },
        50_000,
      );
    });
  });
});

describe('a tunnel', () => {
  it('leads to a host that is allowed', async () => {
    await withSite({ '/a': page('through') }, async (site) => {
      await withProxy(TRUSTING, async (proxy) => {
        const said = await talk(proxy, [
          `CONNECT ${authorityOf(site)} HTTP/1.1\r\nhost: x\r\n\r\n`,
          `GET /a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
        ]);
        expect(said).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nHTTP\/1\.1 200 OK[^]*through$/);
      });
    });
  });

  it('to a private address is refused', async () => {
    await withSite({ '/a': page('secret') }, async (site) => {
      await withProxy(WARY, async (proxy) => {
        for (const authority of [authorityOf(site), '[::1]:80', 'nonsense', 'a.example:99999'])
          expect(await talk(proxy, [`CONNECT ${authority} HTTP/1.1\r\nhost: x\r\n\r\n`])).toMatch(
            /^HTTP\/1\.1 (?:502|400) /,
          );
        expect(site.connections).toBe(0);
      });
    });
  });

  it('ends with the proxy', async () => {
    await withSite({ '/a': page('a') }, async (site) => {
      const proxy = await openProxy(TRUSTING, 1_000_000);
      const ended = talk(proxy, [`CONNECT ${authorityOf(site)} HTTP/1.1\r\nhost: x\r\n\r\n`]);
      for (let i = 0; i < 100 && site.openConnections === 0; i++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      await proxy.close();
      await ended;
      for (let i = 0; i < 100 && site.openConnections > 0; i++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      expect(site.openConnections).toBe(0);
    });
  });
});
