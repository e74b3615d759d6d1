/** `pixhaul inspect URL|FILE`: what a crawl would make of each URL on a page. */
import { inspectPage } from '../../crawl/inspect/inspect-page.ts';
import type { InspectOptions } from '../../crawl/inspect/types.ts';
import { inspectionLines, plainText } from '../../ui/index.ts';
import { EXIT } from '../exit-codes.ts';
import { abortOnSignals } from '../signals.ts';

export interface InspectFlags {
  json?: boolean;
  url?: string;
}

export async function inspectAndShow(
  urlOrFile: string,
  options: InspectOptions,
  { json, url }: InspectFlags,
): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`${plainText(line)}\n`);
  const { signal, stopListening } = abortOnSignals(say);
  try {
    const inspection = await inspectPage(
      urlOrFile,
      { ...options, ...(url === undefined ? {} : { url }) },
      { environment: process.env, signal },
    );
    const { failure, warnings } = inspection;
    for (const { message } of warnings) say(`warning: ${message}`);
    if (failure !== undefined) say(`the page was not read: ${failure.code}: ${failure.message}`);
    if (json === true) process.stdout.write(`${safeJson(inspection)}\n`);
    else if (failure === undefined) {
      const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
      for (const line of inspectionLines(inspection, columns)) process.stdout.write(`${line}\n`);
    }
    return failure === undefined ? EXIT.ok : EXIT.failures;
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    stopListening();
  }
}

/** JSON escapes the control characters of ASCII only; a terminal obeys others too. */
function safeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
