import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { root } from './planted-tree.ts';

/** The repository's own configuration, with types: the planted text stands in for a file that the project knows. */
const linter = new ESLint({ cwd: root });
const standIn = join(root, 'src/errors.ts');

async function rulesFor(text: string): Promise<(string | null)[]> {
  const [result] = await linter.lintText(text, { filePath: standIn });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

const PLANTED: { what: string; rule: string; text: string }[] = [
  {
    what: 'a floating promise',
    rule: '@typescript-eslint/no-floating-promises',
    text: 'export function f(): void {\n  Promise.resolve(1);\n}\n',
  },
  {
    what: 'a floating promise behind void',
    rule: '@typescript-eslint/no-floating-promises',
    text: 'export function f(): void {\n  void Promise.resolve(1);\n}\n',
  },
  {
    what: 'a promise where a condition belongs',
    rule: '@typescript-eslint/no-misused-promises',
    text: 'export const f = (p: Promise<number>): number => (p ? 1 : 2);\n',
  },
  {
    what: 'an empty catch',
    rule: 'no-empty',
    text: 'export function f(g: () => void): void {\n  try {\n    g();\n  } catch {}\n}\n',
  },
  {
    what: 'any',
    rule: '@typescript-eslint/no-explicit-any',
    text: 'export const f = (x: any): unknown => x;\n',
  },
  {
    what: 'a cast to any that is then called',
    rule: '@typescript-eslint/no-unsafe-call',
    text: "export const f: unknown = JSON.parse('{}').run();\n",
  },
  {
    what: 'a non-null assertion',
    rule: '@typescript-eslint/no-non-null-assertion',
    text: 'export const f = (x: string | undefined): number => x!.length;\n',
  },
  {
    what: 'a type imported as a value',
    rule: '@typescript-eslint/consistent-type-imports',
    text: "import { Attempt } from './model.ts';\nexport type Mine = Attempt;\n",
  },
  {
    what: 'loose equality',
    rule: 'eqeqeq',
    text: 'export const f = (x: unknown): boolean => x == 1;\n',
  },
];

describe('lint', { timeout: 60_000 }, () => {
  it.each(PLANTED)('reports $what', async ({ rule, text }) => {
    expect(await rulesFor(text)).toContain(rule);
  });

  it('lets good code pass', async () => {
    const good =
      'export async function f(g: () => Promise<void>): Promise<string> {\n' +
      '  try {\n    await g();\n    return "";\n' +
      '  } catch (error) {\n    return String(error);\n  }\n}\n';
    expect(await rulesFor(good)).toEqual([]);
  });
});
