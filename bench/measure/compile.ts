/** Compiles the scripts that run inside measured processes: a loader for TypeScript would be measured with them. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCES = [
  new URL('../peers/plain-crawlee.ts', import.meta.url),
  new URL('./usage-probe.ts', import.meta.url),
];

/** @param folder below the project, so that packages are found from it */
export async function compileScripts(folder: string): Promise<void> {
  for (const source of SOURCES.map((url) => fileURLToPath(url))) {
    const { outputText } = ts.transpileModule(await readFile(source, 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    });
    await writeFile(join(folder, basename(source, '.ts') + '.js'), outputText);
  }
}
