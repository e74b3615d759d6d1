import fc from 'fast-check';
import { HTTPError, gotScraping } from 'got-scraping';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_CODES, AttemptError } from '../../src/errors.ts';
import { redactText, redactUrl, statusError, toAttemptError } from '../../src/http/index.ts';
import { status, withSite } from '../support/site.ts';

function coded(code: string, message = 'boom', more: object = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

describe('toAttemptError', () => {
  const timeouts = [
    ['lookup', 'dns'],
    ['connect', 'connect_timeout'],
    ['secureConnect', 'connect_timeout'],
    ['send', 'response_timeout'],
    ['response', 'response_timeout'],
    ['request', 'transfer_timeout'],
    ['socket', 'stalled'],
    ['read', 'stalled'],
  ].map(([event, code]): [string, unknown, string] => [
    `got timeout ${event ?? ''}`,
    coded('ETIMEDOUT', `Timeout awaiting '${event ?? ''}' for 1500ms`, {
      name: 'TimeoutError',
      event,
    }),
    code ?? '',
  ]);
  const codes = Object.entries({
    ENOTFOUND: 'dns',
    EAI_AGAIN: 'dns',
    EAI_NODATA: 'dns',
    ESERVFAIL: 'dns',
    ECONNREFUSED: 'connect',
    EHOSTUNREACH: 'connect',
    ENETUNREACH: 'connect',
    EMFILE: 'unexpected',
    ETIMEDOUT: 'connect_timeout',
    ECONNRESET: 'reset',
    ECONNABORTED: 'reset',
    EPIPE: 'reset',
    ERR_STREAM_PREMATURE_CLOSE: 'reset',
    HPE_INVALID_CONSTANT: 'protocol',
    HPE_HEADER_OVERFLOW: 'protocol',
    CERT_HAS_EXPIRED: 'tls',
    CERT_NOT_YET_VALID: 'tls',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
    ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
    ERR_SSL_WRONG_VERSION_NUMBER: 'tls',
    EPROTO: 'tls',
    ERR_TOO_MANY_REDIRECTS: 'too_many_redirects',
    ERR_INVALID_URL: 'bad_redirect',
    ERR_UNSUPPORTED_PROTOCOL: 'bad_redirect',
    UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
    UND_ERR_HEADERS_TIMEOUT: 'response_timeout',
    UND_ERR_BODY_TIMEOUT: 'stalled',
    UND_ERR_SOCKET: 'reset',
    Z_DATA_ERROR: 'protocol',
    Z_BUF_ERROR: 'truncated',
    ENOENT: 'unexpected',
    ERR_GOT_REQUEST_ERROR: 'unexpected',
  }).map(([code, expected]): [string, unknown, string] => [code, coded(code), expected]);
  const messages = Object.entries({
    'request timed out after 30 seconds.': 'response_timeout',
    'Navigation timed out after 30 seconds.': 'response_timeout',
    'requestHandler timed out after 60 seconds (abc).': 'unexpected',
    'Resource http://h/ served Content-Type image/png, but only text/html are allowed. Skipping resource.':
      'not_html',
    'Resource http://h/ served with unsupported charset/encoding: x': 'not_html',
    'Request blocked - received 403 status code.': 'blocked',
    'Detected a session error, rotating session... \nRequest blocked - received 429 status code.':
      'rate_limited',
    '503 - Internal Server Error: sorry': 'server_error',
    'The proxy responded with 407 Proxy Authentication Required: ': 'connect',
    'Proxy responded with 502 Bad Gateway: 0 bytes': 'connect',
    'Unsupported protocol: ftp:': 'bad_redirect',
    'socket hang up': 'reset',
    '': 'unexpected',
    "Cannot read properties of undefined (reading 'x')": 'unexpected',
  }).map(([message, code]): [string, unknown, string] => [message, new Error(message), code]);
  const truncated = coded('ECONNRESET', 'The server aborted pending request', {
    name: 'ReadError',
    response: { headers: { 'content-length': '5' } },
  });
  const wrapped: [string, unknown, string][] = [
    ['a cause', new Error('fetch failed', { cause: coded('ENOTFOUND') }), 'dns'],
    ['a deep cause', new Error('a', { cause: new Error('b', { cause: coded('EPIPE') }) }), 'reset'],
    [
      'happy eyeballs',
      new AggregateError([coded('ETIMEDOUT'), coded('ENETUNREACH')]),
      'connect_timeout',
    ],
    [
      'an AggregateError in a cause',
      new Error('x', { cause: new AggregateError([coded('ECONNREFUSED')]) }),
      'connect',
    ],
    ['a body with a length', truncated, 'truncated'],
    [
      'a body without',
      coded('ECONNRESET', 'x', { name: 'ReadError', response: { headers: {} } }),
      'reset',
    ],
  ];
  it.each([...timeouts, ...codes, ...messages, ...wrapped])('%s', (_, error, code) => {
    expect(toAttemptError(error).code).toBe(code);
  });

  it('lets our own errors through, also from inside others', () => {
    const ours = new AttemptError('stalled', 'x');
    expect(toAttemptError(ours)).toBe(ours);
    expect(toAttemptError(new Error('y', { cause: ours }))).toBe(ours);
  });

  it('reads the status of an HTTPError', () =>
    withSite({ '*': status(429, { 'retry-after': '7' }) }, async (site) => {
      const failing = gotScraping(site.url, { throwHttpErrors: true, retry: { limit: 0 } });
      const error: unknown = await Promise.resolve(failing).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(HTTPError);
      expect(toAttemptError(error)).toMatchObject({
        code: 'rate_limited',
        status: 429,
        retryAfterMs: 7_000,
      });
    }));

  it('makes one clear sentence', () => {
    const refused = coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:80', {
      address: '::1',
      port: 80,
    });
    expect(toAttemptError(refused).message).toBe(
      'The connection was refused (::1:80, ECONNREFUSED).',
    );
    const waited = coded('ETIMEDOUT', "Timeout awaiting 'response' for 1500ms", {
      event: 'response',
    });
    expect(toAttemptError(waited).message).toBe('No response headers in time (1.5 s).');
    const cyclic = new Error('round');
    cyclic.cause = cyclic;
    expect(toAttemptError(cyclic).message).toBe('round');
    expect(toAttemptError(new Error('at\n  http://u:hunter2@h/?token=abc')).message).toBe(
      'at http://***@h/?token=***',
    );
  });

  it('never throws, and answers anything with a known code and one line', () => {
    const evil = fc.constant({
      get message(): string {
        throw new Error('gotcha');
      },
      get cause(): unknown {
        return evilCause;
      },
    });
    const evilCause = { errors: [null, 1, { cause: 7 }] };
    const error = fc
      .record({
        message: fc.anything(),
        code: fc.anything(),
        cause: fc.anything(),
        errors: fc.anything(),
      })
      .map((fields) => Object.assign(new Error(), fields));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), evil, error), (thrown) => {
        const { code, message } = toAttemptError(thrown);
        expect(Object.keys(ATTEMPT_CODES)).toContain(code);
        expect(message).toMatch(/^\S[^\n]{0,400}$/);
      }),
    );
  });
});

describe('statusError', () => {
  it.each([
    [200, undefined],
    [203, undefined],
    [204, 'unexpected_status'],
    [205, 'unexpected_status'],
    [206, 'unexpected_status'],
    [100, 'unexpected_status'],
    [302, 'unexpected_status'],
    [304, 'unexpected_status'],
    [400, 'client_error'],
    [401, 'login_required'],
    [403, 'blocked'],
    [404, 'not_found'],
    [408, 'server_error'],
    [410, 'not_found'],
    [416, 'client_error'],
    [418, 'client_error'],
    [425, 'server_error'],
    [429, 'rate_limited'],
    [451, 'client_error'],
    [500, 'server_error'],
    [503, 'server_error'],
    [599, 'server_error'],
    [600, 'unexpected_status'],
    [999, 'unexpected_status'],
    [0, 'unexpected_status'],
  ])('%i is %s', (code, expected) => {
    expect(statusError(code, {}, 0)?.code).toBe(expected);
  });

  it('carries status, Retry-After and a sentence', () => {
    expect(statusError(503, { 'retry-after': '12' }, 0)).toMatchObject({
      status: 503,
      retryAfterMs: 12_000,
      message: 'The server answered 503 Service Unavailable.',
    });
    expect(statusError(599, { 'retry-after': 'soon' }, 0)).toMatchObject({
      retryAfterMs: undefined,
      message: 'The server answered 599.',
    });
  });
});

describe('redactUrl', () => {
  it.each([
    ['http://h/a.png?w=1&h=2#top', 'http://h/a.png?w=1&h=2#top'],
    ['http://user:pa:ss@h:8080/a', 'http://***@h:8080/a'],
    ['http://user@h', 'http://***@h'],
    ['http://us@er:p@ss@h/x@y', 'http://***@h/x@y'],
    ['HTTPS:\\\\u:p@h\\x', 'HTTPS:\\\\***@h\\x'],
    ['//u:p@h/', '//***@h/'],
    ['socks5://u:p@h:1080', 'socks5://***@h:1080'],
    ['http://h/?token=abc&x=1', 'http://h/?token=***&x=1'],
    ['http://h/?x=1&Access_Token=abc', 'http://h/?x=1&Access_Token=***'],
    [
      'http://h/?X-Amz-Signature=0f&X-Amz-Credential=AK',
      'http://h/?X-Amz-Signature=***&X-Amz-Credential=***',
    ],
    [
      'http://h/?sig=1&api_key=2&key=3&password=4&jwt=5',
      'http://h/?sig=***&api_key=***&key=***&password=***&jwt=***',
    ],
    ['http://h/a;jsessionid=abc/b;v=1?x=1', 'http://h/a;jsessionid=***/b;v=1?x=1'],
    ['http://h/?PHPSESSID=abc', 'http://h/?PHPSESSID=***'],
    ['http://h/#access_token=abc', 'http://h/#access_token=***'],
    ['http://h/?v=0123456789abcdef0123456789abcdef01', 'http://h/?v=***'],
    ['http://h/?to=http://u:p@k/', 'http://h/?to=http://***@k/'],
    ['http://h/keys/monkey?monkey=1&page=2&token=', 'http://h/keys/monkey?monkey=1&page=2&token='],
    ['no url at all', 'no url at all'],
    ['', ''],
  ])('%s', (url, expected) => {
    expect(redactUrl(url)).toBe(expected);
    expect(redactUrl(expected)).toBe(expected);
  });

  it('hides every password, whatever it looks like', () => {
    const secret = fc.stringMatching(/^[\w!$'()*,;:=.@~%-]{3,20}$/).map((text) => `s3cr3t${text}`);
    fc.assert(
      fc.property(secret, fc.webUrl({ withQueryParameters: true }), (password, url) => {
        expect(redactUrl(url.replace('//', () => `//me:${password}@`))).not.toContain('s3cr3t');
      }),
    );
  });

  it('takes secrets out of text', () => {
    expect(redactText('Cookie: a=1; b=2\nnext')).toBe('Cookie: *** next');
    expect(redactText('got authorization = Bearer abcdef123')).toBe('got authorization = ***');
    expect(redactText('used Bearer abcdef123 there')).toBe('used Bearer *** there');
    expect(redactText('sent X-Api-Key: abc')).toBe('sent X-Api-Key: ***');
    expect(redactText('proxy me:hunter2@10.0.0.1:8080 refused')).toBe(
      'proxy ***@10.0.0.1:8080 refused',
    );
    expect(redactText('at //me:hunter2@h/x')).toBe('at //***@h/x');
    expect(redactText('got eyJhbGciOiJI.eyJzdWIiOiI.c2lnbmF0dXJl back')).toBe('got *** back');
    expect(redactText('10:30 a@b.example: ratio 4:3')).toBe('10:30 a@b.example: ratio 4:3');
    expect(redactText('x'.repeat(1_000))).toHaveLength(300);
  });
});
