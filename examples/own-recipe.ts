/**
 * A recipe: the pictures of one gallery of the demo site, called as their captions say, and nothing else.
 * `npx tsx examples/own-recipe.ts [URL…]`, of pages like those of the demo site.
 */
import { createCrawl, defineRecipe } from '../src/index.ts';
import { exampleSite } from './demo/example-site.ts';

const coast = defineRecipe({
  id: 'coast',
  match: '*/coast/*',
  pictures: 'figure a',
  name: 'figcaption',
  next: '.pages a[rel=next]',
  only: true,
});

const { start, waits, close } = await exampleSite();
const crawl = createCrawl({
  start: start.map((url) => new URL('coast/', url).href),
  name: 'own-recipe',
  destination: 'pictures/own-recipe',
  filename: '{num} {name}.{ext}',
  recipes: [coast],
  ...waits,
});
crawl.on('saved', ({ record }) => console.log(record.fileName));
await crawl.run();
await close();
