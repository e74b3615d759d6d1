/** Where the config file is. By itself: it is looked for at every start, and there mostly is none. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CrawlError } from '../errors.ts';

/** Looked for in the working folder alone: what is in a folder above is another project's, or a stranger's. */
const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((end) => `pixhaul.config.${end}`);

/**
 * The path of the config file, or undefined where there is none.
 * @throws CrawlError `invalid_config` when a named one is not there, or several are
 */
export function findConfigFile(given: string | undefined, folder: string): string | undefined {
  if (given !== undefined) {
    const path = resolve(folder, given);
    if (existsSync(path)) return path;
    throw new CrawlError('invalid_config', `there is no config file ${given} (--config)`);
  }
  const [first, second] = NAMES.filter((name) => existsSync(join(folder, name)));
  if (second !== undefined)
    throw new CrawlError(
      'invalid_config',
      `both ${first} and ${second} are here: keep one, or name one with --config`,
    );
  return first === undefined ? undefined : join(folder, first);
}
