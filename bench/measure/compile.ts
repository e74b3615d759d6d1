/** Compiles the script of plain Crawlee: a loader for TypeScript would be measured with it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * @param folder below the project, so that packages are found from it
 * @returns the file that `node` runs
 */
export async function compilePlainCrawlee(folder: string): Promise<string> {
  const source = await readFile(new URL('../peers/plain-crawlee.ts', import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  });
  const file = join(folder, 'plain-crawlee.js');
  await writeFile(file, outputText);
  return file;
}
