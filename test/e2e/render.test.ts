/** `--render`, as a user runs it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PageInspection } from '../../src/index.ts';
import { browsersBelow, findInstalled, needBrowser } from '../support/browser.ts';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import {
  delayed,
  page,
  picture,
  status,
  withSite,
  type Answer,
  type Routes,
} from '../support/site.ts';

const installed = await findInstalled();

const json = (value: unknown) =>
  status(200, { 'content-type': 'application/json' }, JSON.stringify(value));

/** A gallery of which the markup has nothing but a picture for others to show. */
const ROUTES: Routes = {
  '/': page(
    `<meta property="og:image" content="/preview.png"><main></main><script src="/app.js"></script>`,
    { 'set-cookie': 'visit=1; Path=/' },
  ),
  '/app.js': status(
    200,
    { 'content-type': 'text/javascript' },
    `fetch('/list.json').then((r) => r.json()).then((names) => {
       document.cookie = 'script=2; path=/';
       for (const name of names) document.querySelector('main').innerHTML +=
         '<a href="/big/' + name + '"><img src="/small/' + name + '"></a>';
       document.querySelector('main').innerHTML += '<a rel="next" href="/plain">next</a>';
     })`,
  ),
  '/list.json': json(['1.png', '2.png']),
  '/plain': page('<img src="/big/3.png"><script>document.title = 1</script>'),
  '/preview.png': picture(png(40, 40, 9)),
  '/big/1.png': picture(png(64, 64, 1)),
  '/big/2.png': picture(png(64, 64, 2)),
  '/big/3.png': picture(png(64, 64, 3)),
};

/** Those that the page then shows itself; a picture for others is only for pages that show nothing. */
const NAMES = ['1.png', '2.png', '3.png'];

async function savedNames(workplace: Workplace): Promise<string[]> {
  const rows = await workplace.rows('manifest');
  return rows.map(({ url }) => String(url).replace(/.*\//, '')).sort();
}

describe('with a browser', () => {
  needBrowser(installed);

  test('saves what only scripts show, and shows no page without need', async () => {
    await withSite(ROUTES, async (site) => {
      await withWorkplace(async (workplace) => {
        const ran = await workplace.crawl(site.url, '--render', 'auto');
        expect(ran.exitCode).toBe(0);
        expect(await savedNames(workplace)).toEqual(NAMES);
        expect(site.asked('/')).toHaveLength(1);
        expect(site.asked('/list.json')).toHaveLength(1);
        // The browser asked for no picture; the crawl did, with the cookies of page and script.
        expect(site.requests.filter(({ url }) => url.startsWith('/small'))).toEqual([]);
        const cookie = site.asked('/big/1.png')[0]?.headers.cookie;
        expect(cookie).toContain('visit=1');
        expect(cookie).toContain('script=2');
        // It looks like the session that fetched the page.
        const [asked] = site.asked('/');
        for (const path of ['/app.js', '/list.json'])
          expect(site.asked(path)[0]?.headers['user-agent']).toBe(asked?.headers['user-agent']);
      });
    });
  });

  test('signs in as the crawl does, and keeps no secret', async () => {
    const gate =
      (answer: Answer): Answer =>
      (exchange) => {
        const { headers } = exchange.request;
        const open =
          headers['x-key'] === 'secret-key' && headers.cookie?.includes('who=secret-who');
        return (open === true ? answer : status(403))(exchange);
      };
    const gated = Object.entries(ROUTES).map(([path, answer]) => [path, gate(answer)] as const);
    await withSite(Object.fromEntries(gated), async (site) => {
      await withWorkplace(async (workplace) => {
        const cookies = '127.0.0.1\tFALSE\t/\tFALSE\t0\twho\tsecret-who\n';
        await writeFile(join(workplace.folder, 'cookies.txt'), cookies);
        const signIn = ['--cookies', 'cookies.txt', '--header', 'X-Key: secret-key'];
        const ran = await workplace.crawl(site.url, '--render', 'auto', ...signIn);
        expect(ran.exitCode).toBe(0);
        expect(await savedNames(workplace)).toEqual(NAMES);
        for (const file of await workplace.files('storage')) {
          const bytes = await readFile(join(workplace.folder, 'storage', file), 'latin1');
          expect(bytes).not.toMatch(/secret-(?:key|who)/);
        }
      });
    });
  });

  test('inspect shows a page in a browser too', async () => {
    await withSite(ROUTES, async (site) => {
      await withWorkplace(async (workplace) => {
        const args = ['inspect', site.url, '--render', 'always', '--json'];
        const ran = await workplace.run(args);
        const { page: facts, candidates } = JSON.parse(ran.stdout) as PageInspection;
        expect(facts).toMatchObject({ rendered: true });
        const saved = candidates.filter(({ fate }) => fate === 'save').map(({ url }) => url);
        expect(saved).toContain(`${site.url}/big/2.png`);
      });
    });
  });

  test('without it, nothing of that is found', async () => {
    await withSite(ROUTES, async (site) => {
      await withWorkplace(async (workplace) => {
        await workplace.crawl(site.url);
        expect(await savedNames(workplace)).toEqual(['preview.png']);
        expect(site.asked('/app.js')).toHaveLength(0);
      });
    });
  });

  test('a stopped crawl leaves no browser, and is gone on with', async () => {
    const routes = { ...ROUTES, '/list.json': delayed(2_000, json(['1.png', '2.png'])) };
    await withSite(
      routes,
      async (site) => {
        await withWorkplace(async (workplace) => {
          const args = [site.url, '--name', 'test', '--render', 'auto'];
          const running = workplace.start(args);
          await workplace.until(
            () => Promise.resolve(site.asked('/list.json').length > 0),
            running,
          );
          const browsers = await browsersBelow(running.pid ?? 0);
          expect(browsers).toHaveLength(1);
          running.kill('SIGINT');
          running.kill('SIGINT');
          expect((await running.ended).exitCode).toBe(11);
          await workplace.until(() => Promise.resolve(!browsers.some(isAlive)));
          const again = await workplace.run(args);
          expect(again.exitCode).toBe(0);
          expect(await savedNames(workplace)).toEqual(NAMES);
        });
      },
      { mayLeaveOpen: true },
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is no such process.
    return false;
  }
}

test('a browser that is missing is told of before anything is made', async () => {
  await withWorkplace(async (workplace) => {
    await writeFile(join(workplace.folder, 'text'), '');
    const url = 'http://127.0.0.1:1/';
    for (const [args, sentence] of [
      [[url, '--render', 'auto', '--browser', 'text'], '--browser: text is not a program'],
      [['inspect', url, '--render', 'auto', '--browser', 'text'], 'text is not a program'],
      [[url, '--render', 'sometimes'], 'write never, auto or always'],
      [['inspect', 'text', '--render', 'always'], 'not saved files'],
    ] as const) {
      const ran = await workplace.run(args);
      expect(ran.stderr).toContain(sentence);
      expect(ran.exitCode).toBe(2);
    }
    expect(await workplace.files('.')).toEqual(['text']);
  });
});

test('the package that drives it is told of when it is missing', async () => {
  await withWorkplace(async (workplace) => {
    // A package that is not installed, to whoever imports it.
    const hook = join(workplace.folder, 'hook.mjs');
    await writeFile(
      hook,
      `import { register } from 'node:module';
       const code = \`export const resolve = (name, context, next) => {
         if (name !== 'playwright-core') return next(name, context);
         throw Object.assign(new Error('no package'), { code: 'ERR_MODULE_NOT_FOUND' });
       };\`;
       register('data:text/javascript,' + encodeURIComponent(code));`,
    );
    const running = workplace.start(['http://127.0.0.1:1/', '--render', 'always'], {
      through: ['env', `NODE_OPTIONS=--import=${hook}`],
    });
    running.stdin.end();
    const ran = await running.ended;
    expect(ran.stderr).toContain('npm install playwright-core');
    expect(ran.exitCode).toBe(2);
  });
});
