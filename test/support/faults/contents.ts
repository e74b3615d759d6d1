/** Bytes that are not what they are sent as. */
import { bytesAfter, gif, jpeg, png } from '../pictures.ts';
import { picture, status, type Answer } from '../site.ts';
import { failed, saved, shared, type Fault } from './fault.ts';

export function contentFaults(): Fault[] {
  return [...noPictures(), ...otherTypes(), ...placeholders()];
}

function noPictures(): Fault[] {
  const as = (text: string, type = 'image/jpeg'): Answer => picture(Buffer.from(text), type);
  const html = '<!doctype html><title>Log in</title><h1>Please log in</h1>';
  const cases: [note: string, name: string, answer: Answer][] = [
    ['HTML as a JPEG', 'html.jpg', as(html)],
    ['HTML after a byte order mark', 'bom.jpg', as(`\ufeff\n\n${html}`)],
    ['HTML after 5 kB of space', 'space.jpg', as(' '.repeat(5_000) + html)],
    ['HTML as HTML', 'html.png', as(html, 'text/html')],
    ['JSON as a JPEG', 'json.jpg', as('{"error":"rate limited"}')],
    ['text', 'text.jpg', as('error: no such file')],
    ['XML', 'xml.jpg', as('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')],
    ['HTML as an SVG', 'html.svg', as(html, 'image/svg+xml')],
    [
      'a page with an SVG in it',
      'inline.svg',
      as('<html><body><svg></svg></body></html>', 'image/svg+xml'),
    ],
    ['zeros', 'zeros.jpg', picture(Buffer.alloc(5_000), 'image/jpeg')],
    ['one byte', 'byte.png', picture(Buffer.from([0x89]))],
    ['a PDF', 'file.pdf.png', as('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj', 'image/png')],
    [
      'a film',
      'film.png',
      picture(Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\0\0isommp42')])),
    ],
    ['a ZIP', 'zip.png', as('PK\u0003\u0004\u0014\0\0\0')],
  ];
  return cases.map(([note, name, answer]) =>
    failed(note, `/content/${name}`, answer, 'not_a_picture', { asked: 1 }),
  );
}

function otherTypes(): Fault[] {
  const [a, b, c, d] = [png(24, 24, 500), jpeg(48, 48, 501), gif(24, 24, 502), png(25, 25, 503)];
  const long = bytesAfter(png(24, 24, 504), 9_000);
  const svg = Buffer.from(
    '\ufeff<?xml version="1.0"?>\n<!-- a drawing -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>\n',
  );
  const bare: Answer = ({ response }) => {
    response.writeHead(200, { 'content-length': String(d.length) }).end(d);
  };
  return [
    saved('a PNG named .jpg, sent as a JPEG', '/content/png.jpg', picture(a, 'image/jpeg'), a, {
      fileName: 'png.png',
    }),
    saved('a JPEG sent as HTML', '/content/jpeg-as-html.jpg', picture(b, 'text/html'), b, {
      fileName: 'jpeg-as-html.jpg',
    }),
    saved(
      'a GIF sent as octets',
      '/content/octets.png',
      picture(c, 'application/octet-stream'),
      c,
      { fileName: 'octets.gif' },
    ),
    saved('a PNG without a type', '/content/bare.png', bare, d, { fileName: 'bare.png' }),
    saved('a PNG with 9 kB after its end', '/content/after.png', picture(long), long, {
      fileName: 'after.png',
    }),
    saved(
      'an SVG with a byte order mark and a doctype',
      '/content/drawing.svg',
      picture(svg, 'image/svg+xml'),
      svg,
      { fileName: 'drawing.svg' },
    ),
  ];
}

/** How many URLs give the placeholder. */
export const PLACEHOLDERS = 24;

function placeholders(): Fault[] {
  const bytes = png(18, 18, 510);
  return Array.from({ length: PLACEHOLDERS }, (_, at) =>
    shared(
      'the placeholder of 1 kB',
      `/content/missing-${at}.png`,
      status(200, { 'content-type': 'image/png' }, bytes),
      bytes,
    ),
  );
}
