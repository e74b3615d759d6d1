/** How a page ends that is not read. */
import type { LeasedGallery, Outcome, SkipRule } from '../model.ts';

/** Thrown to end a page without reading it; Crawlee knows no other way out of a navigation. */
export class PageEnded extends Error {
  override readonly name = 'PageEnded';
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(`the page ended as ${outcome.state}`);
    this.outcome = outcome;
  }
}

/** The thumbnails that led to a page that is not read are all that is left of its pictures. */
export function unreadable(page: LeasedGallery, rule: SkipRule): Outcome {
  return { state: 'skipped', rule, found: page.data.thumbnails ?? [] };
}
