/** Recipes in a crawl, on a real site. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfigFile } from '../../src/config/file.ts';
import { EXTENSIONS } from '../../src/crawl/extensions.ts';
import * as pixhaul from '../../src/index.ts';
import { inFolder, runIn, type OwnCrawl } from '../crawl/own-crawl.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite, type Routes, type Site } from '../support/site.ts';

const viewer = (num: number, name: string) =>
  page(`<title>Boats</title><img src="/banner.png"><figure><a class=original href="/o/${num}">
    <img src="/m/${num}.png"></a><figcaption>${name}</figcaption></figure><a href="/about">about</a>`);

const boats: Routes = {
  '/': page('<a class=album href="/one">One</a> <a href="/about">about</a><img src="/banner.png">'),
  '/one': ({ request, response }) => {
    response.setHeader('content-type', 'text/html');
    const thumb = (num: number) => `<a class=thumb href="/v/${num}"><img src="/t/${num}.png"></a>`;
    response.end(
      request.url === '/one' ? `${thumb(1)}<a class=older href="/one?from=2">o</a>` : thumb(2),
    );
  },
  '/v/1': viewer(1, 'Red boat'),
  '/v/2': viewer(2, 'Blue boat'),
  '/about': page('<img src="/team.png">'),
  '/banner.png': picture(png(20, 20, 9)),
  '/team.png': picture(png(20, 20, 8)),
};
for (const num of [1, 2]) {
  boats[`/o/${num}`] = picture(png(40, 40, num));
  boats[`/m/${num}.png`] = picture(png(30, 30, num));
  boats[`/t/${num}.png`] = picture(png(20, 20, num));
}

type Recipe = (site: Site) => pixhaul.CrawlSettings | Promise<pixhaul.CrawlSettings>;

function crawl(settings: Recipe, warnings: string[] = []): Promise<OwnCrawl> {
  return withSite(boats, (site) =>
    inFolder(async (folder) =>
      runIn(folder, { start: [`${site.url}/`], ...(await settings(site)) }, {}, (own) =>
        own.on('warning', ({ code }) => warnings.push(code)),
      ),
    ),
  );
}

test('the dozen lines of docs/recipes.md, as they stand there', async () => {
  const docs = await readFile(new URL('../../docs/recipes.md', import.meta.url), 'utf8');
  const [, code = ''] = /```ts\n(.*?)```/s.exec(docs) ?? [];
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(13);
  const { files, manifest } = await crawl((site) =>
    inFolder(async (folder) => {
      const path = join(folder, 'pixhaul.config.ts');
      await writeFile(path, code.replace('boats.example.org', new URL(site.url).host));
      const modules = () => Promise.resolve({ pixhaul });
      return loadConfigFile(path, { folder, environment: {}, extensions: EXTENSIONS, modules });
    }),
  );
  expect(files).toEqual(['Blue boat.png', 'Red boat.png']);
  expect(manifest.map(({ url }) => new URL(url).pathname).sort()).toEqual(['/o/1', '/o/2']);
});

test('a recipe that finds nothing warns once, and one that throws fails its pages by name', async () => {
  const warnings: string[] = [];
  const { failures } = await crawl(
    () => ({
      recipes: [
        pixhaul.defineRecipe({
          id: 'bad',
          match: '*/v/*',
          pictures: () => {
            throw new Error('no such thing');
          },
        }),
        pixhaul.defineRecipe({ id: 'empty', match: '*', pictures: 'a.gone' }),
      ],
    }),
    warnings,
  );
  expect(warnings).toEqual(['recipe_empty']);
  expect(failures.map(({ url, code }) => `${new URL(url).pathname} ${code}`).sort()).toEqual([
    '/v/1 hook_failed',
    '/v/2 hook_failed',
  ]);
  expect(failures[0]?.message).toBe('recipe "bad" threw: no such thing');
});

test('a selector that is none ends the crawl before it begins', async () => {
  const recipes = [pixhaul.defineRecipe({ match: '*', pictures: 'a[' })];
  await expect(crawl(() => ({ recipes }))).rejects.toMatchObject({ code: 'invalid_option' });
});

test('a page of fgallery, which is empty: its pictures are those of data.json', async () => {
  const html = await readFile(new URL('../fixtures/recipes/fgallery.html', import.meta.url));
  const data = {
    version: '1.9',
    data: [1, 2].map((num) => ({
      img: [`imgs/${num}.png`, [40, 40]],
      thumb: [`thumbs/${num}.png`, [10, 10]],
    })),
  };
  const routes: Routes = {
    '/coast/': page(html.toString()),
    '/coast/data.json': ({ response }) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(data));
    },
  };
  for (const num of [1, 2]) {
    routes[`/coast/imgs/${num}.png`] = picture(png(40, 40, num));
    routes[`/coast/thumbs/${num}.png`] = picture(png(10, 10, num));
  }
  await withSite(routes, (site) =>
    inFolder(async (folder) => {
      const { manifest } = await runIn(folder, { start: [`${site.url}/coast/`] });
      expect(manifest.map(({ url }) => url.replace(site.url, '')).sort()).toEqual([
        '/coast/imgs/1.png',
        '/coast/imgs/2.png',
      ]);
      await inFolder(async (other) => {
        const without = { start: [`${site.url}/coast/`], builtinRecipes: false };
        expect((await runIn(other, without)).manifest).toEqual([]);
      });
    }),
  );
});

test('a recipe for JSON', async () => {
  const routes: Routes = {
    '/api': ({ request, response }) => {
      response.setHeader('content-type', 'application/json');
      const first = request.url === '/api';
      const id = first ? 7 : 8;
      response.end(JSON.stringify({ hits: [{ id, label: `No ${id}` }], more: first ? 1 : null }));
    },
    '/raw/7': picture(png(20, 20, 7)),
    '/raw/8': picture(png(20, 20, 8)),
  };
  interface Answer {
    hits: { id: number; label: string }[];
    more: number | null;
  }
  const recipe = pixhaul.defineRecipe({
    match: '*/api*',
    pictures: ({ json }) =>
      (json as Answer).hits.map(({ id, label }) => ({ url: `/raw/${id}`, name: label })),
    next: ({ json }) => ((json as Answer).more === null ? undefined : '/api?page=2'),
  });
  await withSite(routes, (site) =>
    inFolder(async (folder) => {
      const { files } = await runIn(folder, { start: [`${site.url}/api`], recipes: [recipe] });
      expect(files).toEqual(['No 7.png', 'No 8.png']);
    }),
  );
});

test('a gallery of Piwigo: originals where visitors may have them, else the largest size, in their places', async () => {
  const head = '<meta name="generator" content="Piwigo (aka PWG), see piwigo.org">';
  const routes: Routes = {
    '/index.php': page(
      `${head}<ul id="thumbnails">${[1, 2]
        .map(
          (num) =>
            `<li><a href="picture.php?/${num}/category/3"><img src="_data/i/upload/${num}-th.png" alt="${num}"></a></li>`,
        )
        .join('')}</ul>`,
    ),
    '/picture.php': ({ request, response }) => {
      const num = /\?\/(\d)/.exec(request.url ?? '')?.[1] ?? '';
      response.setHeader('content-type', 'text/html');
      response.end(`${head}<div id="derivativeSwitchBox">${['sm', 'me', 'xl']
        .map(
          (size) =>
            `<a href="javascript:changeImgSrc('_data/i/upload/${num}-${size}.png','a','a')">s</a>`,
        )
        .join('')}</div><a href="action.php?id=${num}&amp;part=e&amp;download">Download</a>
        <img id="theMainImage" src="_data/i/upload/${num}-me.png" alt="${num}.png">`);
    },
    '/action.php': (exchange) =>
      exchange.request.url?.includes('id=1') === true
        ? picture(png(60, 60, 1))(exchange)
        : void exchange.response.writeHead(404).end(),
  };
  for (const num of [1, 2]) {
    for (const [index, size] of ['th', 'sm', 'me', 'xl'].entries())
      routes[`/_data/i/upload/${num}-${size}.png`] = picture(png(10 + index, 10, num));
  }
  await withSite(routes, (site) =>
    inFolder(async (folder) => {
      const start = [`${site.url}/index.php?/category/3`];
      const { manifest } = await runIn(folder, { start, filename: '{num}.{ext}' });
      const saved = manifest.map(
        ({ final_url: url, file_name: file }) => `${file} ${url.replace(site.url, '')}`,
      );
      expect(saved.sort()).toEqual([
        '001.png /action.php?id=1&part=e&download',
        '002.png /_data/i/upload/2-xl.png',
      ]);
    }),
  );
});
