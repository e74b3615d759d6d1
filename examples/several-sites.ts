/**
 * Several sites in one crawl, with a folder and a sum for each: `npx tsx examples/several-sites.ts [URL…]`. Without URLs:
 * the demo site, and a second one beside it.
 *
 * Each host is asked at its own pace; one that struggles does not hold up the others.
 */
import { createCrawl } from '../src/index.ts';
import { exampleSite } from './demo/example-site.ts';
import { startDemoSite } from './demo/site.ts';

const { start, waits, close } = await exampleSite();
const second = process.argv.length > 2 ? undefined : await startDemoSite();
if (second) start.push(second.url);

const saved = new Map<string, number>();
const crawl = createCrawl({
  start,
  name: 'several-sites',
  destination: 'pictures/several-sites',
  filename: '{host}/{name}.{ext}',
  perHost: 4,
  ...waits,
});
crawl.on('saved', ({ url }) => {
  const { host } = new URL(url);
  saved.set(host, (saved.get(host) ?? 0) + 1);
});
const { counts } = await crawl.run();
for (const [host, count] of saved) console.log(`${host}: ${count} pictures`);
console.log(`the same picture on both: ${counts.image.duplicate}`);
await second?.close();
await close();
