import { describe, expect, it } from 'vitest';
import { check, offeredBy } from './check.ts';
import { countHaul, pagesOf } from './peers.ts';
import { countingProxy } from './counting-proxy.ts';
import { withSite } from '../support/site.ts';
import type { Photograph } from './photographs.ts';

/** `path=content` for each file; the content stands in for its hash. */
const files = (...texts: string[]): Photograph[] =>
  texts.map((text) => {
    const [path = '', sha256 = ''] = text.split('=');
    return { path, sha256 };
  });

const gallery = {
  renditions: (path: string) => [path, `medium/${path}`, `thumbs/${path}`],
  publishesOriginals: true,
};
const photographs = files('a.jpg=A', 'b.jpg=B', 'again.jpg=A');
const site = files(
  'a.jpg=A',
  'thumbs/a.jpg=a',
  'b.jpg=B',
  'thumbs/b.jpg=b',
  'again.jpg=A',
  'up.png=u',
);
const offered = offeredBy(gallery, photographs, site);
const verdictOf = (...saved: string[]) => check(offered, site, files(...saved));

describe('the verdict on what was saved', () => {
  it('is good when each content was saved once, under any name', () => {
    expect(verdictOf('1.jpg=A', '2.jpg=B')).toEqual({
      originals: 2,
      saved: 2,
      missing: [],
      wrong: [],
      extra: { renditions: [], others: [] },
    });
  });

  it('counts renditions beside their originals and art of the theme as extra', () => {
    const { wrong, extra } = verdictOf('1=A', '2=B', '3=b', '4=u');
    expect({ wrong, extra }).toEqual({ wrong: [], extra: { renditions: ['3'], others: ['4'] } });
  });

  it('names a photograph that is missing', () => {
    expect(verdictOf('1=A').missing).toEqual(['b.jpg']);
  });

  it.each([
    ['a rendition in place of its original', ['1=A', '2=b'], '2: in place of b.jpg'],
    ['a second copy', ['1=A', '2=B', '3=B'], '3: saved twice'],
    ['a file cut short', ['1=A', '2=B', '3=?'], '3: the site has no such bytes'],
  ])('calls %s wrong', (_what, saved, sentence) => {
    expect(verdictOf(...saved).wrong).toEqual([sentence]);
  });
});

describe('what a gallery offers', () => {
  it('is the best rendition, where it publishes no originals', () => {
    const scaled = files('medium/b.jpg=m', 'thumbs/b.jpg=t');
    const only = { ...gallery, publishesOriginals: false };
    expect(offeredBy(only, files('b.jpg=B'), scaled)).toEqual([
      { path: 'b.jpg', best: 'm', smaller: ['t'] },
    ]);
  });

  it('is found under the name that the software gave it', () => {
    const renamed = files('originals/b_1.jpg=B', 'thumbs/b_1.jpg=t');
    const renditions = (path: string) => [path, path.replace('originals', 'thumbs')];
    expect(offeredBy({ ...gallery, renditions }, files('b.jpg=B'), renamed)).toEqual([
      { path: 'b.jpg', best: 'B', smaller: ['t'] },
    ]);
  });

  it('is not what the software passes over, though its file is there', () => {
    const both = files('b.jpg=B', 'c.webp=C');
    const shows = ({ path }: Photograph) => !path.endsWith('.webp');
    expect(offeredBy({ ...gallery, shows }, both, both).map(({ path }) => path)).toEqual(['b.jpg']);
  });

  it.each([
    ['nothing', []],
    ['a rendition only', files('thumbs/b.jpg=t')],
    ['a changed original', files('b.jpg=x')],
  ])('must not be %s', (_what, published) => {
    expect(() => offeredBy(gallery, files('b.jpg=B'), published)).toThrow('does not publish b.jpg');
  });
});

describe('what another program brought', () => {
  it('counts each original once, and every other picture as an extra', () => {
    const brought = files('b.jpg=B', 'again/b.jpg=B', 'thumbs/b.jpg=b', 'up.png=u');
    expect(countHaul(offered, brought)).toEqual({ found: 1, extras: 3 });
  });
});

describe('the pages of a gallery', () => {
  const site = files('index.html=1', 'a & b/index.html=2', 'a & b/1.jpg=3');

  it('are its files of HTML', () => {
    expect(pagesOf(site, false)).toEqual(['index.html', 'a%20%26%20b/index.html']);
  });

  it('are its folders, where a server lists them', () => {
    expect(pagesOf(site, true)).toEqual(['', 'a%20%26%20b/']);
  });
});

describe('the proxy that counts', () => {
  it('passes on what the server answers, and counts what it was asked', async () => {
    await withSite(
      ({ request, response }) => {
        response.end(`${request.headers.host ?? ''}${request.url ?? ''}`);
      },
      async (site) => {
        const proxy = await countingProxy(Number(new URL(site.url).port));
        const texts = [];
        for (const path of ['a%20b', 'c']) texts.push(await (await fetch(proxy.url + path)).text());
        const requests = proxy.requests();
        await proxy.stop();
        const host = new URL(proxy.url).host;
        expect({ texts, requests }).toEqual({
          texts: [`${host}/a%20b`, `${host}/c`],
          requests: 2,
        });
      },
    );
  });
});
