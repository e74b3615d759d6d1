/** How many transfers a process may have at a time that may open only so many files. */
import process from 'node:process';

/** What is open beside transfers: the state file with its log and lock, standard streams, Node.js itself. */
const OTHER_FILES = 40;
/** A connection, a file, and a connection kept for the next request. */
const FILES_A_TRANSFER = 3;

/** @param openFiles as `ulimit -n` says; undefined where there is no limit */
export function transfersThatFit(openFiles: number | undefined): number {
  if (openFiles === undefined) return Infinity;
  return Math.max(1, Math.floor((openFiles - OTHER_FILES) / FILES_A_TRANSFER));
}

/** Most files that this process may have open; undefined where the system does not say, or sets no limit. */
export function openFilesLimit(): number | undefined {
  const { report } = process;
  const before: unknown = Reflect.get(report, 'excludeNetwork');
  // Else a newer Node.js would look up the names of all peers; an older one does not know the word.
  Reflect.set(report, 'excludeNetwork', true);
  try {
    const { userLimits } = report.getReport() as {
      userLimits?: { open_files?: { soft?: unknown } };
    };
    const soft = userLimits?.open_files?.soft;
    return typeof soft === 'number' ? soft : undefined;
  } finally {
    Reflect.set(report, 'excludeNetwork', before);
  }
}
