/** Which packages a command loads, in the order in which it asks for them: for tests of what it starts with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN } from './command-line.ts';

const asModule = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

/** Runs in the process of the command: notes what is imported as it happens, and what was required at the end. */
function recorder(list: string, waitFor: Record<string, string>): string {
  const hooks = `
    import { appendFileSync, existsSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    const waitFor = ${JSON.stringify(waitFor)};
    export async function load(url, context, next) {
      for (const [part, file] of Object.entries(waitFor)) {
        if (!url.includes(part)) continue;
        for (let i = 0; i < 1000 && !existsSync(file); i++) await sleep(20);
        if (!existsSync(file)) throw new Error('loaded too early: ' + part);
      }
      appendFileSync(${JSON.stringify(list)}, url + '\\n');
      return next(url, context);
    }`;
  return asModule(`
    import { appendFileSync } from 'node:fs';
    import { createRequire, register } from 'node:module';
    register(${JSON.stringify(asModule(hooks))});
    const { cache } = createRequire(${JSON.stringify(MAIN)});
    process.on('exit', () => {
      for (const file of Object.keys(cache)) appendFileSync(${JSON.stringify(list)}, file + '\\n');
    });`);
}

export interface Loaded {
  exitCode: number;
  stderr: string;
  packages: Set<string>;
}

/**
 * @param waitFor a module whose URL has the key in it waits until the file of that name is there; after 20 s the command
 *   fails
 */
export async function loadedBy(
  args: readonly string[],
  waitFor: Record<string, string> = {},
): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'pixhaul-loaded-'));
  try {
    const list = join(folder, 'list');
    const words = ['--import', recorder(list, waitFor), MAIN, ...args];
    const child = spawn(process.execPath, words, { cwd: folder, timeout: 60_000 });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.resume();
    const [exitCode] = (await once(child, 'close')) as [number];
    const files = (await readFile(list, 'utf8')).split('\n');
    const names = files.flatMap(
      (file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
    );
    return { exitCode, stderr, packages: new Set(names) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
