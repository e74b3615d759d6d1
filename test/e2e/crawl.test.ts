/** The main job through the real command line, against real servers. */
import { createHash } from 'node:crypto';
import { cp, readFile, rename, rm, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { gif, jpeg, png } from '../support/pictures.ts';
import {
  chunkedWithoutEnd,
  cookieGate,
  delayed,
  page,
  picture,
  redirect,
  resetAfter,
  sequence,
  short,
  stallInBody,
  status,
  withSite,
  type Routes,
} from '../support/site.ts';

const a = png(32, 32, 1);
const b = jpeg(40, 30, 2);
const c = gif(16, 16, 3);

/** The tests' other sites are on this machine too, where a stranger's page may not lead. */
const LOOPBACK = ['--allow-private', '127.0.0.0/8', '--allow-private', '::1'];

test('originals are saved under true names, thumbnails are not, and it all adds up', async () => {
  const routes: Routes = {
    '/cats/x/full/a.jpg': picture(a, 'image/jpeg'),
    '/big/b': picture(b, 'image/jpeg', { etag: '"b1"' }),
    '/cats/c%20d.gif': picture(c, 'image/gif'),
    // Late, so that which of the two is the duplicate does not depend on chance.
    '/copy.png': delayed(500, picture(a)),
  };
  await withSite(routes, async (site) => {
    const host = new URL(site.url).host;
    site.change({
      ...routes,
      '/cats/': (exchange) =>
        exchange.logged.url.includes('page=2')
          ? page('<img src="/copy.png"><img src="/missing.png">')(exchange)
          : page(
              `<base href="/cats/x/"><a href="full/a.jpg"><img src="thumb/a.jpg" alt="A &amp; B"></a>
               <img src="b-small" srcset="b-small 100w, /big/b?size=l 800w">
               <img data-src="//${host}/cats/c%20d.gif" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
               <a rel="next" href="/cats/?page=2">next</a>`,
            )(exchange),
    });
    await withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(`${site.url}/cats/`);
      expect(ran.exitCode).toBe(8);
      expect(ran.stdout).toBe('');
      const folder = host.replace(':', '_');
      expect(await workplace.files()).toEqual(
        [
          `${folder}/cats/001-a.png`,
          `${folder}/cats/002-b-size-l.jpg`,
          `${folder}/cats/003-c d.gif`,
        ].sort(),
      );
      expect(site.asked('/cats/x/thumb/a.jpg')).toEqual([]);
      expect(site.asked('/cats/x/b-small')).toEqual([]);
      expect(await workplace.status()).toMatchObject({
        queued: 6,
        saved: 3,
        duplicate: 1,
        skipped: 1,
        failed: 1,
        pending: 0,
        bytes: a.length + b.length + c.length,
        pages: { queued: 2, crawled: 2, failed: 0, pending: 0 },
        failures: { not_found: 1 },
      });
      const manifest = await workplace.rows('manifest');
      expect(manifest.find((row) => String(row['url']).endsWith('a.jpg'))).toMatchObject({
        page_url: `${site.url}/cats/`,
        file_name: `${folder}/cats/001-a.png`,
        sha256: createHash('sha256').update(a).digest('hex'),
        bytes: a.length,
        width: 32,
        height: 32,
        media_type: 'image/png',
        alt: 'A & B',
        etag: null,
      });
      expect(manifest.find((row) => String(row['url']).includes('/big/b'))?.['etag']).toBe('"b1"');
      expect(await workplace.rows('duplicates')).toMatchObject([
        { url: `${site.url}/copy.png`, duplicate_of: `${site.url}/cats/x/full/a.jpg` },
      ]);
      expect(await workplace.rows('skipped')).toMatchObject([{ rule: 'data_url' }]);
    });
  });
});

test('a finished crawl run again asks for nothing, and moves to another folder', async () => {
  await withSite({ '/': page('<img src="a.png">'), '/a.png': picture(a) }, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      const asked = site.requests.length;
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      const moved = join(workplace.folder, 'elsewhere');
      await mkdir(moved);
      await cp(join(workplace.folder, 'storage'), join(moved, 's'), { recursive: true });
      await rename(join(workplace.folder, 'pictures'), join(moved, 'p'));
      await rm(join(workplace.folder, 'storage'), { recursive: true });
      const again = await workplace.crawl(
        site.url,
        '--storage',
        'elsewhere/s',
        '-d',
        'elsewhere/p',
      );
      expect(again.exitCode).toBe(0);
      expect(site.requests.length).toBe(asked);
    });
  });
});

test('each fault ends in its code; what can be mended by trying again is', async () => {
  const faults: Routes = {
    '/': page(
      ['missing', 'html', 'empty', 'short', 'chunked', 'reset', 'stalled', 'busy', 'error', 'json']
        .map((name) => `<img src="/${name}.png">`)
        .join(''),
    ),
    '/missing.png': status(404),
    '/html.png': picture(Buffer.from('<!doctype html><h1>Hello</h1>'), 'image/png'),
    '/json.png': picture(Buffer.from('{"error":"no"}'), 'image/png'),
    '/empty.png': picture(Buffer.alloc(0)),
    '/short.png': short(a.subarray(0, 60), a.length),
    '/chunked.png': chunkedWithoutEnd(a.subarray(0, 60)),
    '/reset.png': sequence([resetAfter(a.subarray(0, 60)), picture(a)]),
    '/stalled.png': stallInBody(a.subarray(0, 60), a.length),
    '/busy.png': sequence([status(503), status(503), picture(b, 'image/jpeg')]),
    '/error.png': status(500),
  };
  await withSite(
    faults,
    async (site) => {
      await withWorkplace(async (workplace) => {
        const ran = await workplace.crawl(site.url, '--stall-timeout', '300ms');
        expect(ran.exitCode).toBe(8);
        const failures = Object.fromEntries(
          (await workplace.rows('failures')).map((row) => [
            new URL(String(row['url'])).pathname,
            row,
          ]),
        );
        const brief = Object.entries(failures).map(([path, row]) => [
          path,
          row['code'],
          row['attempts'],
        ]);
        expect(brief.sort()).toEqual([
          ['/chunked.png', 'truncated', 3],
          ['/empty.png', 'empty_body', 3],
          ['/error.png', 'server_error', 3],
          ['/html.png', 'not_a_picture', 1],
          ['/json.png', 'not_a_picture', 1],
          ['/missing.png', 'not_found', 1],
          ['/short.png', 'truncated', 3],
          ['/stalled.png', 'stalled', 3],
        ]);
        expect(failures['/error.png']).toMatchObject({
          http_status: 500,
          page_url: `${site.url}/`,
        });
        expect(failures['/error.png']?.['errors']).toHaveLength(3);
        const files = await workplace.files();
        expect(files.some((file) => file.endsWith('.part'))).toBe(false);
        expect(files).toHaveLength(2);
        expect(await workplace.status()).toMatchObject({
          queued: 10,
          saved: 2,
          failed: 8,
          pending: 0,
        });

        site.change({ ...faults, '/missing.png': picture(c, 'image/gif') });
        const retried = await workplace.run(['retry', '--code', 'not_found']);
        expect(retried.exitCode).toBe(8);
        expect(await workplace.status()).toMatchObject({ saved: 3, failed: 7, pending: 0 });
      });
    },
    { mayLeaveOpen: true },
  );
});

test("a page's cookie goes with its pictures, and so does its address", async () => {
  const routes: Routes = {
    '/': page('<img src="/a.png">', { 'set-cookie': 'gate=open; Path=/' }),
    '/a.png': cookieGate(picture(a)),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      expect(site.asked('/a.png')[0]?.headers).toMatchObject({
        cookie: 'gate=open',
        referer: `${site.url}/`,
      });
    });
  });
});

test('a session that is refused is retired: the next try comes as another visitor', async () => {
  const routes: Routes = {
    '/': page('<img src="/a.png">', { 'set-cookie': 'visitor=1; Path=/' }),
    '/a.png': sequence([status(403), picture(a)]),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      const cookies = site.asked('/a.png').map(({ headers }) => headers.cookie);
      expect(cookies).toEqual(['visitor=1', undefined]);
    });
  });
});

test('one forbidden picture does not cost the others the cookies of their page', async () => {
  const paths = Array.from({ length: 6 }, (_, i) => `/${i}.png`);
  const routes: Routes = {
    '/': page(paths.map((path) => `<img src="${path}">`).join(''), {
      'set-cookie': 'visitor=1; Path=/',
    }),
  };
  paths.forEach((path, i) => {
    routes[path] = (exchange) =>
      exchange.request.headers.cookie === 'visitor=1' && i > 0
        ? picture(png(8, 8, i))(exchange)
        : status(403)(exchange);
  });
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--per-host', '1')).exitCode).toBe(8);
      expect(await workplace.status()).toMatchObject({ saved: 5, failed: 1 });
    });
  });
});

test('a thumbnail is saved when its link leads to nothing better', async () => {
  const routes: Routes = {
    '/': page(
      ['off', 'zip', 'gone', 'octet', 'cdn']
        .map((name) => `<a href="/${name}"><img src="/t/${name}.png"></a>`)
        .join(''),
    ),
    '/zip': picture(Buffer.from('PK'), 'application/zip'),
    '/octet': picture(png(30, 30, 10), 'application/octet-stream'),
  };
  ['off', 'zip', 'gone', 'octet', 'cdn'].forEach((name, i) => {
    routes[`/t/${name}.png`] = picture(png(8, 8, i));
  });
  await withSite({ '/': page('x'), '/o': picture(png(31, 31, 11)) }, async (other) => {
    const elsewhere = `http://localhost:${new URL(other.url).port}`;
    routes['/off'] = redirect(`${elsewhere}/`);
    routes['/cdn'] = redirect(`${elsewhere}/o`);
    await withSite(routes, async (site) => {
      await withWorkplace(async (workplace) => {
        await workplace.crawl(site.url, ...LOOPBACK);
        const saved = (await workplace.rows('manifest')).map(
          (row) => new URL(String(row['url'])).pathname,
        );
        expect(saved.sort()).toEqual(['/cdn', '/octet', '/t/gone.png', '/t/off.png', '/t/zip.png']);
      });
    });
  });
});

test.each([
  'text/html; charset=utf-8;',
  'text/html; charset=',
  'text/html; charset="utf-8',
  'text/html; charset=utf8mb4',
  'Text/HTML;;charset=UTF-8',
])('a page sent as %j is read', async (type) => {
  const routes: Routes = {
    '/': page('<img src="/é.png">', { 'content-type': type }),
    '/%C3%A9.png': picture(a),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      expect((await workplace.status()).saved).toBe(1);
    });
  });
});

test('a start URL that leads to another site fails and says where it leads', async () => {
  await withSite({ '/': redirect('http://localhost:1/elsewhere') }, async (site) => {
    await withSite({ '*': page('<p>other</p>') }, async (other) => {
      site.change({ '/': redirect(`http://localhost:${new URL(other.url).port}/there`) });
      await withWorkplace(async (workplace) => {
        const ran = await workplace.crawl(site.url, ...LOOPBACK);
        expect(ran.exitCode).toBe(8);
        expect((await workplace.rows('failures'))[0]).toMatchObject({ code: 'bad_redirect' });
        expect(ran.stderr).toContain('/there');
      });
    });
  });
});

test('a site that sets a cookie on every page is read to its end', async () => {
  const value = 'v'.repeat(120);
  const chain: Routes = {
    '*': (exchange) => {
      const n = Number(new URL(exchange.logged.url, 'http://x').searchParams.get('p') ?? 0);
      const next = n < 150 ? `<a rel="next" href="/?p=${n + 1}">next</a>` : '';
      return page(next, { 'set-cookie': `viewed_${n}=${value}; Path=/` })(exchange);
    },
  };
  await withSite(chain, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--barren-limit', '1000')).exitCode).toBe(0);
      expect((await workplace.status()).pages.crawled).toBe(151);
      const longest = Math.max(...site.requests.map(({ headers }) => headers.cookie?.length ?? 0));
      expect(longest).toBeLessThan(5000);
    });
  });
});

test('a crawl of the same name that began elsewhere is not gone on with', async () => {
  await withSite({ '*': page('<p>a</p>') }, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.run([`${site.url}/a-b`])).exitCode).toBe(0);
      const other = await workplace.run([`${site.url}/a/b`]);
      expect(other.exitCode).toBe(2);
      expect(other.stderr).toContain('give this one a name of its own with --name');
    });
  });
});

test('tokens in URLs reach neither the log nor the name of the crawl', async () => {
  await withSite({ '*': page('<img src="/a.png?sig=SEKRET2">') }, async (site) => {
    await withWorkplace(async (workplace) => {
      const url = `${site.url}/g?token=SEKRET1`;
      const ran = await workplace.run([url, '-vv', '--log-file', 'log.jsonl', '--tries', '1']);
      expect(ran.stderr).not.toContain('SEKRET');
      expect(await readFile(join(workplace.folder, 'log.jsonl'), 'utf8')).not.toContain('SEKRET');
      expect((await workplace.files('storage')).join()).not.toContain('SEKRET');
    });
  });
});

test('Retry-After is waited for', async () => {
  const routes: Routes = {
    '/': page('<img src="/a.png">'),
    '/a.png': sequence([status(503, { 'retry-after': '2' }), picture(a)]),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      const [first, second] = site.asked('/a.png');
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2000);
    });
  });
});

test('no more requests at a time than --per-host', async () => {
  const slowly: Routes = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `/${i}.png`,
      async (exchange) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await picture(png(8, 8, i))(exchange);
      },
    ]),
  );
  const html = Object.keys(slowly)
    .map((path) => `<img src="${path}">`)
    .join('');
  await withSite({ '/': page(html), ...slowly }, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--per-host', '3')).exitCode).toBe(0);
      expect(site.peakConcurrency).toBe(3);
    });
  });
});

test('limits stop the crawl with code 101, and a larger limit goes on', async () => {
  const calendar: Routes = {
    '*': (exchange) => {
      const n = Number(new URL(exchange.logged.url, 'http://x').searchParams.get('p') ?? 0);
      return page(`<img src="/p${n}.png"><a rel="next" href="/?p=${n + 1}">next</a>`)(exchange);
    },
  };
  for (let i = 0; i < 12; i++) calendar[`/p${i}.png`] = picture(png(8, 8, i));
  await withSite(calendar, async (site) => {
    await withWorkplace(async (workplace) => {
      const first = await workplace.crawl(site.url, '--page-limit', '4');
      expect(first.exitCode).toBe(101);
      expect(first.stderr).toContain('--page-limit 4; 1 pages wait');
      expect(await workplace.status()).toMatchObject({
        saved: 4,
        pages: { crawled: 4, pending: 1 },
      });
      expect((await workplace.crawl(site.url, '--page-limit', '6')).exitCode).toBe(101);
      expect(await workplace.status()).toMatchObject({ saved: 6, pages: { crawled: 6 } });
      const some = await workplace.crawl(site.url, '--max-downloads', '3');
      expect(some.exitCode).toBe(101);
      expect((await workplace.status()).saved).toBe(9);
    });
  });
});

test('a calendar that never ends is left, and the warning says why', async () => {
  const calendar: Routes = {
    '/': page('<img src="/a.png"><a href="/month?m=1">calendar</a>'),
    '/a.png': picture(a),
    '*': (exchange) => {
      const m = Number(new URL(exchange.logged.url, 'http://x').searchParams.get('m'));
      return page(
        `<a href="/month?m=${m + 1}">next month</a><a href="/month?m=${m - 1}">before</a>`,
      )(exchange);
    },
  };
  await withSite(calendar, async (site) => {
    await withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(site.url, '--barren-limit', '5');
      expect(ran.exitCode).toBe(0);
      expect(ran.stderr).toContain('--barren-limit 5');
      expect(site.requests.length).toBeLessThan(20);
      expect((await workplace.rows('skipped')).every((row) => row['rule'] === 'barren')).toBe(true);
    });
  });
});

test('what stands at the margin of page after page is left out, and said so; --all saves it', async () => {
  const numbers = Array.from({ length: 6 }, (_, n) => n + 1);
  const frame = '<aside><img src="/frame.jpg"></aside>';
  const links = numbers.map((n) => `<a href="/${n}/">${n}</a>`).join('');
  const routes: Routes = {
    '/': page(`${frame}<p>${links}</p><p><img src="/0.png"></p>`),
    '/frame.jpg': picture(b, 'image/jpeg'),
    '/0.png': picture(png(20, 20, 100)),
  };
  for (const n of numbers) {
    routes[`/${n}/`] = page(`${frame}<p><img src="/${n}.png"></p>`);
    routes[`/${n}.png`] = picture(png(20, 20, n));
  }
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--per-host', '1')).exitCode).toBe(0);
      expect(await workplace.rows('skipped')).toEqual([
        expect.objectContaining({ url: new URL('/frame.jpg', site.url).href, rule: 'repeated' }),
      ]);
      expect(await workplace.status()).toMatchObject({ saved: 7, skipped: 1, pending: 0 });
      expect((await workplace.crawl(site.url, '--all')).exitCode).toBe(0);
      expect(await workplace.status()).toMatchObject({ saved: 8, skipped: 0 });
    });
  });
});

test('--depth counts links, and a later run with more depth goes on there', async () => {
  const routes: Routes = {
    '/': page('<a href="/1/">1</a>'),
    '/1/': page('<img src="/a.png"><a href="/2/">2</a>'),
    '/2/': page('<img src="/b.png">'),
    '/a.png': picture(a),
    '/b.png': picture(b, 'image/jpeg'),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--depth', '1')).exitCode).toBe(0);
      expect((await workplace.status()).saved).toBe(1);
      expect((await workplace.crawl(site.url, '--depth', '2')).exitCode).toBe(0);
      expect((await workplace.status()).saved).toBe(2);
    });
  });
});

test('a link that turns out to be a picture is saved; a page that redirects off the site is not read', async () => {
  await withSite({ '/': page('<img src="/b.jpg">'), '/b.jpg': picture(b) }, async (other) => {
    const elsewhere = `http://localhost:${new URL(other.url).port}/`;
    const routes: Routes = {
      '/': page('<a href="/show?id=1">one</a><a href="/out">out</a><a href="/file.bin2">bin</a>'),
      '/show': picture(a),
      '/out': redirect(elsewhere),
      '/file.bin2': picture(Buffer.from('x'), 'application/octet-stream'),
    };
    await withSite(routes, async (site) => {
      await withWorkplace(async (workplace) => {
        const ran = await workplace.crawl(site.url, ...LOOPBACK);
        expect(ran.exitCode).toBe(0);
        expect((await workplace.status()).saved).toBe(1);
        const rules = (await workplace.rows('skipped')).map((row) => row['rule']).sort();
        expect(rules).toEqual(['not_html', 'not_html', 'redirected_off_site']);
      });
    });
  });
});

test('a file that is not the crawl’s is never overwritten', async () => {
  await withSite({ '/': page('<img src="a.png">'), '/a.png': picture(a) }, async (site) => {
    await withWorkplace(async (workplace) => {
      await mkdir(join(workplace.folder, 'pictures'));
      await writeFile(join(workplace.folder, 'pictures', 'a.png'), 'mine');
      expect((await workplace.crawl(site.url, '-f', '{name}.{ext}')).exitCode).toBe(0);
      expect(await workplace.files()).toEqual(['a-2.png', 'a.png']);
      expect(await readFile(join(workplace.folder, 'pictures', 'a.png'), 'utf8')).toBe('mine');
    });
  });
});

test('exports in every format, to a file too; the log is JSON lines and keeps no cookie', async () => {
  const routes: Routes = {
    '/': page('<img src="/a.png" alt="=cmd|x">', { 'set-cookie': 'secret=hunter2; Path=/' }),
    '/a.png': picture(a),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(site.url, '--log-file', 'log.jsonl', '-v');
      const csv = await workplace.run(['export', 'manifest', '--format', 'csv']);
      expect(csv.stdout.split('\n')[0]).toBe(
        'url,final_url,page_url,file_name,sha256,bytes,width,height,media_type,alt,fetched_at,etag,last_modified,rendition',
      );
      expect(csv.stdout).toContain("'=cmd|x");
      const json = await workplace.run(['export', 'manifest', '--format', 'json']);
      expect(JSON.parse(json.stdout)).toHaveLength(1);
      const toFile = await workplace.run(['export', 'failures', '--output', 'f.csv']);
      expect(toFile).toMatchObject({ exitCode: 0, stdout: '' });
      expect(await readFile(join(workplace.folder, 'f.csv'), 'utf8')).toMatch(
        /^url,page_url,kind,code/,
      );
      const log = await readFile(join(workplace.folder, 'log.jsonl'), 'utf8');
      const lines = log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { msg: string });
      expect(lines.map(({ msg }) => msg)).toContain('saved');
      expect(log).not.toContain('hunter2');
    });
  });
});
