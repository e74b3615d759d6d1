/**
 * A site in ten lines: `npx tsx examples/library.ts https://example.org/gallery/ pictures`.
 * In a project of your own, import from 'pixhaul'.
 */
import { createCrawl } from '../src/index.ts';

const [start = 'http://127.0.0.1:8420/', destination = 'pictures', storage = 'storage'] =
  process.argv.slice(2);
const crawl = createCrawl({
  start: [start],
  destination,
  storage,
  tries: 3,
  retryDelay: '100ms',
  stallTimeout: '2s',
});
crawl.on('saved', ({ url, record }) => console.log(`${record.fileName} from ${url}`));
crawl.on('failed', ({ url, attempt }) => console.log(`${attempt.code}: ${url}`));
const { reason, counts } = await crawl.run();
console.log(`${reason}: ${counts.image.saved} saved, ${counts.image.failed} failed`);
