/** Keeps results: as JSON under their date, and as the latest Markdown page. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { pageOf } from './markdown.ts';
import type { Results } from './results.ts';

/** Where reading, hashing and writing the bytes begins to outweigh everything else. */
const SMALL_BYTES = 50_000;

/** @returns the files written */
export async function writeResults(results: Results, folder: string): Promise<string[]> {
  const kind = results.options.size < SMALL_BYTES ? 'small' : 'large';
  const json = join(folder, `${results.measuredAt.slice(0, 10)}-${kind}.json`);
  const page = join(folder, 'latest.md');
  await mkdir(folder, { recursive: true });
  await writeFormatted(json, JSON.stringify(results));
  await writeFormatted(page, pageOf(results));
  return [json, page];
}

/** The results are kept in the repository, where every file is formatted. */
async function writeFormatted(file: string, text: string): Promise<void> {
  const style = await resolveConfig(file);
  await writeFile(file, await format(text, { ...style, filepath: file }));
}
