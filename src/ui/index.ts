export { formatBytes, plainText } from './format.ts';
export { showProgress } from './progress-line.ts';
export { summaryLines } from './summary.ts';
export { createTerminal, type Terminal } from './terminal.ts';
