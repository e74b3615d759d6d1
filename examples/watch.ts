/**
 * Every event as it comes, and an end after a time: `npx tsx examples/watch.ts [URL…]`. Run it again, and it goes on.
 */
import { createCrawl } from '../src/index.ts';
import { exampleSite } from './demo/example-site.ts';

const { start, waits, close } = await exampleSite();
const crawl = createCrawl({
  start,
  name: 'watch',
  destination: 'pictures/watch',
  ...waits,
  signal: AbortSignal.timeout(60_000),
});

const watching = (async () => {
  let bytes = 0;
  for await (const event of crawl.events()) {
    if (event.type === 'transferred') bytes += event.bytes;
    if (event.type === 'saved') console.log(`saved    ${event.record.fileName}`);
    if (event.type === 'retrying') console.log(`retrying ${event.url}: ${event.attempt.code}`);
    if (event.type === 'failed') console.log(`failed   ${event.url}: ${event.attempt.code}`);
    if (event.type === 'dropped') console.log(`… ${event.count} events later`);
  }
  console.log(`${Math.round(bytes / 1000)} kB have come`);
})();
const { reason } = await crawl.run();
await watching;
console.log(reason);
await close();
