/** `npm run bench:extract`: how long the main thread takes to read a page of a megabyte, parsing apart. */
import { performance } from 'node:perf_hooks';
import type * as Extract from '../src/extract/index.ts';

// As it is shipped: what compiles TypeScript on the way makes it slower.
const BUILT = new URL('../dist/extract/index.js', import.meta.url).href;
const { extractPage, parsePage } = (await import(BUILT)) as typeof Extract;

const SIZE = 1_000_000;
/** The first runs are V8's to compile. */
const WARM_UP = 20;
const RUNS = 40;

/** As dense as a gallery page gets: nothing but thumbnails with two sizes, links to originals, and captions. */
const figure = (n: number) =>
  `<figure class="item"><a href="/photos/full/img_${n}.jpg" title="Photo ${n}"><img src="/photos/thumbs/img_${n}_150x150.jpg" srcset="/photos/m/img_${n}-300.jpg 300w, /photos/m/img_${n}-600.jpg 600w" alt="A nice photo ${n}" width="150" height="150"></a><figcaption>Caption ${n}</figcaption></figure>\n`;

/** As pages of magazines are: text, links, and a picture now and then. */
const section = (n: number) =>
  `<section class="story"><h2><a href="/story/${n}">Story ${n}</a></h2><img src="/photos/${n}-640.jpg" srcset="/photos/${n}-320.jpg 320w, /photos/${n}-640.jpg 640w, /photos/${n}-1280.jpg 1280w" alt="Story ${n}">${`<p class="text">${'A sentence of some length that says little. '.repeat(12)}<a href="/tag/${n % 50}">more</a></p>`.repeat(10)}</section>\n`;

for (const [name, part] of [
  ['gallery', figure],
  ['magazine', section],
] as const) {
  const html = pageOf(part);
  const times = { parse: [] as number[], extract: [] as number[] };
  let pictures = 0;
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const began = performance.now();
    const $ = await parsePage(html);
    const parsed = performance.now();
    pictures = extractPage({ $, url: 'http://site.test/gallery/' }).pictures.length;
    if (run < WARM_UP) continue;
    times.parse.push(parsed - began);
    times.extract.push(performance.now() - parsed);
  }
  console.log(
    `${name}: ${html.length} characters, ${pictures} pictures; parsing ${shown(times.parse)}, extraction ${shown(times.extract)}`,
  );
}

function pageOf(part: (n: number) => string): string {
  const parts: string[] = [];
  for (let n = 0, length = 0; length < SIZE; n++) {
    const text = part(n);
    parts.push(text);
    length += text.length;
  }
  return `<!doctype html><html><head><title>Page</title></head><body><main>${parts.join('')}</main></body></html>`;
}

function shown(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `${median.toFixed(0)} ms (${(sorted[0] ?? 0).toFixed(0)} to ${(sorted.at(-1) ?? 0).toFixed(0)})`;
}
