/** What the values of options may be, from the API or as text of a command line, and what is said of others. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isIP } from 'node:net';
import { z } from 'zod';
import { parseDuration } from './durations.ts';
import { parseRate, parseSize } from './quantities.ts';

/** What people call a picture type, and the extension that stands for it. */
const PICTURE_TYPES = new Map([
  ...['jpg', 'png', 'gif', 'webp', 'avif', 'heic', 'bmp', 'tif', 'svg', 'jxl', 'ico', 'jp2'].map(
    (ext) => [ext, ext] as const,
  ),
  ['jpeg', 'jpg'],
  ['apng', 'png'],
  ['heif', 'heic'],
  ['tiff', 'tif'],
  ['j2c', 'jp2'],
]);

export const duration = z.union([z.number(), z.string()]).transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= 86_400_000) return ms;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is not a time above 0 and up to 24 h; write seconds (30) or a unit (500ms, 30s, 2m)`,
  });
  return z.NEVER;
});

/** A number from the API, or its digits from the command line. */
export const wholeNumber = (min: number, max: number) =>
  z.union([z.number(), z.string()]).transform((value, context) => {
    const number = typeof value === 'number' ? value : /^\d+$/.test(value) ? Number(value) : NaN;
    if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value)} is not a whole number from ${min} to ${max}`,
    });
    return z.NEVER;
  });

const LOOKS_LIKE_A_HOST = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)/;

/** What is said of a value is read by others than those who may know it. */
const withoutPassword = (text: string): string => text.replace(/^([^/]*\/\/)[^/]*@/, '$1***@');

export const startUrl = z.string().transform((text, context) => {
  const written = LOOKS_LIKE_A_HOST.test(text) ? `https://${text}` : text;
  if (URL.canParse(written)) {
    const url = new URL(written);
    if (url.protocol === 'http:' || url.protocol === 'https:') {
      url.hash = '';
      return url.href;
    }
  }
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(withoutPassword(text))} is not a web address; write it with http:// or https://, like https://example.org/gallery/`,
  });
  return z.NEVER;
});

/** Its address is written down with the options, so that it holds no password. */
const sitemapUrl = startUrl.refine(
  namesNobody,
  'it holds a name or a password; give those with the start URL',
);

export const sitemap = z.union([z.boolean(), sitemapUrl], {
  error: ({ input }) =>
    `${JSON.stringify(input)} is not the address of a sitemap; write it with http:// or https://, or leave it out`,
});

function namesNobody(url: string): boolean {
  const { username, password } = new URL(url);
  return username === '' && password === '';
}

export const pattern = z.string().transform((text, context) => {
  if (!/^\/.*\/$/.test(text) || text.length < 3) return text;
  try {
    new RegExp(text.slice(1, -1), 'u');
    return text;
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(text)} is not a regular expression: ${error instanceof Error ? error.message : String(error)}`,
    });
    return z.NEVER;
  }
});

/** A number of bytes, or text with a decimal unit: `200k`, `2M`, `1.5G`. */
export const size = z.union([z.number(), z.string()]).transform((value, context) => {
  const bytes = parseSize(value);
  if (bytes !== undefined && bytes >= 1) return bytes;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is not a size of at least one byte; write bytes (50000) or a unit (50k, 2M, 1.5G)`,
  });
  return z.NEVER;
});

export const rate = z.string().transform((text, context) => {
  const intervalMs = parseRate(text);
  if (intervalMs !== undefined) return intervalMs;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(text)} is not a rate; write requests a second, minute or hour, like 5/s, 30/m or 100/h`,
  });
  return z.NEVER;
});

export const ratio = z.union([z.number(), z.string()]).transform((value, context) => {
  const number =
    typeof value === 'number' ? value : /^\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
  if (Number.isFinite(number) && number >= 1) return number;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is not a number of at least 1; 3 means that the longer side has at most three times the length of the shorter`,
  });
  return z.NEVER;
});

export const pictureTypes = z
  .union([z.string(), z.array(z.string())])
  .transform((value, context) => {
    const names = (typeof value === 'string' ? [value] : value)
      .flatMap((text) => text.split(','))
      .map((name) => name.trim().toLowerCase().replace(/^\./, ''));
    const unknown = names.filter((name) => !PICTURE_TYPES.has(name));
    if (unknown.length === 0 && names.length > 0)
      return [...new Set(names.map((name) => PICTURE_TYPES.get(name) ?? name))];
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(unknown.join(','))} is not a picture type; types are: ${[...new Set(PICTURE_TYPES.values())].join(', ')}`,
    });
    return z.NEVER;
  });

function parseAddressRange(text: string): string | undefined {
  const [address = '', bits, more] = text.trim().split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const whole = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return version !== 0 && whole && more === undefined ? `${address}/${bits ?? most}` : undefined;
}

/** One address range, or several with commas between them. */
export const addressRanges = z.string().transform((text, context) => {
  const parts = text.split(',');
  const ranges = parts.flatMap((part) => parseAddressRange(part) ?? []);
  if (ranges.length === parts.length) return ranges;
  const wrong = parts.find((part) => parseAddressRange(part) === undefined) ?? '';
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(wrong.trim())} is not an address range; write an address or a CIDR, like 192.168.1.20 or 10.0.0.0/8 or fd00::/8`,
  });
  return z.NEVER;
});

/** Headers that say how bytes travel: pixhaul says that itself, and a picture could not be told whole any more. */
const NOT_FOR_USERS =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|accept-encoding|range|if-.*|proxy-.*)$/;

/** `Name: value`. What is said of others never holds their value. */
export const header = z.string().transform((text, context): [name: string, value: string] => {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(0, colon)).trim().toLowerCase();
  const value = text.slice(colon + 1).trim();
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (colon < 1 || !isValid(() => validateHeaderName(name)))
    return refuse('a header is written "Name: value", like "X-Api-Key: abc"');
  if (NOT_FOR_USERS.test(name)) return refuse(`${name} is for pixhaul itself to set; leave it out`);
  if (value === '' || !isValid(() => validateHeaderValue(name, value)))
    return refuse(`the value of ${name} is empty, or has a character that no header can have`);
  return [name, value];
});

function isValid(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** `name:password` (RFC 7617): the name has no colon, and neither has control characters. */
export const credentials = z.string().transform((text, context) => {
  if (/^[^:]+:/.test(text) && !/\p{Cc}/u.test(text)) return text;
  context.addIssue({
    code: 'custom',
    message: 'write name and password with a colon between them, like me:secret',
  });
  return z.NEVER;
});
