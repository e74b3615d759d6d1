/** From what was asked for to what the workloads are given. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from './context.ts';
import { compilePlainCrawlee } from './measure/compile.ts';
import { fileSystemOf } from './measure/file-system.ts';
import type { BenchOptions } from './options.ts';
import { findPeers, PIXHAUL_CLI } from './peers/index.ts';
import type { Workspace } from './workspace.ts';

const CACHE = fileURLToPath(new URL('./.cache', import.meta.url));

export interface Prepared {
  context: BenchContext;
  /** Where tools write. */
  fileSystem: string;
  /** Empties the folders of the context. */
  renew: () => Promise<void>;
}

export async function prepare(
  options: BenchOptions,
  workspace: Workspace,
  say: (text: string) => void,
): Promise<Prepared> {
  const { smoke, runs, connections, server, pictures, size, pages, limitMs } = options;
  const own = join(workspace.folder, 'workload');
  const renew = async () => {
    for (const folder of [own, workspace.written]) {
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      await mkdir(folder, { recursive: true });
    }
  };
  await renew();
  const context: BenchContext = {
    ...{ smoke, runs, connections, server, pictures, size, pages, limitMs, say },
    ...findPeers(options.only),
    folder: workspace.written,
    workspace: own,
    // Miniatures are made anew faster than they are found.
    cache: smoke ? join(workspace.folder, 'sites') : (options.cache ?? CACHE),
    cli: PIXHAUL_CLI,
    plainCrawlee: await compilePlainCrawlee(workspace.folder),
    signal: workspace.signal,
  };
  return { context, fileSystem: await fileSystemOf(workspace.written), renew };
}
