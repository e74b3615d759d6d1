/** Pages in a real browser, from a real server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../src/http/index.ts';
import { createRenderer } from '../../src/render/index.ts';
import type { RenderedPage, RenderLimits, RenderRequest } from '../../src/render/types.ts';
import { browsersBelow, findInstalled, needBrowser } from '../support/browser.ts';
import { delayed, page, redirect, status, withSite, Site } from '../support/site.ts';

const installed = await findInstalled();
needBrowser(installed);

const LED_AWAY: RenderedPage = { url: 'led away', html: '', cookies: [] };

type Render = (request: Partial<RenderRequest> & { url: string }) => Promise<RenderedPage>;

async function withRenderer<T>(
  use: (render: Render) => Promise<T>,
  limits: Partial<RenderLimits> = {},
  trustedHosts: readonly string[] = ['127.0.0.1'],
): Promise<T> {
  if (installed === undefined) throw new Error('no Chromium is installed');
  const guard = createAddressGuard({ trustedHosts });
  const warn = (): void => undefined;
  const renderer = createRenderer(installed, { guard, limits, checkCertificate: true, warn });
  const nothing = { html: '', cookies: [], mayOpen: () => Promise.resolve(false) };
  try {
    return await use(
      async (request) => (await renderer.render({ ...nothing, ...request })) ?? LED_AWAY,
    );
  } finally {
    await renderer.close();
  }
}

const json = (value: unknown) =>
  status(200, { 'content-type': 'application/json' }, JSON.stringify(value));

/** Adds pictures whenever somebody scrolls. */
const GALLERY = `<!doctype html><title>g</title><main></main><script>
  let shown = 0;
  const more = (list) => {
    for (const name of list.slice(shown, (shown += 3))) {
      const image = document.createElement('img');
      image.src = name;
      image.style = 'display:block;width:300px;height:900px';
      image.onerror = () => image.remove();
      document.querySelector('main').append(image);
    }
  };
  fetch('/list.json').then((r) => r.json()).then((list) => {
    more(list);
    addEventListener('scroll', () => more(list));
  });
</script>`;

const LIST = Array.from({ length: 12 }, (_, i) => `/p/${i}.jpg`);

describe('a page that scripts build', () => {
  it('is scrolled to its end, and no picture is asked for', async () => {
    await withSite({ '/list.json': json(LIST) }, async (site) => {
      const { html, url } = await withRenderer((render) =>
        render({ url: `${site.url}/`, html: GALLERY, userAgent: 'Test/1', languages: 'eo' }),
      );
      expect(html.match(/\/p\/\d+\.jpg/g)).toEqual(LIST);
      expect(url).toBe(`${site.url}/`);
      // The page itself was there already.
      expect(site.requests.map((asked) => asked.url)).toEqual(['/list.json']);
      expect(site.requests[0]?.headers).toMatchObject({
        'user-agent': 'Test/1',
        'accept-language': 'eo',
      });
    });
  });

  it('has the cookies of the session, and gives back what it sets', async () => {
    const routes = { '/set': status(200, { 'set-cookie': 'fresh=1; Path=/' }, 'ok') };
    await withSite(routes, async (site) => {
      const cookies = [{ name: 'given', value: 'v', domain: '127.0.0.1', path: '/' }];
      const html = `<script>document.cookie = 'own=2'; fetch('/set')</script>`;
      const shown = await withRenderer((render) => render({ url: `${site.url}/`, html, cookies }));
      expect(site.asked('/set')[0]?.headers.cookie).toContain('given=v');
      expect(shown.cookies.map(({ name, value }) => `${name}=${value}`).sort()).toEqual([
        'fresh=1',
        'given=v',
        'own=2',
      ]);
    });
  });

  it('sends what the user signs in with where it belongs, and not where that redirects', async () => {
    const elsewhere = new Site({ '*': json(['far']) }, { address: '127.0.0.2' });
    await elsewhere.listen();
    try {
      const routes = {
        '/own.json': json(['near']),
        '/away.json': redirect(`${elsewhere.url}/far.json`, 302, {
          'access-control-allow-origin': '*',
        }),
      };
      await withSite(routes, async (site) => {
        const html = `<script>for (const name of ['own', 'away']) fetch(name + '.json', { mode: 'no-cors' })
          .then((r) => r.text()).then((text) => document.body.append(text))</script>`;
        const headersFor = ({ origin }: URL): Record<string, string> =>
          origin === site.url ? { 'x-key': 'secret' } : {};
        const shown = await withRenderer(
          (render) => render({ url: `${site.url}/`, html, headersFor }),
          {},
          ['127.0.0.1', '127.0.0.2'],
        );
        expect(shown.html).toContain('near');
        expect(site.asked('/own.json')[0]?.headers['x-key']).toBe('secret');
        expect(site.asked('/away.json')[0]?.headers['x-key']).toBe('secret');
        for (const { headers } of elsewhere.requests) expect(headers).not.toHaveProperty('x-key');
        expect(elsewhere.asked('/far.json')).toHaveLength(1);
      });
    } finally {
      await elsewhere.close();
    }
  });

  it('may move to another page if the crawl may', async () => {
    const html = `<script>location.href = '/next'</script><img src="first.jpg">`;
    await withSite({ '/next': page('<img src="second.jpg">') }, async (site) => {
      const url = `${site.url}/`;
      const asked: string[] = [];
      const left = await withRenderer((render) =>
        render({ url, html, mayOpen: (to) => Promise.resolve(asked.push(to) < 0) }),
      );
      expect(asked).toEqual([`${site.url}/next`]);
      expect(left).toBe(LED_AWAY);
      expect(site.requests).toEqual([]);
      const goes = await withRenderer((render) =>
        render({ url, html, mayOpen: () => Promise.resolve(true) }),
      );
      expect(goes).toMatchObject({ url: `${site.url}/next` });
      expect(goes.html).toContain('second.jpg');
    });
  });
});

describe('a hostile page', () => {
  it('reaches no private address: not by fetch, redirect, frame, socket or worker', async () => {
    const reached = withSite(
      { '*': page('secret') },
      async (inside) => {
        const to = inside.url;
        const html = `<iframe src="${to}/frame"></iframe><link rel=stylesheet href="${to}/style"><link rel=prefetch href="${to}/prefetch">
        <script src="${to}/script"></script><script>
        fetch('${to}/fetch', { mode: 'no-cors' }).catch(() => {});
        fetch('/redirect', { mode: 'no-cors' }).catch(() => {});
        navigator.sendBeacon('${to}/beacon');
        new WebSocket('${to.replace('http', 'ws')}/socket');
        new EventSource('${to}/events');
        new Worker(URL.createObjectURL(new Blob(["fetch('${to}/worker', {mode: 'no-cors'})"])));
        open('${to}/window');
        document.body.append('done');
      </script>`;
        await withSite({ '/redirect': redirect(`${to}/redirected`) }, async (site) => {
          const shown = await withRenderer((render) => render({ url: `${site.url}/`, html }));
          expect(shown.html).toContain('done');
          expect(site.asked('/redirect')).toHaveLength(1);
        });
        return inside.requests.map(({ url }) => url);
      },
      { address: '127.0.0.3' },
    );
    expect(await reached).toEqual([]);
  });

  it('that never ends its script fails in time, and the next one is shown', async () => {
    await withRenderer(
      async (render) => {
        const url = 'http://127.0.0.1:9/';
        const endless = render({ url, html: '<script>for (;;);</script>' });
        await expect(endless).rejects.toMatchObject({ code: 'render_failed' });
        expect((await render({ url, html: '<p>fine</p>' })).html).toContain('fine');
      },
      { timeMs: 6_000 },
    );
  });

  it('that grows without end is refused by its size', async () => {
    const html = `<script>document.write('<p>' + 'x'.repeat(300000))</script>`;
    await withRenderer(
      async (render) => {
        await expect(render({ url: 'http://127.0.0.1:9/', html })).rejects.toMatchObject({
          code: 'too_large',
        });
      },
      { characters: 100_000 },
    );
  });

  it('cannot lie about its markup', async () => {
    const html = `<img src="true.jpg"><script>
      Object.defineProperty(Element.prototype, 'outerHTML', { get: () => 'lie' });
      JSON.stringify = () => 'lie';
    </script>`;
    const shown = await withRenderer((render) => render({ url: 'http://127.0.0.1:9/', html }));
    expect(shown.html).toContain('true.jpg');
  });

  it('asks no more often than it may', async () => {
    const html = `<script>for (let i = 0; i < 50; i++) fetch('/x?' + i).catch(() => {})</script>`;
    await withSite({ '/x': status(200, {}, 'x') }, async (site) => {
      await withRenderer((render) => render({ url: `${site.url}/`, html }), { requests: 10 });
      expect(site.requests).toHaveLength(10);
    });
  });

  it('that never stops asking is read as it stands', async () => {
    const html = `<img src="a.jpg"><script>setInterval(() => fetch('/x').catch(() => {}), 100)</script>`;
    await withSite(
      { '/x': status(200, {}, 'x') },
      async (site: Site) => {
        const shown = await withRenderer((render) => render({ url: `${site.url}/`, html }), {
          timeMs: 10_000,
        });
        expect(shown.html).toContain('a.jpg');
      },
      { mayLeaveOpen: true },
    );
  });
});

describe('the browser', () => {
  it('shows two pages at a time', async () => {
    const slow = { '/slow': delayed(500, json([])) };
    await withSite(slow, async (site) => {
      const html = `<script>fetch('/slow')</script>`;
      await withRenderer(async (render) => {
        const url = `${site.url}/`;
        await Promise.all([1, 2, 3, 4].map(() => render({ url, html })));
        expect(site.asked('/slow')).toHaveLength(4);
        expect(site.peakConcurrency).toBe(2);
      });
    });
  });

  it('that was killed is begun again', async () => {
    await withSite(
      { '/slow': delayed(3_000, json([])) },
      async (site) => {
        await withRenderer(async (render) => {
          const url = `${site.url}/`;
          const shown = render({ url, html: `<script>fetch('/slow')</script>` });
          shown.catch(() => undefined);
          for (let i = 0; i < 200 && site.requests.length === 0; i++) await sleep(20);
          for (const pid of await browsersBelow(process.pid)) process.kill(pid, 'SIGKILL');
          await expect(shown).rejects.toMatchObject({ code: 'render_failed' });
          expect((await render({ url, html: '<p>fine</p>' })).html).toContain('fine');
        });
      },
      { mayLeaveOpen: true },
    );
  });

  it('ends what it shows when it is closed', async () => {
    await withSite(
      { '/slow': delayed(3_000, json([])) },
      async (site) => {
        let shown: Promise<unknown> = Promise.resolve();
        await withRenderer(async (render) => {
          shown = render({ url: `${site.url}/`, html: `<script>fetch('/slow')</script>` });
          shown.catch(() => undefined);
          for (let i = 0; i < 200 && site.requests.length === 0; i++) await sleep(20);
        });
        await expect(shown).rejects.toMatchObject({ code: 'render_failed' });
      },
      { mayLeaveOpen: true },
    );
  });

  it('that does not start ends the crawl with a reason', async () => {
    if (installed === undefined) return;
    const renderer = createRenderer(
      { ...installed, executable: '/bin/false' },
      {
        guard: createAddressGuard({ trustedHosts: [] }),
        checkCertificate: true,
        warn: () => undefined,
      },
    );
    const nothing = { html: '', cookies: [], mayOpen: () => Promise.resolve(false) };
    await expect(renderer.render({ url: 'http://127.0.0.1:9/', ...nothing })).rejects.toMatchObject(
      {
        code: 'invalid_option',
        message: expect.stringContaining('/bin/false does not start') as string,
      },
    );
    await renderer.close();
  });
});
