/** A program whose `onSaved` never ends; it says which file it was told of. For a test that kills it. */
import { crawlIn } from './own-crawl.ts';

const [url = '', folder = ''] = process.argv.slice(2);
const crawl = crawlIn(folder, {
  start: [`${url}/`],
  onSaved: ({ fileName }) => {
    process.stdout.write(`${fileName}\n`);
    return new Promise((resolve) => setTimeout(resolve, 60_000));
  },
});
await crawl.run();
