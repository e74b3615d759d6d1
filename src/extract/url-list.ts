/** A text that lists URLs, one a line. */
import { Gathering } from './gathering.ts';
import { looksLikePicture } from './file-kind.ts';
import type { Steps } from './steps.ts';
import type { PageContent } from './types.ts';

/** Lines that are looked at. */
const MAX_LINES = 200_000;

/** Blank lines, comments (`#`) and lines that are no URL are passed over: prose has none. */
export function* extractUrlList({ text, url }: { text: string; url: string }): Steps<PageContent> {
  const gathering = new Gathering(url, 'list');
  const lines = text.split(/\r\n|\r|\n/, MAX_LINES);
  for (const [at, line] of lines.entries()) {
    if (at % 500 === 499) yield;
    const entry = line.trim();
    if (!/^https?:\/\/[^\s<>"]+$/i.test(entry)) continue;
    if (looksLikePicture(entry)) gathering.picture([{ url: entry }]);
    else gathering.link(entry, { listed: true });
  }
  return gathering.content();
}
