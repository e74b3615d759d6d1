/** The programs of the documentation, as they stand there: only the site is another one, and the package is this one. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { png } from '../support/pictures.ts';
import { page, picture, withSite } from '../support/site.ts';
import { inFolder } from '../crawl/own-crawl.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The first block of TypeScript after a text that is a whole program. */
async function programOf(file: string, after: string): Promise<string> {
  const document = await readFile(join(root, file), 'utf8');
  const block = /```ts\n(import [^]*?)```/.exec(document.slice(document.indexOf(after)))?.[1];
  if (block === undefined) throw new Error(`${file} has no program after "${after}"`);
  return block;
}

test.each([
  ['README.md', '**As a library:**', '2 saved, 1 kinds of failure'],
  ['docs/library.md', '# Library', ''],
])('the program of %s runs', async (file, after, said) => {
  const program = await programOf(file, after);
  const gallery = page('<img src="a.png"><img src="b.png"><img src="gone.png">');
  const routes = {
    '/gallery/': gallery,
    '/gallery/a.png': picture(png(20, 20, 1)),
    '/gallery/b.png': picture(png(20, 20, 2)),
  };
  await withSite(routes, (site) =>
    inFolder(async (folder) => {
      const here = program
        .replaceAll('https://example.org', site.url)
        .replace("'pixhaul'", JSON.stringify(join(root, 'src/index.ts')));
      await writeFile(join(folder, 'program.mts'), here);
      const tsx = ['--import', import.meta.resolve('tsx'), 'program.mts'];
      const { stdout } = await promisify(execFile)(process.execPath, tsx, { cwd: folder });
      expect(stdout).toContain(said);
      expect(site.asked('/gallery/b.png')).toHaveLength(1);
    }),
  );
});
