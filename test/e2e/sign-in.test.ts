/** Galleries behind a login, through the real command line; and what nobody else may be told. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import {
  page,
  picture,
  redirect,
  status,
  withSite,
  type Answer,
  type Routes,
  type Site,
} from '../support/site.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ELSEWHERE = { address: '127.0.0.2' };
const ALLOW = ['--allow-private', '127.0.0.0/8'];
/** Nothing that was given may be found in what the crawl leaves. */
const SECRETS = /s3cret|czNjcmV0|bWU6czNjcmV0/;

const when = (isIn: (headers: Record<string, unknown>) => boolean, answer: Answer): Answer => {
  return (exchange) => (isIn(exchange.request.headers) ? answer : status(403))(exchange);
};
const hasCookie = ({ cookie }: Record<string, unknown>) => /\bsid=s3cret\b/.test(String(cookie));

/** A gallery of two pages and four pictures, two of them by way of redirects, and one at another host. */
function gallery(guard: (answer: Answer) => Answer, elsewhere: string): Routes {
  const open: Routes = {
    '/': page(
      `<img src="1.png"><img src="moved.png"><img src="away.png"><img src="${elsewhere}/there.png"><a href="/two/">2</a><a href="/leaves">x</a><a href="/logout">bye</a>`,
    ),
    '/two/': redirect('/second/'),
    '/second/': page('<img src="/3.png">'),
    '/leaves': redirect(`${elsewhere}/page/`),
    '/1.png': picture(png(8, 8, 1)),
    '/moved.png': redirect('/2.png'),
    '/2.png': picture(png(8, 8, 2)),
    '/3.png': picture(png(8, 8, 3)),
    '/away.png': redirect(`${elsewhere}/away.png`),
    '/logout': page('signed out'),
  };
  const routes = Object.entries(open).map(([path, answer]) => [path, guard(answer)] as const);
  return { ...Object.fromEntries(routes), '/robots.txt': status(404) };
}

const foreign: Routes = {
  '/there.png': picture(png(8, 8, 4)),
  '/away.png': picture(png(8, 8, 5)),
  '/page/': page('<img src="/secret.png">'),
};

interface Visit {
  site: Site;
  other: Site;
  workplace: Workplace;
}

async function visit(guard: (answer: Answer) => Answer, work: (visit: Visit) => Promise<void>) {
  await withSite(
    foreign,
    async (other) => {
      await withSite(gallery(guard, other.url), (site) =>
        withWorkplace((workplace) => work({ site, other, workplace })),
      );
    },
    ELSEWHERE,
  );
}

async function expectWhole({ site, other, workplace }: Visit): Promise<void> {
  expect(await workplace.status()).toMatchObject({ saved: 5, failed: 0, pages: { failed: 0 } });
  expect(site.asked('/logout')).toEqual([]);
  expect(other.requests.length).toBeGreaterThanOrEqual(3);
  for (const { headers } of other.requests) {
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(headers)).not.toMatch(SECRETS);
  }
}

/** The state, names, what was printed, and what is exported. */
async function expectNoSecret(workplace: Workplace, ...texts: string[]): Promise<void> {
  const state = await Promise.all(
    (await readdir(join(workplace.folder, 'storage'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  );
  expect(state.length).toBeGreaterThan(0);
  const rows = await Promise.all(
    ['manifest', 'failures', 'skipped'].map(async (what) =>
      JSON.stringify(await workplace.rows(what)),
    ),
  );
  const log = await readFile(join(workplace.folder, 'log'), 'utf8').catch(() => '');
  for (const text of [...state, ...rows, ...texts, log]) expect(text).not.toMatch(SECRETS);
}

const LOG = ['--log-file', 'log', '-v', '-v'];

test('cookies of a file: pages and pictures of the site get them, nobody else does', async () => {
  // The site says the same cookie again, and sets one of its own, which it wants back.
  const guard = (answer: Answer) =>
    when(hasCookie, (exchange) => {
      exchange.response.setHeader('set-cookie', ['sid=s3cret; Path=/', 'seen=1; Path=/']);
      return answer(exchange);
    });
  await visit(guard, async (all) => {
    const { site, workplace } = all;
    const lines = [
      '# Netscape HTTP Cookie File',
      '#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\ts3cret',
      '127.0.0.2\tFALSE\t/\tFALSE\t0\tbank\ts3cret',
      '127.0.0.1\tFALSE\t/\tTRUE\t0\tsecure\ts3cret',
    ];
    await writeFile(join(workplace.folder, 'cookies.txt'), lines.join('\n'));
    const flags = [...ALLOW, ...LOG, '--cookies', 'cookies.txt'];
    const ran = await workplace.crawl(site.url, ...flags);
    expect(ran.exitCode).toBe(0);
    await expectWhole(all);
    expect(site.asked('/3.png')[0]?.headers.cookie).toMatch(/seen=1/);
    expect(site.asked('/3.png')[0]?.headers.cookie).not.toMatch(/secure/);
    await expectNoSecret(workplace, ran.stdout, ran.stderr);
  });
});

test('a header: the site gets it, nobody else does; a resumed crawl has to be told again', async () => {
  const guard = (answer: Answer) => when((headers) => headers['x-gate'] === 's3cret', answer);
  await visit(guard, async (all) => {
    const { site, workplace } = all;
    const flags = [...ALLOW, ...LOG, '--tries', '1'];
    const ran = await workplace.crawl(
      site.url,
      ...flags,
      '--max-downloads',
      '1',
      '--header',
      'X-Gate: s3cret',
    );
    expect(ran.exitCode).toBe(101);
    await expectNoSecret(workplace, ran.stdout, ran.stderr);
    await workplace.crawl(site.url, ...flags);
    expect((await workplace.status()).failed).toBeGreaterThan(0);
    const retried = await workplace.run(['retry', '--header', 'X-Gate: s3cret']);
    expect(retried.exitCode).toBe(0);
    await expectWhole(all);
    await expectNoSecret(workplace, retried.stderr);
  });
});

const basic = `Basic ${Buffer.from('me:s3cret').toString('base64')}`;
const wantsPassword = (answer: Answer): Answer => {
  return (exchange) =>
    exchange.request.headers.authorization === basic
      ? answer(exchange)
      : status(401, { 'www-authenticate': 'Basic realm="g"' })(exchange);
};

test.each(['--user', 'in the start URL'])('name and password, %s', async (how) => {
  await visit(wantsPassword, async (all) => {
    const { site, workplace } = all;
    const inUrl = how !== '--user';
    const url = inUrl ? site.url.replace('//', '//me:s3cret@') : site.url;
    const flags = [...ALLOW, ...LOG, ...(inUrl ? [] : ['--user', 'me:s3cret'])];
    const ran = await workplace.crawl(url, ...flags);
    expect(ran.exitCode).toBe(0);
    await expectWhole(all);
    await expectNoSecret(workplace, ran.stdout, ran.stderr);
  });
});

test('without a password, the failure says what to do; the environment may hold it', async () => {
  await withSite({ '*': wantsPassword(page('<p>')) }, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(8);
      const [failure] = await workplace.rows('failures');
      expect(failure).toMatchObject({ code: 'login_required', http_status: 401, attempts: 1 });
      expect(failure?.['message']).toContain('--user');
      process.env['PIXHAUL_USER'] = 'me:s3cret';
      try {
        expect((await workplace.run(['retry'])).exitCode).toBe(0);
      } finally {
        delete process.env['PIXHAUL_USER'];
      }
      await expectNoSecret(workplace);
    });
  });
});

test('inspect signs in too', async () => {
  await withSite({ '*': wantsPassword(page('<img src="1.png">')) }, async (site) => {
    await withWorkplace(async (workplace) => {
      const { stdout } = await workplace.run(['inspect', site.url, '--user', 'me:s3cret']);
      expect(stdout).toContain('1.png');
      expect((await workplace.run(['inspect', site.url])).stderr).toContain('login_required');
    });
  });
});

test('examples/sign-in.ts does what it says', async () => {
  await withWorkplace(async ({ folder }) => {
    const words = ['--import', 'tsx', 'examples/sign-in.ts', join(folder, 'p'), join(folder, 's')];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root });
    expect(stdout).toBe('done: 2 saved, 0 pages failed\n');
  });
});

test('a login form: the failure names --cookies', async () => {
  const routes = {
    '/': redirect('/login'),
    '/login': page('<form action="/login"><input type="password" name="p"></form>'),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(site.url);
      const [failure] = await workplace.rows('failures');
      expect(failure).toMatchObject({ code: 'login_required' });
      expect(failure?.['message']).toContain('--cookies');
    });
  });
});

test.each([
  [['--cookies', 'nowhere.txt'], 'nowhere.txt'],
  [['--cookies', 'bad.txt'], 'line 2 of bad.txt'],
  [['--cookies', 'old.txt'], 'expired'],
  [['--header', 's3cret'], '--header'],
  [['--header', 'Host: s3cret'], 'host'],
  [['--header', 'X-A: s3cret\u0007'], 'x-a'],
  [['--user', 's3cret'], '--user'],
  [['--user', 'me:s3cret', '--header', 'Authorization: Bearer s3cret'], 'leave one'],
])('%j is refused without being repeated', async (flags, says) => {
  await withWorkplace(async (workplace) => {
    await writeFile(
      join(workplace.folder, 'bad.txt'),
      '# head\nh.example TRUE / FALSE 0 sid s3cret\n',
    );
    await writeFile(
      join(workplace.folder, 'old.txt'),
      'h.example\tTRUE\t/\tFALSE\t1\tsid\ts3cret\n',
    );
    const ran = await workplace.crawl('http://127.0.0.1:1/', ...flags);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(says);
    expect(ran.stderr).not.toMatch(SECRETS);
    expect(await readdir(workplace.folder)).toEqual(['bad.txt', 'old.txt']);
  });
});
