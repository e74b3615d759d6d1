/** Pages that try to spoil a crawl, through the real command line: each URL ends as it should, and all adds up. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import {
  page,
  picture,
  redirect,
  sequence,
  status,
  withSite,
  type Answer,
  type Site,
} from '../support/site.ts';

const image = (seed: number) => picture(png(8, 8, seed));
const MIB = 1024 * 1024;

/** Writes a piece over and over, until it has written so much or the client goes away. */
function flood(piece: Buffer, bytes: number, headers: Record<string, string> = {}): Answer {
  return async ({ response }) => {
    response.setMaxListeners(0);
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length) {
      if (response.write(piece)) continue;
      await new Promise<void>((resolve) => {
        response.once('drain', resolve).once('close', resolve);
      });
    }
    response.end();
  };
}

interface Ended {
  failed: Record<string, unknown>;
  skipped: Record<string, unknown>;
  saved: string[];
}

/** How each URL ended, by path; checks that nothing is missing in the sums. */
async function endOf(workplace: Workplace, site: Site): Promise<Ended> {
  const path = (row: Record<string, unknown>) => String(row['url']).replace(site.url, '');
  const counts = await workplace.status();
  for (const sums of [counts, counts.pages]) expect(sums.pending).toBe(0);
  expect(counts.saved + counts.duplicate + counts.skipped + counts.failed).toBe(counts.queued);
  expect(counts.pages.crawled + counts.pages.skipped + counts.pages.failed).toBe(
    counts.pages.queued,
  );
  expect((await workplace.files()).filter((name) => name.endsWith('.part'))).toEqual([]);
  const by = async (what: string, column: string) =>
    Object.fromEntries((await workplace.rows(what)).map((row) => [path(row), row[column]]));
  return {
    failed: await by('failures', 'code'),
    skipped: await by('skipped', 'rule'),
    saved: (await workplace.rows('manifest')).map(path).sort(),
  };
}

test('bodies without end or beyond the limit fail as too large, in bounded memory', async () => {
  const zeros = gzipSync(Buffer.alloc(64 * MIB));
  const routes = {
    '/': page(
      '<img src=/a.png><a href=/endless>1</a><a href=/bomb>2</a><a href=/fifty>3</a><a href=/announced>4</a>',
    ),
    '/endless': flood(Buffer.alloc(MIB, '<p>text</p>'), 1024 * MIB),
    // 160 members of 64 MiB each, one after another, are 10 GiB in 10 MiB (RFC 1952 §2.2).
    '/bomb': flood(zeros, 160 * zeros.length, { 'content-encoding': 'gzip' }),
    '/fifty': flood(Buffer.alloc(MIB, '<b>'), 50 * MIB),
    '/announced': flood(Buffer.alloc(MIB, ' '), 50 * MIB, { 'content-length': String(50 * MIB) }),
    '/a.png': image(1),
  };
  await withSite(routes, (site) =>
    withWorkplace(async (workplace) => {
      const note = join(workplace.folder, 'memory');
      const script = `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(note)}, String(process.resourceUsage().maxRSS)))`;
      process.env['NODE_OPTIONS'] =
        `--import=data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('/'); ${script}`)}`;
      try {
        expect((await workplace.crawl(site.url)).exitCode).toBe(8);
      } finally {
        delete process.env['NODE_OPTIONS'];
      }
      expect(Number(await readFile(note, 'utf8')) / 1024).toBeLessThan(400);
      expect(await endOf(workplace, site)).toMatchObject({
        failed: {
          '/endless': 'too_large',
          '/bomb': 'too_large',
          '/fifty': 'too_large',
          '/announced': 'too_large',
        },
        saved: ['/a.png'],
      });
      for (const path of ['/endless', '/bomb', '/fifty', '/announced'])
        expect(site.asked(path)).toHaveLength(1);
      expect(site.openRequests).toBe(0);
    }),
  );
});

test('markup that is made to be slow holds nothing up', async () => {
  const hostile = {
    nested: '<div>'.repeat(40_000) + '<img src=/deep.png>',
    closers: '<b>'.repeat(100_000) + '</i>'.repeat(2_000_000),
    attributes: `<a ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}`).join(' ')}>`,
    bold: '<b>'.repeat(8_000_000),
    value: `<img src="${'x'.repeat(20_000_000)}">`,
  };
  const names = Object.keys(hostile);
  await withSite(
    {
      '/': page(`<img src=/a.png>${names.map((name) => `<a href=/${name}>x</a>`).join('')}`),
      ...Object.fromEntries(
        Object.entries(hostile).map(([name, html]) => [`/${name}`, page(html)]),
      ),
      '/a.png': image(1),
      '/deep.png': image(2),
    },
    (site) =>
      withWorkplace(async (workplace) => {
        const ran = await workplace.crawl(site.url);
        expect(ran.exitCode).toBe(0);
        expect(ran.stderr).toContain('/bold has more elements, pictures or links');
        const ended = await endOf(workplace, site);
        expect(ended.failed).toEqual({});
        expect(ended.saved).toEqual(['/a.png', '/deep.png']);
        expect((await workplace.status()).pages.crawled).toBe(6);
      }),
  );
});

test('Chinese and Japanese pages, rightly, wrongly or not declared: their pictures are saved', async () => {
  const gbk = (hex: string) => Buffer.from(hex, 'hex');
  // "图片/猫.png" and "絵/猫.png", and a title of a sentence each, for the guess.
  const chinese = [
    gbk('bbadc0c8a3bac3a8bacdb9b7b5c4d5d5c6aca3acb4baccecb5c4b9abd4b0'),
    gbk('cdbcc6ac2fc3a82e706e67'),
  ] as const;
  const japanese = [
    gbk('834d83838389838a815b8146944c82c68ca282cc8eca905e81418f7482cc8cf68980'),
    gbk('8a472f944c2e706e67'),
  ] as const;
  const answer = (
    [title, path]: readonly [Buffer, Buffer],
    number: number,
    type: string,
    head = '',
  ): Answer =>
    status(
      200,
      { 'content-type': type },
      Buffer.concat([
        Buffer.from(`<html><head>${head}<title>`),
        title,
        Buffer.from(`</title></head><img alt="`),
        title,
        Buffer.from(`" src="/${number}/`),
        path,
        Buffer.from(`"><img src="/q.png?n=${number}&amp;s=`),
        path,
        Buffer.from('">'),
      ]),
    );
  const pages = [
    answer(chinese, 0, 'text/html; charset=gb2312'),
    answer(chinese, 1, 'text/html', '<meta charset=gbk>'),
    answer(chinese, 2, 'text/html'),
    answer(chinese, 3, 'text/html; charset=utf-8'),
    answer(japanese, 4, 'text/html; charset=Shift_JIS'),
    answer(
      japanese,
      5,
      'text/html',
      '<meta http-equiv=content-type content="text/html; charset=x-sjis">',
    ),
    answer(japanese, 6, 'text/html'),
    answer(japanese, 7, 'text/html; charset=utf-8'),
  ];
  const want = pages.flatMap((_, n) => [
    n < 4 ? `/${n}/%E5%9B%BE%E7%89%87/%E7%8C%AB.png` : `/${n}/%E7%B5%B5/%E7%8C%AB.png`,
    n < 4 ? `/q.png?n=${n}&s=%CD%BC%C6%AC/%C3%A8.png` : `/q.png?n=${n}&s=%8AG/%94L.png`,
  ]);
  await withSite(
    (exchange) => {
      const { url } = exchange.logged;
      if (url === '/') return page(pages.map((_, n) => `<a href=/g/${n}>x</a>`).join(''))(exchange);
      const number = /^\/g\/(\d)$/.exec(url)?.[1];
      if (number !== undefined) return pages[Number(number)]?.(exchange);
      return want.includes(url) ? image(want.indexOf(url))(exchange) : status(404)(exchange);
    },
    (site) =>
      withWorkplace(async (workplace) => {
        expect((await workplace.crawl(site.url)).exitCode).toBe(0);
        expect(await endOf(workplace, site)).toEqual({
          failed: {},
          skipped: {},
          saved: [...want].sort(),
        });
        const files = await workplace.files();
        expect(files.filter((name) => name.endsWith('-猫.png'))).toHaveLength(8);
        const alts = (await workplace.rows('manifest')).map((row) => row['alt']);
        expect(alts.filter((alt) => alt === '画廊：猫和狗的照片，春天的公园')).toHaveLength(4);
        expect(alts.filter((alt) => alt === 'ギャラリー：猫と犬の写真、春の公園')).toHaveLength(4);
      }),
  );
});

test('refreshes, logins, traps and faults: each page in its state', async () => {
  const login = '<form action=/session><input name=u><input type=password name=p></form>';
  const box = `<form action=/login>${login}</form>`;
  let days = 0;
  const routes: Record<string, Answer> = {
    '/': page(`
      <a href=/hop>1</a> <a href=/members/>2</a> <a href=/boxed>3</a> <a href=/shaky>4</a> <a href=/broken>5</a>
      <a href=/self>6</a> <a href=/loop1>7</a> <a href=/calendar?d=0>8</a> <a href=/typed>9</a> <a href=/plain>10</a>
      <a href=/empty>11</a> <a href=/gone>12</a>
      <a href=/viewer><img src=/thumb.png></a>`),
    '/hop': page('<meta http-equiv=refresh content="0; url=/landing">'),
    '/landing': page('<img src=/landing.png>'),
    '/members/': redirect('/login?next=/members/'),
    '/viewer': redirect('/login?next=/viewer'),
    '/login': page(login),
    '/boxed': page(`${box}<img src=/boxed.png>`),
    '/shaky': sequence([status(500), status(500), page('<img src=/shaky.png>')]),
    '/broken': status(500),
    '/self': page('<a href=/self>a</a><a href=#x>b</a><a href="?">c</a><a href=/self#y>d</a>'),
    '/loop1': page('<meta http-equiv=refresh content="0; url=/loop2">'),
    '/loop2': page('<meta http-equiv=refresh content="0; url=/loop1">'),
    '/calendar': (exchange) => page(`<a href="/calendar?d=${++days}">next</a>`)(exchange),
    '/typed': status(200, { 'content-type': 'application/json' }, '{}'),
    '/plain': status(200, { 'content-type': 'image/png' }, png(8, 8, 9)),
    '/empty': page(''),
    '/gone': status(410),
  };
  for (const [seed, name] of ['landing', 'boxed', 'shaky', 'thumb'].entries())
    routes[`/${name}.png`] = image(seed + 20);
  await withSite(routes, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(site.url);
      expect(ran.exitCode).toBe(8);
      const ended = await endOf(workplace, site);
      expect(ended.failed).toEqual({
        '/members/': 'login_required',
        '/viewer': 'login_required',
        '/broken': 'server_error',
        '/gone': 'not_found',
      });
      expect(ended.saved).toEqual([
        '/boxed.png',
        '/landing.png',
        '/plain',
        '/shaky.png',
        '/thumb.png',
      ]);
      expect(ended.skipped).toMatchObject({ '/typed': 'not_html', '/plain': 'not_html' });
      expect(Object.values(ended.skipped).filter((rule) => rule === 'barren')).toHaveLength(1);
      expect(site.asked('/calendar').length).toBeLessThan(30);
      expect(site.asked('/self')).toHaveLength(1);
      for (const path of ['/loop1', '/loop2', '/landing']) expect(site.asked(path)).toHaveLength(1);
      const failure = (await workplace.rows('failures')).find((row) =>
        String(row['url']).endsWith('/members/'),
      );
      expect(failure).toMatchObject({ attempts: 1 });
      expect(String(failure?.['message'])).toContain('/login');
    }),
  );
});

test('pages that are refused leave their connections to the next', async () => {
  const count = 60;
  const links = Array.from({ length: count }, (_, at) => `<a href="/${at}">${at}</a>`).join('');
  const gone = status(404, { 'content-type': 'text/html' }, 'not here');
  await withSite({ '/': page(links), '*': gone }, (site) =>
    withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(8);
      expect(site.requests.length).toBeGreaterThan(count);
      expect(site.connections).toBeLessThan(20);
    }),
  );
});
