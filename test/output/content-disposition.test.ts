import contentDisposition from 'content-disposition';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFromDisposition } from '../../src/output/content-disposition.ts';
import { compileTemplate } from '../../src/output/template.ts';
import { hostileText, windowsFaults } from './hostile-text.ts';

/** As it stands on the wire, read as Node reads headers. */
const raw = (text: string) => Buffer.from(text).toString('latin1');

describe('nameFromDisposition', () => {
  it.each([
    // RFC 6266 §5, RFC 8187 §3.2
    ['attachment; filename=example.jpg', 'example'],
    ['INLINE; FILENAME= "an example.jpg"', 'an example'],
    ["attachment; filename*= UTF-8''%e2%82%ac%20rates.png", '€ rates'],
    [`attachment; filename="EURO rates.png"; filename*=utf-8''%e2%82%ac%20rates.png`, '€ rates'],
    ["attachment; filename*=utf-8''%e2%82%ac.png; filename=e.png", '€'],
    ["inline; filename*=iso-8859-1'en'%A3%20rates.gif", '£ rates'],
    ['attachment; filename="a \\"red\\" cat.jpg"', 'a "red" cat'],
    ["attachment; filename*=UTF-8''100%2525.jpg", '100%25'],
    ['attachment; name="x;filename=no.jpg"; filename=yes.jpg', 'yes'],
    // What real servers send.
    ['attachment; filename=a red cat.jpg', 'a red cat'],
    ['attachment; filename=a "red" cat.jpg', 'a "red" cat'],
    ['attachment; filename="a; b.jpg"; size=3;', 'a; b'],
    ['attachment; filename="unclosed.jpg', 'unclosed'],
    ['attachment; filename=猫.jpg', '猫'],
    [raw('attachment; filename="猫 tom.jpg"'), '猫 tom'],
    [raw('attachment; filename=猫 tom.jpg'), '猫 tom'],
    ['attachment; filename="caf\xe9.jpg"', 'café'],
    ['attachment; filename="%E7%8C%AB%20tom.jpg"', '猫 tom'],
    ['attachment; filename="50%.jpg"', '50%'],
    ['filename="cat.jpg"', 'cat'],
    ['attachment filename=cat.jpg', 'cat'],
    ['attachment, filename=cat.jpg', 'cat'],
    ['; filename=cat.jpg', 'cat'],
    ['attachment; filename=a.jpg; filename=b.jpg', 'a'],
    ['attachment; filename="a.jpg", attachment; filename="b.jpg"', 'a'],
    ['attachment; filename*="UTF-8\'\'%E7%8C%AB.jpg"', '猫'],
    ["attachment; filename*=UTF-8''a cat.jpg", 'a cat'],
    ['attachment; filename*=%E7%8C%AB.jpg', '猫'],
    ["attachment; filename*=GBK''%C3%A8.jpg; filename=x.jpg", '猫'],
    ["attachment; filename*=nonsense''%e9.jpg", 'é'],
    ["attachment; filename*=UTF-8''%e9t%e9.jpg; filename=x.jpg", '\ufffdt\ufffd'],
    ['attachment; filename="=?UTF-8?B?54yrLmpwZw==?="', '猫'],
    ['attachment; filename="=?utf-8?Q?=E7=8C=AB_tom.jpg?="', '猫 tom'],
    // Extensions: the bytes say which is right.
    ['inline; filename=cat.tom.JPEG', 'cat.tom'],
    ['inline; filename=image.php', 'image'],
    ['inline; filename=archive.tar', 'archive.tar'],
    ['inline; filename="cat.jpg\u00ad"', 'cat'],
    // Only the last segment.
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="..%2F..%2Fetc%2Fcat.jpg"', 'cat'],
    ['attachment; filename="/abs/cat.jpg"', 'cat'],
    ['attachment; filename="C:\\photos\\cat.jpg"', 'cat'],
    ['attachment; filename="C:\\\\photos\\\\cat.jpg"', 'cat'],
    ["attachment; filename*=UTF-8''..%5c..%5ccat.jpg", 'cat'],
    ["attachment; filename*=UTF-8''cat%00.jpg", 'cat'],
    ["attachment; filename*=UTF-8''cat%E2%80%AEgpj.exe", 'catgpj.exe'],
    [`attachment; filename="${'x'.repeat(300)}.jpg"`, 'x'.repeat(300)],
    // No name.
    ['', undefined],
    ['inline', undefined],
    ['attachment; filename=', undefined],
    ['attachment; filename=""', undefined],
    ['attachment; filename="."', undefined],
    ['attachment; filename=".."', undefined],
    ['attachment; filename="..."', undefined],
    ['attachment; filename=" . "', undefined],
    ['attachment; filename="photos/"', undefined],
    ['attachment; filename=.jpg', undefined],
    ['attachment; filenames=cat.jpg', undefined],
    [';;;=;==;"', undefined],
  ])('%s → %s', (header, expected) => {
    expect(nameFromDisposition(header)).toBe(expected);
  });

  it('gets back every name that a careful server sends', () => {
    const careful = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((name) => /^[^/\\\p{Cc}\p{Cf}\p{Cs}.%?]+$/u.test(name) && name.trim() === name);
    fc.assert(
      fc.property(careful, (name) => {
        expect(nameFromDisposition(contentDisposition(`${name}.jpg`))).toBe(name);
      }),
    );
  });

  it('gives a name without folders, or none, for whatever it is sent', () => {
    const around = fc.constantFrom(
      '',
      'attachment; filename=',
      'a; filename="',
      "; filename*=UTF-8''",
    );
    const wild = fc.oneof(hostileText, hostileText.map(raw), hostileText.map(encodeLoosely));
    fc.assert(
      fc.property(around, wild, around, wild, (a, b, c, d) => {
        const name = nameFromDisposition(a + b + c + d);
        if (name === undefined) return;
        expect(name).toMatch(/^[^/\\\p{Cc}]+$/u);
        expect(name).not.toMatch(/^[. ]*$/);
        expect(name.length).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 1_000 },
    );
  });

  it('stays quick on long headers', () => {
    const start = performance.now();
    for (const piece of ['a', ';', '=', '"', '\\', 'a=', 'a="', ';filename', '%', "'", ' '])
      nameFromDisposition(`attachment; filename=${piece.repeat(1e6)}`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('{name} of a template', () => {
  const template = compileTemplate('{name}.{ext}');
  const fields = {
    host: 'h',
    gallery: '',
    num: 1,
    page: 1,
    url: 'http://a/image.php?id=7',
    ext: 'jpg',
  };

  it.each([
    [undefined, 'image-id-7.jpg'],
    ['inline', 'image-id-7.jpg'],
    ['inline; filename="sun/set.png"', 'set.jpg'],
    ['inline; filename="CON.jpg"', '_CON.jpg'],
    ['inline; filename=".hidden.jpg"', '_hidden.jpg'],
    ['inline; filename="<b>.jpg"', '_b_.jpg'],
  ])('Content-Disposition %s gives %s', (disposition, expected) => {
    expect(
      template.render({ ...fields, ...(disposition === undefined ? {} : { disposition }) }),
    ).toBe(expected);
  });

  it('is a safe file name, whatever the header', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const disposition = `attachment; filename="${text}"`;
        expect(windowsFaults(template.render({ ...fields, disposition }))).toEqual([]);
      }),
    );
  });
});

function encodeLoosely(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
