import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files by path, as they shall stand in a planted tree. */
export type Files = Readonly<Record<string, string>>;

/**
 * A small project outside the repository, with the repository's own configuration files and packages and the
 * given sources: a place where rules may be broken.
 */
export async function plantTree(
  configFiles: readonly string[],
  files: Files,
): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'pixhaul-planted-'));
  for (const name of configFiles) await cp(join(root, name), join(directory, name));
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'), 'dir');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Runs a tool of the repository's node_modules in `directory`; its standard output, whatever its exit code. */
export function runTool(
  entry: string,
  args: readonly string[],
  directory: string,
): Promise<{ stdout: string; code: number }> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules', entry), ...args],
      { cwd: directory, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') {
          reject(new Error(stderr, { cause: error }));
        } else {
          resolve({ stdout, code: error === null ? 0 : Number(error.code) });
        }
      },
    );
  });
}
