/**
 * A gallery behind a login form: `npx tsx examples/sign-in.ts`. Signs in as a browser would, hands the cookie over in a
 * cookies.txt, and crawls; the site is a small one of its own on loopback. In a project of your own, import from
 * 'pixhaul'. Tested in test/e2e/sign-in.test.ts.
 */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCrawl } from '../src/index.ts';
import { paint } from './demo/art.ts';
import { encodePng } from './demo/png.ts';

const [destination = 'pictures', storage = 'storage'] = process.argv.slice(2);
const SESSION = 'member=let-me-in';

const site = createServer((request, response) => {
  const { method, url = '/', headers } = request;
  const isIn = headers.cookie?.includes(SESSION) === true;
  const [, number] = /^\/(\d)\.png$/.exec(url) ?? [];
  request.resume();
  if (method === 'POST')
    response.setHeader('set-cookie', `${SESSION}; Path=/; HttpOnly`).end('welcome');
  else if (url === '/robots.txt') response.writeHead(404).end();
  else if (!isIn) response.writeHead(401).end('sign in first');
  else if (number !== undefined)
    response.setHeader('content-type', 'image/png').end(encodePng(paint(Number(number), 96, 64)));
  else response.setHeader('content-type', 'text/html').end('<img src="1.png"><img src="2.png">');
});
await once(site.listen(0, '127.0.0.1'), 'listening');
const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;

/** One line of a cookies.txt for each Set-Cookie header, for the host that sent it, until the program ends. */
function cookiesOf(response: Response): string {
  const { hostname } = new URL(response.url);
  const lines = response.headers.getSetCookie().map((cookie) => {
    const [pair = ''] = cookie.split(';');
    const [name = '', ...value] = pair.split('=');
    return [hostname, 'FALSE', '/', 'FALSE', '0', name, value.join('=')].join('\t');
  });
  return `${lines.join('\n')}\n`;
}

const folder = await mkdtemp(join(tmpdir(), 'pixhaul-sign-in-'));
try {
  const form = new URLSearchParams({ name: 'me', password: 'secret' });
  const welcome = await fetch(new URL('/login', address), { method: 'POST', body: form });
  const cookies = join(folder, 'cookies.txt');
  await writeFile(cookies, cookiesOf(welcome), { mode: 0o600 });

  const crawl = createCrawl({ start: [address], name: 'members', destination, storage, cookies });
  crawl.on('failed', ({ url, attempt }) => console.log(`${url}: ${attempt.message}`));
  const { reason, counts } = await crawl.run();
  console.log(`${reason}: ${counts.image.saved} saved, ${counts.gallery.failed} pages failed`);
} finally {
  site.close();
  site.closeAllConnections();
  await rm(folder, { recursive: true });
}
