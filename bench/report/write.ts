/** Keeps results: as JSON under their date, and all newest ones as one Markdown page. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { newestOf, pageOf } from './page.ts';
import { FORMAT, type Results } from './results.ts';

/**
 * @param workloads all there are, in the order of the page
 * @returns the files written
 */
export async function writeResults(
  results: Results,
  folder: string,
  workloads: readonly string[],
): Promise<string[]> {
  const { measuredAt, workload, fileSystem } = results;
  const json = join(folder, `${measuredAt.slice(0, 10)}-${workload}-${fileSystem}.json`);
  const page = join(folder, 'latest.md');
  await mkdir(folder, { recursive: true });
  await writeFormatted(json, JSON.stringify(results));
  await writeFormatted(page, pageOf(newestOf(await readAll(folder), workloads)));
  return [json, page];
}

async function readAll(folder: string): Promise<Results[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts
    .map((text) => JSON.parse(text) as Partial<Results>)
    .filter((results): results is Results => results.format === FORMAT);
}

/** The results are kept in the repository, where every file is formatted. */
async function writeFormatted(file: string, text: string): Promise<void> {
  const style = await resolveConfig(file);
  await writeFile(file, await format(text, { ...style, filepath: file }));
}
