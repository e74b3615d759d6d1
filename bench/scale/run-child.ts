/** Runs a measurement in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ChildResult, ChildTask } from './child.ts';
import type { ScaleContext } from './context.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
/** Nothing that is measured takes so long, in milliseconds. */
const LIMIT_MS = 600_000;

/** @throws when the process fails, or takes longer than ten minutes. */
export async function runChild(
  { dist, signal }: ScaleContext,
  folder: string,
  task: ChildTask,
): Promise<ChildResult> {
  const args = ['--import', 'tsx', CHILD, dist, folder, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    signal,
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout) as ChildResult;
}
