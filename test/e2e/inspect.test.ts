/** `pixhaul inspect`, as a user runs it. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PageInspection } from '../../src/index.ts';
import { withWorkplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite } from '../support/site.ts';

/** A terminal may obey it. Lines end with the one control character that it is to obey. */
const UNSAFE = /(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

const GALLERY = `<title>Summer \u001b[31mred</title>
  <a href="/big/1.png"><img src="/small/1.png" width="120"></a>
  <a href="view/2.html"><img src="/small/2.png"></a>
  <img src="data:image/png;base64,\u202eAAAA"><a href="https://other.example/">o</a>`;

test('inspects a page of a site, and a crawl does as it said', async () => {
  const routes = {
    '/': page(GALLERY),
    '/big/1.png': picture(png(64, 64, 1)),
    '/small/2.png': picture(png(32, 32, 2)),
    '/view/2.html': page('<img src="/big/2.png">'),
    '/big/2.png': picture(png(64, 64, 3)),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      const ran = await workplace.run(['inspect', site.url]);
      expect(ran.stderr).toBe('');
      expect(ran.exitCode).toBe(0);
      // Not a terminal: addresses are whole. Nothing that a terminal would obey is left.
      expect(ran.stdout).toMatch(new RegExp(`1 +save +image-link +${site.url}/big/1.png`));
      expect(ran.stdout).toMatch(/2 +smaller: see #1 +img-src +120w/);
      expect(ran.stdout).toMatch(/3 +skip: thumbnail +img-src/);
      expect(ran.stdout).toMatch(/4 +skip: data_url +refused/);
      expect(ran.stdout).toMatch(/no: off_site +https:\/\/other\.example\//);
      expect(ran.stdout).not.toMatch(UNSAFE);
      expect(ran.stdout).toContain('Summer \uFFFD[31mred');
      expect(await readdir(workplace.folder)).toEqual([]);

      const json = await workplace.run(['inspect', site.url, '--json', '--depth', '0']);
      const inspection = JSON.parse(json.stdout) as PageInspection;
      expect(json.stdout).not.toMatch(UNSAFE);
      expect(Object.keys(inspection)).toEqual(['page', 'candidates', 'links', 'warnings']);
      expect(inspection.page.title).toBe('Summer \u001b[31mred');
      expect(inspection.links).toMatchObject([
        { url: `${site.url}/view/2.html`, follow: false, rule: 'max_depth' },
        { follow: false, rule: 'off_site' },
      ]);
      // Its viewer is not read: the thumbnail is all there is.
      expect(inspection.candidates.map(({ fate }) => fate)).toEqual([
        'save',
        'smaller',
        'save',
        'skip',
      ]);

      await workplace.crawl(site.url, '--depth', '0');
      const saved = (await workplace.rows('manifest')).map(({ url }) => url);
      const promised = inspection.candidates.filter(({ fate }) => fate === 'save');
      expect(saved.sort()).toEqual(promised.map(({ url }) => url).sort());
    });
  });
});

test('inspects a saved page', async () => {
  await withWorkplace(async (workplace) => {
    await writeFile(join(workplace.folder, 'page.html'), GALLERY);
    const args = ['inspect', 'page.html', '--url', 'https://example.org/g/', '--json'];
    const { stdout, exitCode } = await workplace.run(args);
    expect(exitCode).toBe(0);
    const { candidates } = JSON.parse(stdout) as PageInspection;
    expect(candidates[0]).toMatchObject({ fate: 'save', url: 'https://example.org/big/1.png' });
    const plain = await workplace.run(['inspect', './page.html']);
    expect(plain.stderr).toContain('--url');
    expect(plain.stdout).toContain('https://saved-page.invalid/big/1.png');
  });
});

test.each([
  [['inspect'], "missing required argument 'URL|FILE'"],
  [['inspect', 'not-there.html'], 'there is no file not-there.html'],
  [['inspect', 'nonsense'], '"nonsense" is neither a file nor a web address'],
  [['inspect', 'ftp://example.org/'], 'not a web address'],
  [['inspect', 'folder'], 'folder is not a file'],
  [['inspect', 'http://127.0.0.1:1/', '--url', 'http://127.0.0.1:1/'], '--url says where'],
  [['inspect', 'http://127.0.0.1:1/', '--exclude', '/(/'], 'not a regular expression'],
  [['inspect', 'http://127.0.0.1:1/', '--jsno'], 'Did you mean --json?'],
  [['inspect', 'a.html', 'b.html'], 'too many arguments'],
])('pixhaul %j', async (args, sentence) => {
  await withWorkplace(async (workplace) => {
    await mkdir(join(workplace.folder, 'folder'));
    const ran = await workplace.run(args);
    expect(ran.stderr).toContain(sentence);
    expect(ran.stderr).not.toContain('    at ');
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toBe('');
  });
});

test('a page that cannot be read: exit code 8, and the error of a crawl', async () => {
  await withSite({}, async (site) => {
    await withWorkplace(async (workplace) => {
      const ran = await workplace.run(['inspect', `${site.url}/gone`]);
      expect(ran).toMatchObject({ exitCode: 8, stdout: '' });
      expect(ran.stderr).toContain('the page was not read: not_found');
      const json = await workplace.run(['inspect', `${site.url}/gone`, '--json']);
      expect(json.exitCode).toBe(8);
      expect((JSON.parse(json.stdout) as PageInspection).failure).toMatchObject({
        code: 'not_found',
        status: 404,
      });
    });
  });
});
