/**
 * The browser that a session pretends to be: made once by got-scraping, the same that it uses for the session's pages;
 * then every picture of the session sends its headers without asking got-scraping again, which costs more than all the
 * rest of a request.
 */
import { OutgoingMessage, type ClientRequest } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { gotScraping, TransformHeadersAgent } from 'got-scraping';
import { NAVIGATION_HEADERS, type Headers } from './headers.ts';
import { baseOptions } from './options.ts';

/** How the browser speaks TLS. */
export type TlsLook = SecureContextOptions & { requestOCSP?: boolean };

export interface Browser {
  tls: TlsLook;
  /** Names and values in turn, in the case and the order in which this browser sends them, for a request that has `own`. */
  headers(host: string, own: Headers, connection: 'keep-alive' | 'close'): string[];
}

export interface Browsers {
  /** Same token, same browser. At once when the session is known, so that most requests need not wait. */
  of(sessionToken: object): Browser | Promise<Browser>;
}

/** What Node is told of a connection; got names some of it otherwise, and translates. */
const TLS_OPTIONS = [
  'ALPNProtocols',
  'ciphers',
  'ecdhCurve',
  'honorCipherOrder',
  'maxVersion',
  'minVersion',
  'secureOptions',
  'sigalgs',
] as const;

export function createBrowsers(): Browsers {
  const known = new WeakMap<object, Browser>();
  const coming = new WeakMap<object, Promise<Browser>>();
  const make = async (token: object): Promise<Browser> => {
    const browser = browserOf(await look(token));
    known.set(token, browser);
    coming.delete(token);
    return browser;
  };
  return {
    of(token) {
      const browser = known.get(token) ?? coming.get(token);
      if (browser !== undefined) return browser;
      const promise = make(token);
      coming.set(token, promise);
      return promise;
    },
  };
}

interface Look {
  headers: Headers;
  tls: TlsLook;
}

/** The headers that a session's browser sends with a page, names in lower case. Nothing is sent. */
export async function browserHeaders(sessionToken: object): Promise<Headers> {
  const { headers } = await look(sessionToken);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** Asks got-scraping how it would send a request of the session; nothing is sent. */
async function look(sessionToken: object): Promise<Look> {
  let seen: Look | undefined;
  const unsent = new Error('not to be sent');
  try {
    await gotScraping('https://pixhaul.invalid/', {
      ...baseOptions(),
      sessionToken,
      hooks: {
        ...baseOptions().hooks,
        beforeRequest: [
          (options) => {
            const native: Record<string, unknown> = { ...options.createNativeRequestOptions() };
            const tls = Object.fromEntries(TLS_OPTIONS.map((name) => [name, native[name]]));
            seen = { headers: stringsOf(options.headers), tls };
            throw unsent;
          },
        ],
      },
    });
  } catch (error) {
    if (seen === undefined) throw error;
  }
  if (seen === undefined) throw new TypeError('got-scraping sent a request past its hooks');
  return seen;
}

function stringsOf(headers: object): Headers {
  const strings: Headers = {};
  for (const [name, value] of Object.entries(headers) as [string, unknown][])
    if (typeof value === 'string') strings[name] = value;
  return strings;
}

/** Orders of header names remembered; which names a request has hardly varies. */
const MAX_ORDERS = 200;

function browserOf({ headers: all, tls }: Look): Browser {
  const dropped = new Set(NAVIGATION_HEADERS);
  const base: Headers = {};
  for (const [name, value] of Object.entries(all))
    if (!dropped.has(name.toLowerCase())) base[name.toLowerCase()] = value;
  const orders = new Map<string, readonly string[]>();
  const orderOf = (headers: Headers): readonly string[] => {
    const key = Object.keys(headers).join('\n');
    let order = orders.get(key);
    if (order === undefined) {
      if (orders.size >= MAX_ORDERS) orders.clear();
      orders.set(key, (order = arranged(headers)));
    }
    return order;
  };
  return {
    tls,
    headers(host, own, connection) {
      const headers: Headers = { host, ...base, ...own, connection };
      const raw: string[] = [];
      for (const name of orderOf(headers)) raw.push(name, headers[name.toLowerCase()] ?? '');
      return raw;
    },
  };
}

/** The names as got-scraping's agent would send them: it looks at the User-Agent to tell the browser. */
function arranged(headers: Headers): string[] {
  // All that the agent asks of a request is what every message has.
  const any: unknown = new OutgoingMessage();
  const message = any as ClientRequest;
  // Removed for good, or a GET would get a length, which no browser sends.
  message.removeHeader('content-length');
  message.removeHeader('transfer-encoding');
  for (const [name, value] of Object.entries(headers)) message.setHeader(name, value);
  const agent = new TransformHeadersAgent({} as never);
  agent.transformRequest(message, { sortHeaders: true });
  return message.getRawHeaderNames();
}
