/** Built-in recipes, on pages that are made as the software makes them; and that the generic rules do not do as well. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { extractDocument, parsePage } from '../../src/extract/index.ts';
import { BUILTIN_RECIPES } from '../../src/recipes/builtin/index.ts';
import { links, pictures, readBy } from './helpers.ts';

interface Case {
  file: string;
  url: string;
  recipe: string;
  saved: string[];
  followed?: string[];
}

const CASES: Case[] = [
  {
    file: 'piwigo.html',
    url: 'https://site.test/picture.php?/12/category/3',
    recipe: 'piwigo',
    saved: [
      [
        '/action.php?id=12&part=e&download',
        '/i.php?/upload/2024/05/01/20240501-ab12-xl.jpg',
        '/_data/i/upload/2024/05/01/20240501-ab12-me.jpg',
        '/_data/i/upload/2024/05/01/20240501-ab12-sm.jpg',
      ].join(' < '),
    ],
  },
  {
    file: 'coppermine.html',
    url: 'https://site.test/displayimage.php?album=3&pid=12',
    recipe: 'coppermine',
    saved: ['/albums/userpics/10001/lighthouse.jpg < /albums/userpics/10001/normal_lighthouse.jpg'],
  },
  {
    file: 'coppermine-overlay.html',
    url: 'https://site.test/displayimage.php?album=3&pid=12',
    recipe: 'coppermine',
    saved: ['/albums/userpics/10001/lighthouse.jpg < /albums/userpics/10001/normal_lighthouse.jpg'],
  },
  {
    file: 'chevereto.html',
    url: 'https://site.test/image/lighthouse.Aa',
    recipe: 'chevereto',
    saved: ['/2024/05/01/lighthouse.jpg < /2024/05/01/lighthouse.md.jpg'],
  },
  {
    file: 'chevereto-no-download.html',
    url: 'https://site.test/image/lighthouse.Aa',
    recipe: 'chevereto',
    saved: ['/2024/05/01/lighthouse.jpg < /2024/05/01/lighthouse.md.jpg'],
  },
  {
    file: 'zenphoto.html',
    url: 'https://site.test/index.php?album=coast&image=lighthouse.jpg',
    recipe: 'zenphoto',
    saved: [
      '/zp-core/full-image.php?a=coast&i=lighthouse.jpg&q=75&wmk=%21&dsp=Protected+view&check=9a1c < /cache/coast/lighthouse_595.jpg?cached=1714550400',
    ],
  },
  {
    file: 'fgallery.html',
    url: 'https://site.test/coast/',
    recipe: 'fgallery',
    saved: [],
    followed: ['/coast/data.json'],
  },
];

test.each(CASES)('$file', async ({ file, url, recipe: name, saved, followed = [] }) => {
  const html = await readFile(new URL(`../fixtures/recipes/${file}`, import.meta.url), 'utf8');
  const document = { kind: 'html', $: await parsePage(html), url } as const;
  const matching = BUILTIN_RECIPES.filter((recipe) => recipe.matches(document) === true);
  expect(matching.map((recipe) => recipe.name)).toEqual([name]);
  const generic = await extractDocument(document);
  if (saved.length > 0) expect(pictures(generic)).not.toEqual(saved);
  else expect([...pictures(generic), ...links(generic)]).toEqual([]);
  for (const recipe of matching) {
    const { content, warnings } = await readBy(recipe, html, url);
    expect(pictures(content)).toEqual(saved);
    expect(links(content)).toEqual(expect.arrayContaining(followed));
    expect(warnings).toEqual([]);
  }
});

/** What other software writes, and the one original that the generic rules are to find. */
const NEED_NONE: [string, string, string][] = [
  [
    'Gallery 3, a photo',
    `<body id="g-photo-id-5"><div id="g-photo"><a href="/var/albums/coast/boat.jpg?m=17" class="g-fullsize-link"
     title="View full size"><img class="g-resize" src="/var/resizes/coast/boat.jpg?m=17" alt="Boat"></a></div>`,
    '/var/albums/coast/boat.jpg?m=17',
  ],
  [
    'thumbsup',
    `<ul id="media"><li data-src="media/large/coast/boat.jpg" data-download-url="media/original/boat.jpg">
     <a href="media/original/boat.jpg"><img src="media/thumbs/coast/boat.jpg" alt="boat.jpg"></a></li></ul>`,
    '/media/original/boat.jpg',
  ],
  [
    'PhotoSwipe',
    `<div class="pswp-gallery"><a data-pswp-src="/photos/boat.jpg" data-pswp-width="3000" data-pswp-height="2000"
     href="#"><img src="/photos/preview-1.jpg" alt="Boat"></a></div>`,
    '/photos/boat.jpg',
  ],
  [
    'vichan, a post',
    `<div class="file"><p class="fileinfo">File: <a href="/b/src/171.jpg">171.jpg</a> <span>(<a href="/b/src/171.jpg"
     download="boat.jpg">boat.jpg</a>)</span></p><a href="/b/src/171.jpg" target="_blank"><img class="post-image"
     src="/b/thumb/171.png" alt=""></a></div>`,
    '/b/src/171.jpg',
  ],
  [
    'MediaWiki, the page of a file',
    `<meta name="generator" content="MediaWiki 1.42.1"><div class="fullImageLink" id="file"><a
     href="/images/a/ab/Boat.jpg"><img alt="File:Boat.jpg" src="/images/thumb/a/ab/Boat.jpg/800px-Boat.jpg"></a></div>
     <div class="fullMedia"><a href="/images/a/ab/Boat.jpg" class="internal">Original file</a></div>`,
    '/images/a/ab/Boat.jpg',
  ],
];

test.each(NEED_NONE)('%s needs none', async (_, html, original) => {
  const document = { kind: 'html', $: await parsePage(html), url: 'https://site.test/' } as const;
  expect(BUILTIN_RECIPES.map((recipe) => recipe.matches(document))).not.toContain(true);
  const { pictures: found } = await extractDocument(document);
  expect(found.map(({ chosen }) => chosen.url)).toEqual([`https://site.test${original}`]);
});

test('none looks at a page so large that it cannot be of one picture', async () => {
  const html = await readFile(
    new URL('../fixtures/recipes/zenphoto.html', import.meta.url),
    'utf8',
  );
  const large = html.replace('<body>', `<body>${'<p></p>'.repeat(20_000)}`);
  const document = { kind: 'html', $: await parsePage(large), url: 'https://site.test/' } as const;
  expect(BUILTIN_RECIPES.map((recipe) => recipe.matches(document))).not.toContain(true);
});
