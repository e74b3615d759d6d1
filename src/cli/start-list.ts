/** `-i FILE`: a list of start URLs. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CrawlError, messageOf } from '../errors.ts';

/**
 * Reads start URLs, one a line; blank lines and lines that begin with `#` do not count. `-` reads standard input.
 * @throws CrawlError `invalid_option` when the file cannot be read or a line is no web address.
 */
export async function readStartList(file: string): Promise<string[]> {
  const where = file === '-' ? 'standard input' : file;
  let content: string;
  try {
    content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new CrawlError('invalid_option', `--input: cannot read ${where}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const urls: string[] = [];
  for (const [index, line] of content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const url = line.trim();
    if (url === '' || url.startsWith('#')) continue;
    if (!URL.canParse(url) && !URL.canParse(`https://${url}`))
      throw new CrawlError(
        'invalid_option',
        `--input: line ${index + 1} of ${where} is not a web address: ${JSON.stringify(url.slice(0, 100))}`,
      );
    urls.push(url);
  }
  if (urls.length === 0)
    throw new CrawlError('invalid_option', `--input: ${where} holds no web address`);
  return urls;
}
