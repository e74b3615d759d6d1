/**
 * A site in ten lines: `npx tsx examples/ten-lines.ts https://example.org/gallery/`, or without a URL for the demo site.
 * In a project of your own, import from 'pixhaul'.
 */
import { createCrawl } from '../src/index.ts';
import { exampleSite } from './demo/example-site.ts';

const { start, waits, close } = await exampleSite();
const crawl = createCrawl({ start, destination: 'pictures/ten-lines', ...waits });
crawl.on('saved', ({ url, record }) => console.log(`${record.fileName} from ${url}`));
crawl.on('failed', ({ url, attempt }) => console.log(`${attempt.code}: ${url}`));
const { reason, counts } = await crawl.run();
console.log(`${reason}: ${counts.image.saved} saved, ${counts.image.failed} failed`);
await close();
