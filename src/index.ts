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
  LinkInput,
  PageContent,
  PageDocument,
  PageLink,
  Picture,
  PictureInput,
} from './extract/index.ts';
export type {
  Attempt,
  Counts,
  DuplicateRow,
  FailureRow,
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
  Suspect,
} from './store/contract.ts';
export { crawlStatus, type CrawlStatus } from './store/status.ts';
export {
  defineRecipe,
  type PageRecipe,
  type RecipeDefinition,
  type RecipeMatch,
  type RecipePage,
  type RecipePicture,
} from './recipes/index.ts';
