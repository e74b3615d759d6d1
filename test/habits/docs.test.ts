import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTEMPT_CODES, CRAWL_CODES } from '../../src/errors.ts';
import { root } from './planted-tree.ts';

/** What is made, fetched or kept by others. */
const NOT_OURS = new Set([
  '.git',
  'node_modules',
  'dist',
  '.cache',
  '.tmp',
  'coverage',
  'pictures',
  'storage',
  'fixtures',
  'api',
]);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries
    .filter(({ name }) => !NOT_OURS.has(name))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
  return (await Promise.all(nested)).flat();
}

describe('docs/errors.md', () => {
  let sections: Map<string, string>;
  beforeAll(async () => {
    const text = await readFile(join(root, 'docs/errors.md'), 'utf8');
    sections = new Map(
      [...text.matchAll(/^### `(\w+)`\n\n(.*)$/gm)].map((m) => [m[1] ?? '', m[2] ?? '']),
    );
  });

  it('has a section for each code, in the order of src/errors.ts, and no other', () => {
    expect([...sections.keys()]).toEqual([
      ...Object.keys(ATTEMPT_CODES),
      ...Object.keys(CRAWL_CODES),
    ]);
  });

  it.each(Object.entries(ATTEMPT_CODES))(
    'tells whether %s is tried again: %s',
    (code, retryable) => {
      expect(sections.get(code)).toMatch(
        retryable ? /^Tried again: yes\. / : /^Tried again: no\. /,
      );
    },
  );

  it.each(Object.entries(CRAWL_CODES))('tells the exit code of %s: %i', (code, exitCode) => {
    expect(sections.get(code)?.startsWith(`Exit code: ${exitCode}. `)).toBe(true);
  });
});

describe('every file of the repository', () => {
  let files: string[];
  beforeAll(async () => {
    files = await filesBelow(root);
    expect(files.length).toBeGreaterThan(20);
  });

  it('stands for itself: none mentions a folder of the machine that it was written on', async () => {
    const checkout = root.replace(/[/\\]$/, '');
    const around = dirname(checkout);
    // What else lies in such a folder may well have a name that an example uses too.
    const common = [tmpdir(), homedir(), dirname(homedir()), dirname(around)].includes(around);
    const neighbours = common ? [] : await readdir(around);
    const places = [checkout, ...neighbours.map((name) => join(around, name))];
    const mentions: string[] = [];
    for (const file of files) {
      const text = await readFile(file, 'latin1');
      if (places.some((place) => text.includes(place))) mentions.push(relative(root, file));
    }
    expect(mentions).toEqual([]);
  });

  it('links only to files that are there, if it is Markdown', async () => {
    const broken: string[] = [];
    for (const file of files.filter((name) => name.endsWith('.md'))) {
      const text = await readFile(file, 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        const there = await stat(join(dirname(file), target)).then(
          () => true,
          () => false,
        );
        if (!there) broken.push(`${relative(root, file)} → ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });
});
