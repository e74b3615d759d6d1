import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePage } from '../../src/gallery/charset.ts';

/** "画廊：猫和狗的照片，春天的公园" */
const GBK = Buffer.from('bbadc0c8a3bac3a8bacdb9b7b5c4d5d5c6aca3acb4baccecb5c4b9abd4b0', 'hex');
const CHINESE = '画廊：猫和狗的照片，春天的公园';
/** "ギャラリー：猫と犬の写真、春の公園" */
const SHIFT_JIS = Buffer.from(
  '834d83838389838a815b8146944c82c68ca282cc8eca905e81418f7482cc8cf68980',
  'hex',
);
const JAPANESE = 'ギャラリー：猫と犬の写真、春の公園';
const BIG5 = Buffer.from('bfdfa9b8b5a5a4a4a4e5aabaacdba4f9b2b3', 'hex');

const meta = (charset: string) => `<meta charset="${charset}">`;
const pageOf = (head: string, title: Buffer) =>
  Buffer.concat([Buffer.from(`<html><head>${head}<title>`), title, Buffer.from('</title>')]);

type Case = [what: string, bytes: Buffer, contentType: string | undefined, encoding: string];
const utf8 = Buffer.from(CHINESE);
const cases: Case[] = [
  ['UTF-8 in the header', pageOf('', utf8), 'text/html; charset=utf-8', 'utf-8'],
  ['UTF-8 without a word', pageOf('', utf8), 'text/html', 'utf-8'],
  ['nothing but ASCII', pageOf('', Buffer.from('x')), undefined, 'utf-8'],
  ['ASCII that says Shift_JIS', pageOf(meta('x-sjis'), Buffer.from('x')), undefined, 'shift_jis'],
  ['GBK in the header', pageOf('', GBK), 'text/html;charset=GB2312', 'gbk'],
  ['GBK in the meta', pageOf(meta('gbk'), GBK), 'text/html', 'gbk'],
  [
    'GBK in an http-equiv',
    pageOf(`<meta http-equiv=Content-Type content='text/html; charset=gb2312'>`, GBK),
    'text/html',
    'gbk',
  ],
  ['GBK that is not declared', pageOf('', GBK), 'text/html', 'gb18030'],
  ['GBK declared as UTF-8', pageOf('', GBK), 'text/html; charset=utf-8', 'gb18030'],
  ['GBK, rightly in the meta only', pageOf(meta('gbk'), GBK), 'text/html; charset=utf-8', 'gbk'],
  ['GBK behind a server default', pageOf(meta('gbk'), GBK), 'text/html;charset=iso-8859-1', 'gbk'],
  ['Shift_JIS in the header', pageOf('', SHIFT_JIS), 'text/html; charset=Shift_JIS', 'shift_jis'],
  ['Shift_JIS in the meta', pageOf(meta('Shift_JIS'), SHIFT_JIS), undefined, 'shift_jis'],
  ['Shift_JIS that is not declared', pageOf('', SHIFT_JIS), 'text/html', 'shift_jis'],
  ['Shift_JIS declared as UTF-8', pageOf(meta('utf-8'), SHIFT_JIS), 'text/html', 'shift_jis'],
  [
    'Shift_JIS in an XML declaration',
    Buffer.concat([Buffer.from('<?xml version="1.0" encoding="Shift_JIS"?>'), SHIFT_JIS]),
    undefined,
    'shift_jis',
  ],
  ['UTF-8 declared as GBK', pageOf(meta('gbk'), utf8), 'text/html; charset=gbk', 'utf-8'],
  ['UTF-8 declared as Latin-1', pageOf('', utf8), 'text/html; charset=iso-8859-1', 'utf-8'],
  ['an unknown label', pageOf(meta('klingon'), GBK), 'text/html; charset=nonsense', 'gb18030'],
  ['a meta in a comment', pageOf(`<!-- ${meta('big5')} -->`, GBK), undefined, 'gb18030'],
  ['a meta of something else', pageOf('<meta content="charset=big5">', GBK), undefined, 'gb18030'],
  ['Big5 in the meta', pageOf(meta('big5'), BIG5), undefined, 'big5'],
  ['UTF-16 with a mark', Buffer.from(`\ufeff<p>${CHINESE}`, 'utf16le'), undefined, 'utf-16le'],
  ['UTF-16 in the header', Buffer.from('<p>a', 'utf16le'), 'text/html;charset=utf-16', 'utf-16le'],
  ['ASCII that claims UTF-16', Buffer.from('<p>a'), 'text/html; charset=utf-16', 'utf-8'],
  ['a mark against the header', Buffer.from(`\ufeff${CHINESE}`), 'text/html;charset=gbk', 'utf-8'],
  [
    'UTF-8 with a broken character',
    pageOf('', Buffer.concat([utf8, Buffer.from([0xe4, 0xb8])])),
    'text/html; charset=utf-8',
    'utf-8',
  ],
];

describe('the encoding of a page', () => {
  it.each(cases)('%s', (_, bytes, contentType, encoding) => {
    const page = decodePage(bytes, contentType);
    expect(page.encoding).toBe(encoding);
    if (bytes.includes(GBK) || bytes.includes(utf8)) expect(page.html).toContain(CHINESE);
    if (bytes.includes(SHIFT_JIS)) expect(page.html).toContain(JAPANESE);
  });

  it('Latin letters without a word are read as most pages mean them', () => {
    const german = Buffer.from('Grüße aus München, schöne Bäume und Häuser', 'latin1');
    expect(decodePage(pageOf('', german), undefined).html).toContain('Grüße aus München');
  });

  it('whatever comes, it is read', () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.option(fc.string(), { nil: undefined }),
        (bytes, contentType) => {
          expect(typeof decodePage(Buffer.from(bytes), contentType).html).toBe('string');
        },
      ),
    ));
});
