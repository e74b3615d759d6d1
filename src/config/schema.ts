/**
 * The one schema of a crawl's options. Types, defaults, command-line flags, environment variables and
 * `docs/options.md` are all made of it.
 */
import { z } from 'zod';
import {
  addressRanges,
  duration,
  pattern,
  pictureTypes,
  rate,
  ratio,
  size,
  startUrl,
  wholeNumber,
} from './values.ts';

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
  transferTimeout: duration.default(6 * 3_600_000).meta({
    flag: '--transfer-timeout <time>',
    description: 'longest time for one whole picture, however slowly it arrives',
    defaultText: '6h',
  }),
  rate: rate.optional().meta({
    flag: '--rate <rate>',
    description: 'most requests to one host in a time, like 5/s, 30/m or 100/h',
    defaultText: 'no limit',
  }),
  limitRate: size.optional().meta({
    flag: '--limit-rate <size>',
    description: 'most bytes a second that all pictures together arrive with, like 2M',
    defaultText: 'no limit',
  }),
  robots: z.boolean().default(true).meta({
    flag: '--no-robots',
    description: 'take no notice of robots.txt, X-Robots-Tag and robots meta elements',
    defaultText: 'they are respected',
  }),
  verify: z
    .enum(['structure', 'decode', 'none'], {
      error: (issue) =>
        `${JSON.stringify(issue.input)} is not a way to verify; write structure, decode or none`,
    })
    .default('structure')
    .meta({
      flag: '--verify <how>',
      description:
        'how a picture is checked before it is saved: structure (is it all there), decode (every pixel, needs the package sharp), none',
    }),
  filesizeMin: size.optional().meta({
    flag: '--filesize-min <size>',
    description: 'skip pictures smaller than this, like 20k',
    defaultText: 'no limit',
  }),
  filesizeMax: size.optional().meta({
    flag: '--filesize-max <size>',
    description: 'skip pictures larger than this, like 50M',
    defaultText: 'no limit; above 4G a picture fails',
  }),
  minWidth: wholeNumber(1, 1_000_000).optional().meta({
    flag: '--min-width <pixels>',
    description: 'skip pictures narrower than this',
    defaultText: 'no limit',
  }),
  minHeight: wholeNumber(1, 1_000_000).optional().meta({
    flag: '--min-height <pixels>',
    description: 'skip pictures lower than this',
    defaultText: 'no limit',
  }),
  maxAspectRatio: ratio.optional().meta({
    flag: '--max-aspect-ratio <number>',
    description: 'skip pictures whose longer side has more than so many times the shorter',
    defaultText: 'no limit',
  }),
  types: pictureTypes.optional().meta({
    flag: '--types <list>',
    description: 'save only these types, by their bytes: jpg,png,gif,webp,avif,heic,…',
    defaultText: 'all',
  }),
  allowPrivate: z
    .array(addressRanges)
    .transform((lists) => lists.flat())
    .default([])
    .meta({
      flag: '--allow-private <CIDR>',
      description:
        'let pages lead to these private addresses, one or several with commas (repeatable); hosts of start URLs need no leave',
    }),
  checkCertificate: z.boolean().default(true).meta({
    flag: '--no-check-certificate',
    description: 'accept TLS certificates that are expired, self-signed or for another name',
    defaultText: 'they are checked',
  }),
});

/** Options as a user gives them: all but the start URLs may be left out. */
export type CrawlOptions = z.input<typeof crawlOptionsSchema>;
/** Options after checks and defaults; times in milliseconds. */
export type CrawlConfig = z.output<typeof crawlOptionsSchema>;
