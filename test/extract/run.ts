/** `npm run test:extract`: how well pictures are found on saved pages; exit code 1 below the bounds. */
import { table } from '../galleries/table.ts';
import { fixturePages, scoreOf, totals } from './fixture-pages.ts';

const LEAST_RECALL = 1;
const LEAST_PRECISION = 0.98;

const scores = (await fixturePages()).map(scoreOf);
const head = ['page', 'originals', 'found', 'missing', 'extras', 'decor', 'as expected'];
const rows = scores.map((score) => [
  score.name,
  score.expected,
  score.found,
  score.missing.length,
  score.extras.length + score.extrasKnown,
  score.decorExpected,
  score.decorExpected - score.decorWrong.length,
]);
console.log(table(head, rows));
for (const { name, missing, extras, decorWrong, linksMissing, othersMissing } of scores) {
  const wrong = {
    missing,
    extra: extras,
    decor: decorWrong,
    'link missing': linksMissing,
    'rendition missing': othersMissing,
  };
  for (const [what, list] of Object.entries(wrong))
    for (const one of list) console.log(`${name}: ${what}: ${one}`);
}
const { recall, precision, expected, found, chosen, decorExpected, decorRight } = totals(scores);
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
console.log(
  `\n${scores.length} pages. Recall ${percent(recall)} (${found} of ${expected}). ` +
    `Precision ${percent(precision)} (${found} of ${chosen}). Decoration ${decorRight} of ${decorExpected}.`,
);
process.exitCode = recall < LEAST_RECALL || precision < LEAST_PRECISION ? 1 : 0;
