/** The config file: loaded and checked. What reads TypeScript is loaded when there is one. */
import { readFile } from 'node:fs/promises';
import { dirname, extname, relative, resolve } from 'node:path';
import { CrawlError, messageOf } from '../errors.ts';
import { optionTable } from './option-table.ts';
import { parseOptions, unknownOption } from './parse.ts';

interface Surroundings {
  folder: string;
  environment: Record<string, string | undefined>;
  /** What a file may hold besides options: recipes, hooks, … */
  extensions: readonly string[];
  /** Packages that a file can import wherever it lies, by name. */
  modules: () => Promise<Record<string, object>>;
}

/**
 * What a config file says; relative folders in it are relative to it, and what an environment variable says goes
 * before it.
 * @throws CrawlError `invalid_config`: says what is wrong, and in which file and line where that is known
 */
export async function loadConfigFile(
  path: string,
  around: Surroundings,
): Promise<Record<string, unknown>> {
  const file = relative(around.folder, path).startsWith('..')
    ? path
    : relative(around.folder, path);
  const found =
    extname(path) === '.json' ? await readJson(path, file) : await run(path, file, around);
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new CrawlError(
      'invalid_config',
      `${file}: its default export is no object of options; write: export default { destination: 'pictures' }`,
    );
  const values = Object.fromEntries(
    Object.entries(found as Record<string, unknown>).filter(([, value]) => value !== undefined),
  );
  check(values, file, around);
  return inPlace(values, dirname(path), around);
}

async function readJson(path: string, file: string): Promise<unknown> {
  let text = '';
  try {
    text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    return JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(messageOf(error))?.[1];
    const line = at === undefined ? '' : `:${text.slice(0, Number(at)).split('\n').length}`;
    throw new CrawlError('invalid_config', `${file}${line}: ${messageOf(error)}`, { cause: error });
  }
}

async function run(path: string, file: string, { modules }: Surroundings): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    // What was translated would be kept in a folder that others of this machine can write to.
    fsCache: false,
    moduleCache: false,
    virtualModules: await modules(),
  });
  try {
    return await jiti.import(path, { default: true });
  } catch (error) {
    throw new CrawlError(
      'invalid_config',
      `${placeOf(error, path, file)}: ${reasonOf(error, path)}`,
      {
        cause: error,
      },
    );
  }
}

/** `pixhaul.config.ts:3:7`, where the error tells. A translation keeps the lines, and not the columns. */
function placeOf(error: unknown, path: string, file: string): string {
  const after = (text: string) => text.split(`${path}:`)[1] ?? '';
  const written = /^\d+:\d+/.exec(after(messageOf(error)))?.[0];
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = written ?? /^\d+/.exec(after(stack))?.[0];
  return place === undefined ? file : `${file}:${place}`;
}

/** Its first line, without the place, which is said already. */
function reasonOf(error: unknown, path: string): string {
  const [first = ''] = messageOf(error).split('\n');
  return first
    .replaceAll(path, '')
    .replace(/^\w*ParseError: /, '')
    .trim();
}

function check(values: Record<string, unknown>, file: string, { extensions }: Surroundings): void {
  const options = Object.entries(values).filter(([key]) => !extensions.includes(key));
  const known = ['start', ...optionTable().map(({ key }) => key)];
  for (const [key] of options) {
    if (!known.includes(key))
      throw new CrawlError(
        'invalid_config',
        `${file}: ${unknownOption(key, [...known, ...extensions])}`,
      );
  }
  try {
    parseOptions(Object.fromEntries(options));
  } catch (error) {
    throw new CrawlError('invalid_config', `${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Folders where they lie, and nothing that the environment decides. */
function inPlace(
  values: Record<string, unknown>,
  folder: string,
  around: Surroundings,
): Record<string, unknown> {
  const rows = new Map(optionTable().map((row) => [row.key, row]));
  const entries = Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    const { env, isPath = false } = rows.get(key) ?? {};
    if (env !== undefined && (around.environment[env] ?? '') !== '') return [];
    const moves = isPath && typeof value === 'string' && folder !== resolve(around.folder);
    return [[key, moves ? resolve(folder, value) : value]];
  });
  return Object.fromEntries(entries);
}
