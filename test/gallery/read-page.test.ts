import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { DocumentBody } from '../../src/extract/index.ts';
import type { DeclaredKind } from '../../src/gallery/document-kind.ts';
import { PageEnded } from '../../src/gallery/page-ended.ts';
import { holdPage, withPage } from '../../src/gallery/read-page.ts';
import { startPage } from '../../src/gallery/start-request.ts';

const URL_OF_IT = 'https://site.test/it';

interface Setting {
  declared?: DeclaredKind;
  /** A link led to it. */
  linked?: boolean;
  headers?: Record<string, string>;
}

/** What a body of these bytes is read as. */
async function read(bytes: string | Uint8Array, setting: Setting = {}): Promise<DocumentBody> {
  const { declared = 'json', linked = false, headers = {} } = setting;
  const page = { ...startPage(URL_OF_IT), id: 1, tries: 0, addedAt: 0 };
  if (linked) page.pageUrl = 'https://site.test/';
  const request = {};
  const stream = (async function* () {
    await Promise.resolve();
    yield Buffer.from(bytes);
  })();
  const answer = { page, finalUrl: URL_OF_IT, asked: !linked, type: 'a/b', declared, headers };
  await holdPage(request, stream, answer);
  let body: DocumentBody | undefined;
  await withPage(request, (given) => Promise.resolve(void (body = given)));
  if (body === undefined) throw new Error('nothing was read');
  return body;
}

const MIB = 1024 * 1024;

test('JSON, and what its headers say of further pages', async () => {
  expect(await read('\ufeff{"a": [1]}')).toEqual({ kind: 'json', value: { a: [1] } });
  const headers = { link: '</2>; rel=next', 'x-wp-totalpages': '7' };
  expect(await read('[]', { headers })).toEqual({
    kind: 'json',
    value: [],
    paging: { link: '</2>; rel=next', totalPages: 7 },
  });
});

test('a compressed file is unpacked, within bounds', async () => {
  const sitemap = '<urlset></urlset>';
  expect(await read(gzipSync(sitemap), { declared: 'archive' })).toEqual({
    kind: 'xml',
    text: sitemap,
  });
  const bomb = gzipSync(Buffer.alloc(33 * MIB));
  await expect(read(bomb, { declared: 'archive' })).rejects.toMatchObject({ code: 'too_large' });
  const cut = gzipSync(sitemap).subarray(0, 20);
  await expect(read(cut, { declared: 'archive' })).rejects.toMatchObject({ code: 'truncated' });
});

test('XML in another encoding', async () => {
  const text = '<?xml version="1.0" encoding="iso-8859-1"?><rss><!--\u00e4\u00f6--></rss>';
  const body = await read(Buffer.from(text, 'latin1'), { declared: 'xml' });
  expect(body).toEqual({ kind: 'xml', text });
});

test('a page that begins with a bracket is a page', async () => {
  expect((await read('{ <p>braces</p>', { declared: 'html' })).kind).toBe('html');
});

test('JSON that is not whole, or too large, says so', async () => {
  await expect(read('{"a": ')).rejects.toMatchObject({
    code: 'not_html',
    message: expect.stringMatching(/^https:\/\/site\.test\/it is not valid JSON: /) as string,
  });
  const large = JSON.stringify(['x'.repeat(17 * MIB)]);
  await expect(read(large)).rejects.toMatchObject({ code: 'too_large' });
  await expect(read('<other/>', { declared: 'xml' })).rejects.toMatchObject({ code: 'not_html' });
});

test('what a mere link leads to is read if it is of a known kind', async () => {
  const known = { type: 'Manifest', items: [] };
  expect(await read(JSON.stringify(known), { linked: true })).toMatchObject({ value: known });
  for (const text of ['{"image": "/a.jpg"}', '{"a": ', 'null'])
    await expect(read(text, { linked: true })).rejects.toBeInstanceOf(PageEnded);
});
