/** Markup to pictures and links: pure, without network or Crawlee. */
export { looksLikeOtherFile, looksLikePicture } from './file-kind.ts';
export { described, GivenContent, type LinkInput, type PictureInput } from './given.ts';
export { own } from './own.ts';
export {
  createReader,
  extractDocument,
  type DocumentBody,
  type HtmlDocument,
  type PageDocument,
} from './document.ts';
export { isKnownJson, type JsonDocument, type Paging } from './json/index.ts';
export { parseJsonPath } from './json/path.ts';
export { rootNameOf } from './root-name.ts';
export { isKnownXml, type XmlDocument } from './xml/index.ts';
export { extractPage, extractPageInTurns } from './page.ts';
export { pictureKey } from './rendition.ts';
export { standsIn } from './rank.ts';
export { requestKey } from './request-key.ts';
export { parseSrcset, type SrcsetCandidate } from './srcset.ts';
export type {
  Candidate,
  CandidateSource,
  PageContent,
  PageLink,
  Picture,
  Refused,
  RobotsMeta,
} from './types.ts';
export { hostOf, MAX_URL_LENGTH, normaliseUrl, siteOf } from './url.ts';
export { parsePage, type ParsedPage } from './tree.ts';
