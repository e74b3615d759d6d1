/** pixhaul's public API. */
export {
  createCrawl,
  type Crawl,
  type CrawlResult,
  type CrawlSettings,
  type CrawlSurroundings,
  type RunOptions,
} from './crawl.ts';
export { inspectPage } from './crawl/inspect/inspect-page.ts';
export type {
  InspectedCandidate,
  InspectedLink,
  InspectedPage,
  InspectionFailure,
  InspectOptions,
  InspectSurroundings,
  LinkRule,
  PageInspection,
} from './crawl/inspect/types.ts';
export {
  verifyCrawl,
  type DamagedPicture,
  type PictureFault,
  type VerifyOptions,
  type VerifyProgress,
  type VerifyResult,
} from './check/index.ts';
export { defineConfig } from './crawl/define-config.ts';
export type { CrawlConfig, CrawlOptions } from './config/index.ts';
export type {
  CandidateVerdict,
  ChangeablePage,
  CrawlExtensions,
  PageExtensions,
  ExtractedPage,
  Extractor,
  ExtractorPage,
  FailedRequest,
  LabelPage,
  OpenPage,
  PageChange,
  PageRequest,
  ReadPage,
  SavedRequest,
} from './crawl/extensions.ts';
export {
  AttemptError,
  CrawlError,
  PixhaulError,
  type AttemptCode,
  type CrawlCode,
} from './errors.ts';
export type {
  Candidate,
  CandidateSource,
  HtmlDocument,
  JsonDocument,
  LinkInput,
  PageContent,
  PageDocument,
  PageLink,
  Paging,
  ParsedPage,
  Picture,
  PictureInput,
  Refused,
  RobotsMeta,
  XmlDocument,
} from './extract/index.ts';
export type { Log } from './log.ts';
export type {
  Attempt,
  Counts,
  DecorRule,
  DuplicateRow,
  FailureRow,
  ImageData,
  ImageRecord,
  ManifestRow,
  Metadata,
  MetadataValue,
  RequestKind,
  SkippedRow,
  SkipRule,
  StateCounts,
} from './model.ts';
export type { OpenedPart, PartFile, Sink } from './output/index.ts';
export type { CrawlEvent, CrawlEventName, CrawlEvents, RequestRef } from './progress/index.ts';
export { listCrawls, openCrawlReader } from './store/catalog.ts';
export type {
  CrawlStoreReader,
  Ended,
  EndedFailure,
  EndedSaved,
  FailureFilter,
  SavedPicture,
  StoreOwner,
  Suspect,
} from './store/contract.ts';
export { crawlStatus, type CrawlStatus } from './store/status.ts';
export {
  defineRecipe,
  type MatchRule,
  type PageRecipe,
  type RecipeDefinition,
  type RecipeMatch,
  type RecipePage,
  type RecipePicture,
  type Selector,
} from './recipes/index.ts';
