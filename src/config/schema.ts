/**
 * The one schema of a crawl's options: what their values may be. Their flags, descriptions and defaults are in
 * `option-table.ts`; types, command-line flags, environment variables and `docs/options.md` are made of both.
 */
import { z } from 'zod';
import { OPTIONS } from './option-table.ts';
import {
  addressRanges,
  credentials,
  duration,
  header,
  pattern,
  pictureTypes,
  rate,
  ratio,
  sitemap,
  size,
  startUrl,
  wholeNumber,
} from './values.ts';

export const crawlOptionsSchema = z.strictObject({
  start: z.array(startUrl).default([]),
  destination: z.string().min(1, 'must name a folder').default(OPTIONS.destination.default),
  filename: z.string().default(OPTIONS.filename.default),
  storage: z.string().min(1, 'must name a folder').default(OPTIONS.storage.default),
  name: z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u,
      'may hold letters, digits, dots, dashes and underscores, up to 100, and begins with a letter or digit',
    )
    .optional(),
  concurrency: wholeNumber(1, 1000).default(OPTIONS.concurrency.default),
  perHost: wholeNumber(1, 1000).default(OPTIONS.perHost.default),
  depth: wholeNumber(0, 1_000_000).optional(),
  include: z.array(pattern).default([]),
  exclude: z.array(pattern).default([]),
  scope: z
    .enum(['auto', 'path', 'host', 'site'], {
      error: (issue) =>
        `${JSON.stringify(issue.input)} is not a reach; write auto, path, host or site`,
    })
    .default(OPTIONS.scope.default),
  spanHosts: z.boolean().default(OPTIONS.spanHosts.default),
  sitemap: sitemap.optional(),
  jsonPath: z.string().min(1, 'must say where, like items[*].image.url').optional(),
  pageLimit: wholeNumber(1, 1_000_000_000).default(OPTIONS.pageLimit.default),
  barrenLimit: wholeNumber(1, 1_000_000).default(OPTIONS.barrenLimit.default),
  maxDownloads: wholeNumber(1, 1_000_000_000).optional(),
  tries: wholeNumber(1, 100).default(OPTIONS.tries.default),
  retryDelay: duration.default(OPTIONS.retryDelay.default),
  connectTimeout: duration.default(OPTIONS.connectTimeout.default),
  responseTimeout: duration.default(OPTIONS.responseTimeout.default),
  stallTimeout: duration.default(OPTIONS.stallTimeout.default),
  transferTimeout: duration.default(OPTIONS.transferTimeout.default),
  rate: rate.optional(),
  limitRate: size.optional(),
  robots: z.boolean().default(OPTIONS.robots.default),
  verify: z
    .enum(['structure', 'decode', 'none'], {
      error: (issue) =>
        `${JSON.stringify(issue.input)} is not a way to verify; write structure, decode or none`,
    })
    .default(OPTIONS.verify.default),
  filesizeMin: size.optional(),
  filesizeMax: size.optional(),
  minWidth: wholeNumber(1, 1_000_000).optional(),
  minHeight: wholeNumber(1, 1_000_000).optional(),
  maxAspectRatio: ratio.optional(),
  types: pictureTypes.optional(),
  all: z.boolean().default(OPTIONS.all.default),
  builtinRecipes: z.boolean().default(OPTIONS.builtinRecipes.default),
  render: z
    .enum(['never', 'auto', 'always'], {
      error: (issue) =>
        `${JSON.stringify(issue.input)} does not say when to use a browser; write never, auto or always`,
    })
    .default(OPTIONS.render.default),
  browser: z.string().min(1, 'must name a program').optional(),
  allowPrivate: z
    .array(addressRanges)
    .transform((lists) => lists.flat())
    .default([]),
  checkCertificate: z.boolean().default(OPTIONS.checkCertificate.default),
  cookies: z.string().min(1, 'must name a file').optional(),
  header: z.array(header).default([]),
  user: credentials.optional(),
});

/** Options as a user gives them: all but the start URLs may be left out. */
export type CrawlOptions = z.input<typeof crawlOptionsSchema>;
/** Options after checks and defaults; times in milliseconds. */
export type CrawlConfig = z.output<typeof crawlOptionsSchema>;
