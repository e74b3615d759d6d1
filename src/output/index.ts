export { hold } from './chunks.ts';
/** File names, the sink that keeps the files, and exports of what was saved. */
export { alternatives } from './alternatives.ts';
export { createDiskSink } from './disk-sink.ts';
export {
  DUPLICATE_COLUMNS,
  exportRows,
  FAILURE_COLUMNS,
  MANIFEST_COLUMNS,
  SKIPPED_COLUMNS,
  withoutUserInfo,
} from './export.ts';
export type { ExportFormat } from './export.ts';
export { folderIdentity } from './root-folder.ts';
export { setAside } from './set-aside.ts';
export type { OpenedPart, PartFile, Sink } from './sink.ts';
export { compileTemplate, DEFAULT_FILE_NAME } from './template.ts';
export type { FileNameTemplate, NameFields } from './template.ts';
