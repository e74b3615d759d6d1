/** docs/security.md promises nothing that no test proves. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './planted-tree.ts';

interface Row {
  id: string;
  /** As written: `` `room/file`: title ``. */
  proofs: string[];
}

/** Rows of the tables whose first column is an id. */
function rowsOf(markdown: string): Row[] {
  return markdown
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, id = '']) => /^[A-Z]\d+$/.test(id))
    .map(([, id = '', ...cells]) => ({ id, proofs: (cells.at(-2) ?? '').split('<br>') }));
}

/** What is wrong with a proof, or undefined. `read` gives a test file's text. */
async function problemOf(proof: string, read: (path: string) => Promise<string>) {
  const [, file, title] = /^`([\w/-]+)`: (.+)$/.exec(proof.trim()) ?? [];
  if (file === undefined || title === undefined) return `"${proof}" names no test`;
  const path = `test/${file}.test.ts`;
  const text = await read(path).catch(() => undefined);
  if (text === undefined) return `${path} is not there`;
  const quoted = title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const declared = new RegExp(`\\(\\s*(['"\`])${quoted}\\1\\s*,`).test(text);
  if (!declared) return `${path} has no test "${title}"`;
  return /\b(?:it|test|describe)\.(?:skip|todo|fails)\b/.test(text)
    ? `${path} skips tests`
    : undefined;
}

const readTest = (path: string) => readFile(join(root, path), 'utf8');

describe('docs/security.md', () => {
  let rows: Row[];
  beforeAll(async () => {
    rows = rowsOf(await readFile(join(root, 'docs/security.md'), 'utf8'));
  });

  it('has rows, each with an id of its own, in order', () => {
    expect(rows.length).toBeGreaterThan(30);
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const letters = [...new Set(ids.map((id) => id.charAt(0)))];
    const expected = letters.flatMap((letter) =>
      ids.filter((id) => id.startsWith(letter)).map((_, i) => `${letter}${i + 1}`),
    );
    expect(ids).toEqual(expected);
  });

  it('names only tests that exist, and at least one in each row', async () => {
    const problems: string[] = [];
    for (const { id, proofs } of rows) {
      for (const proof of proofs) {
        const problem = await problemOf(proof, readTest);
        if (problem !== undefined) problems.push(`${id}: ${problem}`);
      }
    }
    expect(problems).toEqual([]);
  });
});

describe('the check', () => {
  const files = new Map([
    ['test/a/b.test.ts', "it('works (well)', x);\nit.each(cases)(\n  'of %s', x);\nsay('of %s');"],
    ['test/a/later.test.ts', "it.skip('works', x);"],
  ]);
  const read = (path: string): Promise<string> => {
    const text = files.get(path);
    return text === undefined ? Promise.reject(new Error('absent')) : Promise.resolve(text);
  };

  it.each([
    ['`a/b`: works (well)', undefined],
    ['`a/b`: of %s', undefined],
    ['`a/b`: works', 'test/a/b.test.ts has no test "works"'],
    ['`a/later`: works', 'test/a/later.test.ts skips tests'],
    ['`a/c`: works (well)', 'test/a/c.test.ts is not there'],
    ['a/b: works (well)', '"a/b: works (well)" names no test'],
    ['', '"" names no test'],
  ])('says of %j: %j', async (proof, problem) => {
    expect(await problemOf(proof, read)).toBe(problem);
  });

  it('finds the rows of a table', () => {
    const table =
      '| id | what | tests |\n| --- | --- | --- |\n| A1 | x | `a/b`: one<br>`a/b`: two |\n';
    expect(rowsOf(table)).toEqual([{ id: 'A1', proofs: ['`a/b`: one', '`a/b`: two'] }]);
  });
});
