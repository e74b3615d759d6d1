/**
 * The one schema of a crawl's options. Types, defaults, command-line flags, environment variables and
 * `docs/options.md` are all made of it.
 */
import { z } from 'zod';
import { parseDuration } from './durations.ts';

/** What the command line and the documentation need to know of an option beyond its type. */
export interface OptionMeta {
  /** Commander's notation: `-d, --destination <folder>`. */
  flag: string;
  description: string;
  env?: string;
  /** Shown as the default where the schema has none. */
  defaultText?: string;
}

declare module 'zod' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- declaration merging is how zod types its metadata
  interface GlobalMeta extends Partial<OptionMeta> {}
}

const duration = z.union([z.number(), z.string()]).transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= 86_400_000) return ms;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is not a time above 0 and up to 24 h; write seconds (30) or a unit (500ms, 30s, 2m)`,
  });
  return z.NEVER;
});

/** A number from the API, or its digits from the command line. */
const wholeNumber = (min: number, max: number) =>
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

const startUrl = z.string().transform((text, context) => {
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
    message: `${JSON.stringify(text)} is not a web address; write it with http:// or https://, like https://example.org/gallery/`,
  });
  return z.NEVER;
});

const pattern = z.string().transform((text, context) => {
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

const seconds = (ms: number) => `${ms / 1000}s`;

export const crawlOptionsSchema = z.strictObject({
  start: z.array(startUrl).default([]),
  destination: z.string().min(1, 'must name a folder').default('pictures').meta({
    flag: '-d, --destination <folder>',
    description: 'folder that the pictures are saved in',
  }),
  filename: z.string().default('{host}/{gallery}/{num}-{name}.{ext}').meta({
    flag: '-f, --filename <template>',
    description:
      'file name below the destination; fields: {host} {gallery} {num} {page} {name} {alt} {title} {ext}',
  }),
  storage: z.string().min(1, 'must name a folder').default('storage').meta({
    flag: '--storage <folder>',
    description: 'folder for the state of crawls',
    env: 'CRAWLEE_STORAGE_DIR',
  }),
  name: z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u,
      'may hold letters, digits, dots, dashes and underscores, up to 100, and begins with a letter or digit',
    )
    .optional()
    .meta({
      flag: '--name <name>',
      description: 'name of the crawl in the storage',
      defaultText: 'made from the first start URL',
    }),
  concurrency: wholeNumber(1, 1000).default(32).meta({
    flag: '-N, --concurrency <count>',
    description: 'most requests under way at a time',
  }),
  perHost: wholeNumber(1, 1000).default(8).meta({
    flag: '--per-host <count>',
    description: 'most requests under way at a time to one host',
  }),
  depth: wholeNumber(0, 1_000_000).optional().meta({
    flag: '--depth <count>',
    description: 'links to follow away from a start URL; pagination does not count',
    defaultText: 'no limit',
  }),
  include: z.array(pattern).default([]).meta({
    flag: '--include <pattern>',
    description:
      'follow only pages whose URL matches (repeatable): text it contains, a pattern with *, or /regex/',
  }),
  exclude: z.array(pattern).default([]).meta({
    flag: '--exclude <pattern>',
    description: 'leave out pages and pictures whose URL matches (repeatable)',
  }),
  spanHosts: z.boolean().default(false).meta({
    flag: '--span-hosts',
    description: 'follow page links to other sites too',
  }),
  pageLimit: wholeNumber(1, 1_000_000_000).default(10_000).meta({
    flag: '--page-limit <count>',
    description: 'most pages to read in this crawl, earlier runs included',
  }),
  barrenLimit: wholeNumber(1, 1_000_000).default(20).meta({
    flag: '--barren-limit <count>',
    description:
      'follow no further links after so many pages in a row without a new picture (trap guard)',
  }),
  maxDownloads: wholeNumber(1, 1_000_000_000).optional().meta({
    flag: '--max-downloads <count>',
    description: 'stop after saving so many pictures in this run',
    defaultText: 'no limit',
  }),
  tries: wholeNumber(1, 100).default(5).meta({
    flag: '--tries <count>',
    description: 'attempts at one page or picture before it counts as failed',
  }),
  retryDelay: duration.default(1000).meta({
    flag: '--retry-delay <time>',
    description: 'delay before the first retry; it doubles with each one, with jitter',
    defaultText: seconds(1000),
  }),
  connectTimeout: duration.default(10_000).meta({
    flag: '--connect-timeout <time>',
    description: 'longest wait for a connection',
    defaultText: seconds(10_000),
  }),
  responseTimeout: duration.default(30_000).meta({
    flag: '--response-timeout <time>',
    description: 'longest wait for the first byte of an answer',
    defaultText: seconds(30_000),
  }),
  stallTimeout: duration.default(30_000).meta({
    flag: '--stall-timeout <time>',
    description: 'longest pause in the middle of a body',
    defaultText: seconds(30_000),
  }),
});

/** Options as a user gives them: all but the start URLs may be left out. */
export type CrawlOptions = z.input<typeof crawlOptionsSchema>;
/** Options after checks and defaults; times in milliseconds. */
export type CrawlConfig = z.output<typeof crawlOptionsSchema>;
