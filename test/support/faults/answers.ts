/** Statuses, gates and malformed headers. */
import { png } from '../pictures.ts';
import { picture, raw, sequence, status, type Answer, type LoggedRequest } from '../site.ts';
import { COOKIE } from './fault-site.ts';
import { failed, saved, type Fault } from './fault.ts';

export function answerFaults(): Fault[] {
  return [...statuses(), ...gates(), ...malformed()];
}

const many = { attempts: 3 };
let seed = 100;
const next = () => png(20, 20, seed++);

function statuses(): Fault[] {
  const [a, b, c, d, e, f] = [next(), next(), next(), next(), next(), next()];
  const date = () => new Date(Date.now() + 2_500).toUTCString();
  const later: Answer = (exchange) => status(503, { 'retry-after': date() })(exchange);
  const laterToo: Answer = (exchange) => status(429, { 'retry-after': date() })(exchange);
  return [
    failed('404', '/answer/404.png', status(404, {}, 'not here'), 'not_found'),
    failed(
      '404 with a picture',
      '/answer/404-picture.png',
      status(404, { 'content-type': 'image/png' }, next()),
      'not_found',
    ),
    failed('410', '/answer/410.png', status(410), 'not_found'),
    failed('400', '/answer/400.png', status(400), 'client_error'),
    failed('451', '/answer/451.png', status(451), 'client_error'),
    failed('500, always', '/answer/500.png', status(500), 'server_error', many),
    saved(
      '503 twice, then fine',
      '/answer/503.png',
      sequence([status(503), status(503), picture(a)]),
      a,
      { asked: 3, alone: true },
    ),
    failed('503, always', '/answer/503-always.png', status(503), 'server_error', {
      ...many,
      alone: true,
    }),
    saved(
      '503 with Retry-After in seconds',
      WAITS[0],
      sequence([status(503, { 'retry-after': '2' }), picture(b)]),
      b,
      { asked: 2, alone: true },
    ),
    saved('503 with Retry-After as a date', WAITS[1], sequence([later, picture(c)]), c, {
      asked: 2,
      alone: true,
    }),
    saved(
      '429 with Retry-After in seconds',
      WAITS[2],
      sequence([status(429, { 'retry-after': '2' }), picture(d)]),
      d,
      { asked: 2, alone: true },
    ),
    saved('429 with Retry-After as a date', WAITS[3], sequence([laterToo, picture(e)]), e, {
      asked: 2,
      alone: true,
    }),
    saved(
      '429 with a Retry-After that is none',
      '/answer/429-nonsense.png',
      sequence([status(429, { 'retry-after': '-soon' }), picture(f)]),
      f,
      { asked: 2, alone: true },
    ),
    failed(
      '206 that nobody asked for',
      '/answer/206.png',
      status(206, { 'content-range': 'bytes 0-9/20' }, 'x'.repeat(10)),
      'unexpected_status',
    ),
    failed('304 that nobody asked for', '/answer/304.png', status(304), 'unexpected_status'),
    failed(
      '200 with an error page',
      '/answer/200-error.png',
      status(200, { 'content-type': 'text/html' }, '<h1>Sorry</h1>'),
      'not_a_picture',
    ),
  ];
}

/** Paths that must not be asked for again before `WAIT_MS`. */
export const WAITS = [
  '/answer/503-seconds.png',
  '/answer/503-date.png',
  '/answer/429-seconds.png',
  '/answer/429-date.png',
] as const;
/** An HTTP date has no fractions. */
export const WAIT_MS = 1_400;

function gates(): Fault[] {
  const [a, b, c, d] = [next(), next(), next(), next()];
  const only = (may: (request: LoggedRequest) => boolean, bytes: Buffer): Answer => {
    return (exchange) => (may(exchange.logged) ? picture(bytes) : status(403))(exchange);
  };
  const hasCookie = ({ headers }: LoggedRequest) => headers.cookie?.includes(COOKIE) === true;
  const hasReferer = ({ headers }: LoggedRequest) => /\/gallery-\d+\/$/.test(headers.referer ?? '');
  return [
    saved("403 without the page's cookie", '/gate/cookie.png', only(hasCookie, a), a, { asked: 1 }),
    saved(
      "403 without the page's cookie, on another port",
      '/gate/cookie-alone.png',
      only(hasCookie, b),
      b,
      { asked: 1, alone: true },
    ),
    saved("403 without the page's referer", '/gate/referer.png', only(hasReferer, c), c, {
      asked: 1,
    }),
    failed('403, always', '/gate/403.png', status(403), 'blocked', many),
    failed(
      '401, always',
      '/gate/401.png',
      status(401, { 'www-authenticate': 'Basic' }),
      'login_required',
    ),
    saved('403 once', '/gate/403-once.png', sequence([status(403), picture(d)]), d, { asked: 2 }),
  ];
}

function malformed(): Fault[] {
  const bytes = next();
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n';
  const length = `content-length: ${bytes.length}\r\n`;
  const cases: [note: string, name: string, answer: Answer][] = [
    ['100 kB of headers', 'headers', raw(`${head}x: ${'y'.repeat(100_000)}\r\n\r\n`, bytes)],
    ['30,000 headers', 'many', raw(`${head}${'x: y\r\n'.repeat(30_000)}\r\n`, bytes)],
    [
      'a chunk size that is no number',
      'chunk',
      raw(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n`, bytes),
    ],
    [
      'a chunk size beyond all bounds',
      'huge',
      raw(`${head}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n`, bytes),
    ],
    [
      'a negative chunk size',
      'negative',
      raw(`${head}transfer-encoding: chunked\r\n\r\n-5\r\n`, bytes),
    ],
    [
      'a length and chunks',
      'both',
      raw(`${head}${length}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    ],
    ['two lengths that differ', 'lengths', raw(`${head}${length}content-length: 7\r\n\r\n`, bytes)],
    ['a length that is no number', 'length', raw(`${head}content-length: some\r\n\r\n`, bytes)],
    ['no HTTP at all', 'ssh', raw('SSH-2.0-OpenSSH_9.2\r\n')],
    ['a header with a bare line feed', 'smuggled', raw(`${head}x: a\n b: c\r\n\r\n`, bytes)],
  ];
  return cases.map(([note, name, answer]) =>
    failed(note, `/malformed/${name}.png`, answer, 'protocol', many),
  );
}
