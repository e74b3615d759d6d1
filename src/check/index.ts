/** What is on disk, compared with the manifest. */
export type { PictureFault } from './check-file.ts';
export {
  verifyCrawl,
  type DamagedPicture,
  type VerifyOptions,
  type VerifyProgress,
  type VerifyResult,
} from './verify-crawl.ts';
