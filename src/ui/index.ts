export { formatBytes, plainText } from './format.ts';
export { inspectionLines } from './inspect-lines.ts';
export { showProgress } from './progress-line.ts';
export { nextBestLine, suspectLine, summaryLines } from './summary.ts';
export { createTerminal, type Terminal } from './terminal.ts';
export { verifyProgressText, verifySummaryLines } from './verify-lines.ts';
