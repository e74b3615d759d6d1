/**
 * The same job with plain Crawlee, as its documentation leads to: one CheerioCrawler, a route for pages and one for
 * pictures, its own request queue on disk. Arguments: start URL, connections, destination.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheerioCrawler, createCheerioRouter } from '@crawlee/cheerio';

const [start = '', connections = '40', destination = 'pictures'] = process.argv.slice(2);
await mkdir(destination, { recursive: true });

const router = createCheerioRouter();

router.addDefaultHandler(async ({ enqueueLinks }) => {
  await enqueueLinks({ selector: 'a.gallery', label: 'gallery' });
});

router.addHandler('gallery', async ({ $, request, addRequests }) => {
  const sources = $('img[src]')
    .map((_, image) => $(image).attr('src'))
    .get();
  await addRequests(
    sources.map((source) => ({
      url: new URL(source, request.loadedUrl).href,
      label: 'image',
      skipNavigation: true,
    })),
  );
});

router.addHandler('image', async ({ request, sendRequest }) => {
  const { statusCode, body } = await sendRequest<Buffer>({ responseType: 'buffer' });
  if (statusCode !== 200) throw new Error(`${request.url} answered ${statusCode}`);
  const name = new URL(request.url).pathname.split('/').pop() ?? '';
  await writeFile(join(destination, name), body);
});

const crawler = new CheerioCrawler({
  requestHandler: router,
  // The pool would begin with 10 and grow slowly; and below the minimum it never calls the machine overloaded.
  minConcurrency: Number(connections),
  maxConcurrency: Number(connections),
});

const { requestsFailed } = await crawler.run([start]);
process.exitCode = requestsFailed === 0 ? 0 : 1;
