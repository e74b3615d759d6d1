/** What a crawl says of itself, and what the test says of its runs. */
import { expect } from 'vitest';
import type { CrawlStatus } from '../../../src/store/status.ts';
import { startCommand } from './command.ts';
import type { Run, Runner } from './runs.ts';

/** `status --json` of a crawl that is done; its sums are checked. */
export async function statusOf({ folders }: Runner): Promise<CrawlStatus> {
  const args = ['status', '--json', '--storage', folders.storage, '--name', 'crash'];
  const { code, stdout, stderr } = await startCommand(args).ended;
  expect(code, stderr).toBe(0);
  const status = JSON.parse(stdout) as CrawlStatus;
  const { queued, saved, duplicate, skipped, failed, pending, pages } = status;
  expect(status).toMatchObject({ running: false, pending: 0, pages: { pending: 0 } });
  expect(saved + duplicate + skipped + failed + pending).toBe(queued);
  expect(pages.crawled + pages.skipped + pages.failed + pages.pending).toBe(pages.queued);
  return status;
}

/** One line of numbers. */
export function reportOf(runs: readonly Run[], repeated: number): string {
  const killed = runs.filter((run) => run.killed);
  const firsts = runs.flatMap(({ first }) => (first ? [first] : []));
  return [
    `${killed.length} kills`,
    `${killed.filter(({ files }) => files.parts.size > 0).length} with part files`,
    `${killed.filter(({ state }) => state.placing.length > 0).length} while placing`,
    `${repeated} requests repeated`,
    `first request after ${spread(firsts.map(({ ms }) => ms))} ms`,
    `without waiting for a processor ${spread(firsts.map(({ ownMs }) => ownMs))} ms`,
  ].join('; ');
}

function spread(numbers: readonly number[]): string {
  const sorted = numbers.map(Math.round).sort((a, b) => a - b);
  const at = (index: number) => String(sorted.at(index));
  return `${at(0)} to ${at(-1)}, median ${at(Math.floor(sorted.length / 2))}`;
}
