/** Programs of somebody who uses the package: they crawl the address given, and print what was saved. */

export const JAVASCRIPT = `
import { createCrawl } from 'pixhaul';

const [start, folder] = process.argv.slice(2);
const crawl = createCrawl({ start: [start], destination: folder + '/pictures', storage: folder + '/storage' });
const { counts } = await crawl.run();
console.log(counts.image.saved + ' saved');
`;

export const TYPESCRIPT = `
import { createCrawl, CrawlError, type CrawlOptions, type CrawlResult, type ImageRecord } from 'pixhaul';

const [start = '', folder = ''] = process.argv.slice(2);
const options: CrawlOptions = {
  start: [start],
  destination: folder + '/pictures',
  storage: folder + '/storage',
  perHost: 4,
};
const names: (string | undefined)[] = [];
const crawl = createCrawl({
  ...options,
  onPage: ({ $, links }) => ({ links: links.slice(0, $('a').length) }),
  onCandidate: async ({ chosen }, { request }) => ({ meta: { from: request.url, source: chosen.source } }),
  onSaved: (record, { meta }) => void names.push(record.fileName, meta && String(meta['source'])),
  extractors: [{ name: 'none', match: /^$/, extract: async ({ generic }) => generic() }],
  labels: { detail: ({ addPicture }) => addPicture({ url: 'a.png', name: 'a' }) },
});
const records: ImageRecord[] = [];
crawl.on('saved', ({ record }) => records.push(record));
const { counts, reason }: CrawlResult = await crawl.run();
if (names[1] !== 'img-src') throw new Error(names.join());
if (reason !== 'done' || counts.image.saved !== records.length) throw new Error(reason);
// @ts-expect-error: no such option
const unknown = (): unknown => createCrawl({ start: [start], perHots: 4 });
try {
  unknown();
} catch (error) {
  if (!(error instanceof CrawlError) || error.code !== 'invalid_option') throw error;
}
console.log(records.length + ' saved');
`;

/** Strict, and without \`skipLibCheck\`: the package's own declarations are checked, too. */
export const TSCONFIG = (types: string): string =>
  JSON.stringify({
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023'],
      module: 'NodeNext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      types: ['node'],
      typeRoots: [types],
    },
    files: ['use-ts.ts'],
  });
