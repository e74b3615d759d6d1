/** Asks the hook `onCandidate` about each picture of a page. */
import { setImmediate } from 'node:timers/promises';
import { described, type PageContent, type Picture } from '../extract/index.ts';
import type { CandidateVerdict, PageExtensions } from './extensions.ts';
import { ownCode } from './own-code.ts';
import type { PageView } from './page-view.ts';

/** Longest turn, in milliseconds: transfers go on while a page of thousands of pictures is asked about. */
const TURN_MS = 15;

export async function askCandidates(
  onCandidate: NonNullable<PageExtensions['onCandidate']>,
  content: PageContent,
  view: PageView,
): Promise<PageContent> {
  const pictures: Picture[] = [];
  await ownCode('onCandidate', async () => {
    let began = performance.now();
    for (const picture of content.pictures) {
      const verdict = (await onCandidate(picture, view.open)) as CandidateVerdict;
      const changed = changedBy(verdict, picture, view);
      if (changed) pictures.push(changed);
      if (performance.now() - began < TURN_MS) continue;
      await setImmediate();
      began = performance.now();
    }
  });
  return { ...content, pictures };
}

/** Undefined: its new URL cannot be fetched, and is among the refused. */
function changedBy(
  verdict: CandidateVerdict,
  picture: Picture,
  view: PageView,
): Picture | undefined {
  if (verdict === false) return { ...picture, vetoed: true };
  if (verdict === undefined) return picture;
  const wanted = { ...picture };
  delete wanted.decor;
  if (verdict === true) return wanted;
  if (typeof verdict !== 'object')
    throw new TypeError(`it returned ${typeof verdict}; true, false or an object of changes`);
  const { url, others, linksTo } = verdict;
  const changed: Picture = { ...wanted, ...described(verdict) };
  if (url === undefined && others === undefined && linksTo === undefined) return changed;
  const [named] = view.pictures([
    {
      url: url ?? picture.chosen.url,
      ...(others !== undefined && { others }),
      ...(linksTo !== undefined && { linksTo }),
    },
  ]);
  if (named === undefined) return undefined;
  // What was chosen is the next best of what replaces it.
  const next = url === undefined ? picture.others : [picture.chosen, ...picture.others];
  return {
    ...changed,
    chosen: url === undefined ? picture.chosen : named.chosen,
    others: others === undefined ? next : named.others,
    ...(named.linksTo !== undefined && { linksTo: named.linksTo }),
  };
}
