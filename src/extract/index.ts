/** Markup to pictures and links: pure, without network or Crawlee. */
export { looksLikeOtherFile, looksLikePicture } from './file-kind.ts';
export { described, GivenContent, type LinkInput, type PictureInput } from './given.ts';
export { own } from './own.ts';
export { extractDocument, type PageDocument } from './document.ts';
export { extractPage, extractPageInTurns } from './page.ts';
export { pictureKey } from './rendition.ts';
export { requestKey } from './request-key.ts';
export { parseSrcset, type SrcsetCandidate } from './srcset.ts';
export type { Candidate, PageContent, PageLink, Picture } from './types.ts';
export { hostOf, MAX_URL_LENGTH, normaliseUrl, siteOf } from './url.ts';
export { parsePage, type ParsedPage } from './tree.ts';
