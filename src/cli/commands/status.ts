/** `pixhaul status` and `pixhaul list`. */
import { CrawlError } from '../../errors.ts';
import { withoutUserInfo } from '../../output/index.ts';
import { chooseCrawl, listCrawls, openCrawlReader } from '../../store/catalog.ts';
import { crawlStatus, type CrawlStatus } from '../../store/status.ts';
import { formatBytes, nextBestLine, plainText, suspectLine } from '../../ui/index.ts';
import { storageOf } from '../options.ts';

interface StatusFlags {
  storage?: string;
  name?: string;
  json?: boolean;
}

export async function showStatus(flags: StatusFlags): Promise<void> {
  const storage = storageOf(flags);
  const status = await statusOf(storage, await chooseCrawl(storage, flags.name));
  if (flags.json === true) print(JSON.stringify(status, null, 2));
  else for (const line of statusLines(status)) print(line);
}

export async function showList(flags: StatusFlags): Promise<void> {
  const storage = storageOf(flags);
  const all: CrawlStatus[] = [];
  for (const name of await listCrawls(storage)) {
    try {
      all.push(await statusOf(storage, name));
    } catch (error) {
      if (!(error instanceof CrawlError)) throw error;
      process.stderr.write(`${name}: ${error.message}\n`);
    }
  }
  if (flags.json === true) print(JSON.stringify(all, null, 2));
  else if (all.length === 0) process.stderr.write(`there is no crawl in ${storage}\n`);
  else
    for (const { name, running, queued, saved, failed, pending, bytes, pages } of all)
      print(
        `${name}\t${running ? 'running' : pending + pages.pending > 0 ? 'unfinished' : 'finished'}\t` +
          `${saved}/${queued} saved (${formatBytes(bytes)}), ${failed + pages.failed} failed, ${pending} pending`,
      );
}

async function statusOf(storage: string, name: string): Promise<CrawlStatus> {
  const { reader } = await openCrawlReader({ storage, name });
  try {
    const status = await crawlStatus(name, reader);
    return { ...status, start: status.start.map(withoutUserInfo) };
  } finally {
    await reader.close();
  }
}

function statusLines(s: CrawlStatus): string[] {
  const { pages } = s;
  return [
    `crawl:     ${s.name} (${s.running ? 'running' : s.pending + pages.pending > 0 ? 'unfinished' : 'finished'})`,
    ...s.start.map((url) => `start:     ${plainText(url)}`),
    `pictures:  ${s.queued} found: ${s.saved} saved (${formatBytes(s.bytes)}), ${s.duplicate} duplicate, ${s.skipped} skipped, ${s.failed} failed, ${s.pending} pending`,
    `pages:     ${pages.queued} found: ${pages.crawled} read, ${pages.skipped} skipped, ${pages.failed} failed, ${pages.pending} pending`,
    ...Object.entries(s.failures).map(([code, count]) => `failed:    ${count} ${code}`),
    ...Object.entries(s.skips).map(([rule, count]) => `skipped:   ${count} ${rule}`),
    ...nextBestLine(s.nextBest),
    ...s.suspects.map(suspectLine),
  ];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
