/** Whether what is to be inspected is a saved page; and where that was saved from. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CrawlError, messageOf, systemCode } from '../../errors.ts';

/** File names of pages, as browsers save them: no host ends in one of these, nor begins like a path. */
const PAGE_FILE = /^[^/]*\.(?:html?|xhtml|php|json|xml)$|^(?:[./~]|[a-z]:\\)/i;
/** What a web address may begin with when its scheme is left out. */
const HOST = /^[^/]*[.:]/;

/**
 * Whether `text` names a file; else it is to be taken for a web address.
 * @throws CrawlError `invalid_option` for a folder, and for a file that is not there or cannot be read
 */
export async function isSavedFile(text: string): Promise<boolean> {
  if (/^https?:/i.test(text)) return false;
  try {
    if (!(await stat(text)).isFile()) throw unusable(`${text} is not a file`);
    await (await open(text)).close();
    return true;
  } catch (error) {
    if (error instanceof CrawlError) throw error;
    if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR')
      throw unusable(`cannot read ${text}: ${messageOf(error)}`, error);
    if (PAGE_FILE.test(text)) throw unusable(`there is no file ${text}`, error);
    if (!HOST.test(text))
      throw unusable(
        `${JSON.stringify(text)} is neither a file nor a web address; write an address with http:// or https://`,
        error,
      );
    return false;
  }
}

function unusable(message: string, cause?: unknown): CrawlError {
  return new CrawlError('invalid_option', message, { cause });
}

/** Where a browser writes down what it saved. */
const SAVED_FROM = /<!--\s*saved from url=\(\d+\)(https?:\/\/[^\s<>"']+?)\s*-->/i;
const HEAD_BYTES = 4096;

/** The address that the file says it was saved from; else one that leads nowhere (RFC 6761 §6.4). */
export async function savedFrom(file: string): Promise<{ url: string; known: boolean }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const url = SAVED_FROM.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
    if (url !== undefined && URL.canParse(url)) return { url: new URL(url).href, known: true };
  } finally {
    await handle.close();
  }
  const url = new URL('https://saved-page.invalid/');
  url.pathname = basename(file);
  return { url: url.href, known: false };
}
