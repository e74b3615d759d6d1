/** An empty project of somebody else's, with the packed package installed in it. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { JAVASCRIPT, TSCONFIG, TYPESCRIPT } from './consumer.ts';

const runFile = promisify(execFile);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How a runtime is called, and what native modules are compiled for. */
export interface Runtime {
  /** Path of `node`. */
  node: string;
  /** Folder with `include/node`, for a runtime whose headers are not those of this machine. */
  headers?: string;
}

/** What `npm pack` makes of the built project, in `folder`. */
export async function pack(folder: string): Promise<string> {
  const { stdout } = await npm(ROOT, [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ]);
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack said: ${stdout}`);
  return join(folder, packed.filename);
}

/** Runs one of the project's development tools; what it said. @throws Error with that, when it finds a fault. */
export async function tool(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await runFile(join(ROOT, 'node_modules', '.bin', name), args, { cwd: ROOT });
  return stdout;
}

/**
 * Installs the tarball as its user does. `addon`: a native module compiled for this runtime already, which saves
 * compiling it again.
 */
export async function install(
  folder: string,
  tarball: string,
  { runtime, addon }: { runtime: Runtime; addon?: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    '{ "name": "consumer", "private": true, "type": "module" }',
  );
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
  const scripts = addon === undefined ? [] : ['--ignore-scripts'];
  await npm(folder, ['install', ...quiet, ...scripts, tarball], runtime);
  if (addon === undefined) return;
  const target = join(folder, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
  await mkdir(dirname(target), { recursive: true });
  await cp(addon, target);
}

/** The addon of this checkout, which `npm ci` compiled for the runtime of this process. */
export const OWN_ADDON = join(
  ROOT,
  'node_modules/better-sqlite3/build/Release/better_sqlite3.node',
);

/** Crawls `url` from a TypeScript program, type-checked and compiled, and from a JavaScript one; what they printed. */
export async function use(folder: string, url: string, { node }: Runtime): Promise<string[]> {
  await writeFile(join(folder, 'use-js.js'), JAVASCRIPT);
  await writeFile(join(folder, 'use-ts.ts'), TYPESCRIPT);
  await writeFile(join(folder, 'tsconfig.json'), TSCONFIG(join(ROOT, 'node_modules/@types')));
  await runFile(node, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], {
    cwd: folder,
  }).catch((error: unknown) => {
    throw new Error(`tsc: ${String((error as { stdout?: string }).stdout)}`, { cause: error });
  });
  const said = [];
  for (const program of ['use-js.js', 'use-ts.js']) {
    const { stdout } = await runFile(node, [
      join(folder, program),
      url,
      join(folder, program + '-run'),
    ]);
    said.push(stdout.trim());
  }
  return said;
}

/** The installed command's own word. */
export async function commandLine(
  folder: string,
  args: readonly string[],
  { node }: Runtime,
): Promise<string> {
  const main = join(folder, 'node_modules/pixhaul/dist/cli/main.js');
  const { stdout } = await runFile(node, [main, ...args], { cwd: folder });
  return stdout;
}

export async function versionInPackage(): Promise<string> {
  const text = await readFile(join(ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** npm as it is on this machine, run by the given runtime, so that native modules are compiled for it. */
async function npm(folder: string, args: readonly string[], runtime?: Runtime) {
  const path = runtime === undefined ? [] : [dirname(runtime.node)];
  return runFile('npm', args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      PATH: [...path, process.env.PATH ?? ''].join(':'),
      ...(runtime?.headers === undefined ? {} : { npm_config_nodedir: runtime.headers }),
    },
  });
}
