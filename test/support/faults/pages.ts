/** Pages that are too much, lead round in circles, or are not what they say. */
import { gzipSync } from 'node:zlib';
import { png } from '../pictures.ts';
import { drained, page, picture, redirect, sequence, status, type Answer } from '../site.ts';
import { encode } from './charsets.ts';
import type { Hosts } from './fault-site.ts';
import { crawled, ELSEWHERE, failed, LINK, saved, skipped, type Fault } from './fault.ts';

/** What `/robots.txt` says. */
export const ROBOTS = 'User-agent: *\nDisallow: /private/\nDisallow: /*.secret.png$\n';

export function pageFaults(hosts: Hosts): Fault[] {
  return [...large(), ...round(), ...encoded(), ...elsewhere(hosts), ...kept()];
}

let seed = 700;
const next = () => png(16, 16, seed++);

/** A page, and the one picture that it shows. */
function withPicture(
  note: string,
  path: string,
  answerWith: (img: string) => Answer,
  more: Pick<Fault, 'asked'> = {},
): Fault[] {
  const bytes = next();
  const src = `${path.replace(/\?.*/, '')}picture.png`;
  return [
    crawled(note, path, answerWith(`<img src="${src}">`), more),
    saved(`the picture of: ${note}`, src, picture(bytes), bytes, { markup: ELSEWHERE, asked: 1 }),
  ];
}

const MIB = 1024 * 1024;

function large(): Fault[] {
  const markup = '<p>nothing to see</p>\n'.repeat(50_000);
  const fifty = Math.ceil((50 * MIB) / markup.length);
  const announced = page(markup.repeat(fifty));
  const chunked: Answer = async ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    for (let i = 0; i < fifty && !response.destroyed; i++) {
      if (!response.write(markup)) await drained(response);
    }
    response.end();
  };
  const zipped = gzipSync(Buffer.alloc(200 * MIB, '<b>'));
  const bomb = status(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }, zipped);
  return [
    failed('50 MB of HTML', '/page/large/', announced, 'too_large', { markup: LINK }),
    failed('50 MB of HTML, chunked', '/page/large-chunked/', chunked, 'too_large', {
      markup: LINK,
    }),
    failed('200 MB of HTML in gzip', '/page/bomb/', bomb, 'too_large', { markup: LINK }),
    ...withPicture('40,000 nested div', '/page/nested/', (img) =>
      page(img + '<div>'.repeat(40_000)),
    ),
    ...withPicture('40,000 nested b', '/page/bold/', (img) => page(img + '<b>'.repeat(40_000))),
    ...withPicture('30,000 attributes', '/page/attributes/', (img) =>
      page(`${img}<p ${Array.from({ length: 30_000 }, (_, at) => `a${at}=1`).join(' ')}>`),
    ),
    ...withPicture('an attribute of 1 MB', '/page/attribute/', (img) =>
      page(`${img}<p title="${'x'.repeat(MIB)}">`),
    ),
    ...withPicture('tags that are never closed', '/page/unclosed/', (img) =>
      page(`${img}${'<a title="'.repeat(20_000)}`),
    ),
  ];
}

function round(): Fault[] {
  const own = (img: string) =>
    page(
      `${img}<a href="">1</a><a href="#x">2</a><a href="?utm_source=a">3</a><a href="/page/self/">4</a>`,
    );
  return [
    ...withPicture('links to itself', '/page/self/', own, { asked: 1 }),
    ...withPicture(
      'parameters in any order',
      '/page/order/?a=1&b=2',
      (img) => page(`${img}<a href="?b=2&amp;a=1">same</a>`),
      { asked: 1 },
    ),
    ...withPicture('500 twice, then fine', '/page/flaky/', (img) =>
      sequence([status(500), status(500), page(img)]),
    ),
    failed('500, always', '/page/500/', status(500), 'server_error', { attempts: 3, markup: LINK }),
    failed('404', '/page/404/', status(404), 'not_found', { markup: LINK }),
  ];
}

const CHINESE =
  '北京的秋天非常美丽，很多人喜欢在这个时候去公园散步，欣赏红叶和菊花。这里是我们的照片集，请慢慢浏览。';
const JAPANESE =
  '京都の秋はとても美しく、多くの人々が紅葉を見るために寺や神社を訪れます。ここに写真を載せましたので、ごゆっくりご覧ください。';

function encoded(): Fault[] {
  const cases = [
    ['gbk', '图片', CHINESE],
    ['shift_jis', '写真', JAPANESE],
  ] as const;
  return cases.flatMap(([label, word, prose]) => {
    const send = (type: string, text: string) =>
      status(200, { 'content-type': type }, encode(text, label));
    const text = (head: string, src: string) =>
      `<!doctype html><html><head>${head}<title>${word}</title></head><body><p>${prose}</p><img src="${src}"></body></html>`;
    const meta = `<meta charset="${label}">`;
    const ways: [note: string, name: string, type: string, head: string][] = [
      ['declared in the header', 'header', `text/html; charset=${label}`, ''],
      ['declared in the page', 'meta', 'text/html', meta],
      ['not declared', 'bare', 'text/html', ''],
      ['declared as UTF-8', 'wrong', 'text/html; charset=utf-8', ''],
      ['declared as UTF-8, and rightly in the page', 'torn', 'text/html; charset=utf-8', meta],
    ];
    return ways.flatMap(([note, name, type, head]) => {
      const bytes = next();
      const path = `/page/${label}-${name}/`;
      const src = `${path}${word}/${name}.png`;
      return [
        crawled(`${label}, ${note}`, path, send(type, text(head, src))),
        saved(`the picture of: ${label}, ${note}`, encodeURI(src), picture(bytes), bytes, {
          markup: ELSEWHERE,
        }),
      ];
    });
  });
}

function elsewhere({ neighbour, other }: Hosts): Fault[] {
  const refresh = (to: string) => (img: string) =>
    page(`<meta http-equiv="refresh" content="0; url=${to}">${img}`);
  const form =
    '<form action="/login" method="post"><input name="user"><input type="password" name="pw"></form>';
  const asks = page(`<title>Log in</title>${form}`);
  return [
    ...withPicture('meta refresh', '/page/refresh/', refresh('/page/refreshed/')),
    ...withPicture('where it leads', '/page/refreshed/', (img) => page(img)).map(hidden),
    ...withPicture('meta refresh to itself', '/page/refresh-self/', refresh('/page/refresh-self/')),
    ...withPicture('a refresh there', '/page/refresh-1/', refresh('/page/refresh-2/')),
    ...withPicture('and back', '/page/refresh-2/', refresh('/page/refresh-1/')).map(hidden),
    failed(
      'leads to a login form',
      '/page/members/',
      redirect('/login?next=/page/members/'),
      'login_required',
      {
        markup: LINK,
        also: { '/login?next=/page/members/': asks },
      },
    ),
    ...withPicture('a login box beside its picture', '/page/box/', (img) => page(`${form}${img}`)),
    skipped(
      'leads to another site',
      '/page/away/',
      redirect(`${neighbour}/away/`),
      'redirected_off_site',
      { markup: LINK },
    ),
    failed(
      'leads to a private address',
      '/page/inside/',
      redirect(`${other}/inside/`),
      'forbidden_address',
      { markup: LINK, asked: 1 },
    ),
    failed(
      'leads to the addresses of a cloud',
      '/page/metadata/',
      redirect('http://169.254.169.254/latest/meta-data/'),
      'forbidden_address',
      { markup: LINK, asked: 1 },
    ),
    failed('to another scheme', '/page/ftp/', redirect('ftp://127.0.0.1/page/'), 'bad_redirect', {
      markup: LINK,
    }),
    failed('redirects to itself', '/page/loop/', redirect('/page/loop/'), 'too_many_redirects', {
      markup: LINK,
    }),
    skipped(
      'a text',
      '/page/text/',
      status(200, { 'content-type': 'text/plain' }, 'nothing'),
      'not_html',
      { markup: LINK },
    ),
  ];
}

const hidden = (fault: Fault): Fault => ({ ...fault, markup: ELSEWHERE });

function kept(): Fault[] {
  const never = page('<img src="/never.png">');
  return [
    skipped('disallowed by robots.txt', '/private/', never, 'robots', { markup: LINK, asked: 0 }),
    skipped('a picture disallowed by robots.txt', '/page/a.secret.png', picture(next()), 'robots', {
      asked: 0,
    }),
    skipped(
      'a picture with X-Robots-Tag',
      '/page/tagged.png',
      picture(next(), 'image/png', { 'x-robots-tag': 'noimageindex' }),
      'robots_tag',
    ),
    crawled(
      'a page whose pictures are not to be taken',
      '/page/noai/',
      page('<meta name="robots" content="noai"><img src="/page/noai/a.png">'),
    ),
    skipped('its picture', '/page/noai/a.png', picture(next()), 'robots_meta', {
      markup: ELSEWHERE,
      asked: 0,
    }),
  ];
}
