/** Where a benchmark keeps what it makes, and how it is interrupted. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  folder: string;
  /** Where tools write. */
  written: string;
  /** Aborted by Ctrl-C or SIGTERM: what was started with it is killed. */
  signal: AbortSignal;
  /** 128 + the number of the signal that came; undefined when none did. */
  exitCode(): number | undefined;
  /** Removes the folders. */
  close(): Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Makes a folder of its own below `parent`, and listens to signals until it is closed.
 * @param elsewhere below which tools write; undefined: in the workspace
 */
export async function openWorkspace(
  parent: string,
  elsewhere: string | undefined,
): Promise<Workspace> {
  const folder = await ownFolder(parent);
  const written = elsewhere === undefined ? join(folder, 'written') : await ownFolder(elsewhere);
  await mkdir(written, { recursive: true });
  const interrupt = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    exitCode ??= 128 + constants.signals[signal];
    interrupt.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    folder,
    written,
    signal: interrupt.signal,
    exitCode: () => exitCode,
    close: async () => {
      // A process that was just killed may still be adding a file.
      for (const made of [written, keptFolder(written), folder])
        await rm(made, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** Beside the folder that tools write to: what is only removed at the end. */
export const keptFolder = (written: string): string => `${written}-kept`;

async function ownFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, 'run-'));
}
