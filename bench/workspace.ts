/** Where a benchmark keeps what it makes, and how it is interrupted. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  folder: string;
  /** Aborted by Ctrl-C or SIGTERM: what was started with it is killed. */
  signal: AbortSignal;
  /** 128 + the number of the signal that came; undefined when none did. */
  exitCode(): number | undefined;
  /** Removes the folder. */
  close(): Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Makes a folder of its own below `parent`, and listens to signals until it is closed. */
export async function openWorkspace(parent: string): Promise<Workspace> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'run-'));
  const interrupt = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    exitCode = 128 + constants.signals[signal];
    interrupt.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    folder,
    signal: interrupt.signal,
    exitCode: () => exitCode,
    close: async () => {
      // A process that was just killed may still be adding a file.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
