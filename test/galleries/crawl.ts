/** The command line, as a person runs it. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { RunError, mustRun, run } from './programs.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Crawled {
  /** Where the pictures are. */
  destination: string;
  exitCode: number;
  /** What the command line said. */
  said: string;
  pages: number;
  seconds: number;
  /** What the state of the crawl admits besides saved pictures; empty when it is complete. */
  incomplete: string[];
}

/** The part of `pixhaul status --json` that is looked at. */
interface Status {
  queued: number;
  saved: number;
  duplicate: number;
  skipped: number;
  failed: number;
  pending: number;
  pages: { crawled: number; failed: number; pending: number };
  failures: Record<string, number>;
}

/** @throws RunError when the command line is not built. */
export async function crawl(url: string, folder: string): Promise<Crawled> {
  if (!existsSync(CLI)) throw new RunError('The command line is not built: run `npm run build`.');
  const destination = join(folder, 'pictures');
  const storage = ['--storage', join(folder, 'storage')];
  // There even if the command line fails before it saves anything.
  await mkdir(destination, { recursive: true });
  const begun = performance.now();
  const { exitCode, stdout, stderr } = await run(process.execPath, [
    CLI,
    url,
    '-d',
    destination,
    ...storage,
  ]);
  const seconds = (performance.now() - begun) / 1000;
  const json = await mustRun(process.execPath, [CLI, 'status', '--json', ...storage]);
  const status = JSON.parse(json) as Status;
  const incomplete = incompletenessOf(status, exitCode);
  return {
    destination,
    exitCode,
    said: stdout + stderr,
    pages: status.pages.crawled,
    seconds,
    incomplete,
  };
}

function incompletenessOf(status: Status, exitCode: number): string[] {
  const { queued, saved, duplicate, skipped, failed, pending, pages } = status;
  const failures = Object.entries(status.failures).map(([code, count]) => `${count} ${code}`);
  const said = [
    exitCode === 0 ? '' : `exit code ${exitCode}`,
    failed + pages.failed === 0 ? '' : `failed: ${failures.join(', ')}`,
    pending + pages.pending === 0 ? '' : `${pending + pages.pending} requests are pending`,
    queued === saved + duplicate + skipped + failed + pending ? '' : 'the counts do not add up',
  ];
  return said.filter((sentence) => sentence !== '');
}
