/**
 * What the command line and the documentation need to know of a crawl's options: without the schema, whose library
 * takes longer to load than `--help` to print.
 */

/** Everything of an option but what its values may be, which `schema.ts` says. */
interface OptionEntry {
  /** Commander's notation: `-d, --destination <folder>`. */
  flag: string;
  description: string;
  env?: string;
  /** The schema fills it in. Absent where the option may be left out, and for lists, which are empty then. */
  default?: string | number | boolean;
  /** Shown as the default, where the value itself would not be understood or there is none. */
  defaultText?: string;
  /** A list: its flag may be given several times. */
  repeatable?: boolean;
  /** A file or folder: in a config file, relative to that. */
  isPath?: boolean;
}

const seconds = (ms: number) => `${ms / 1000}s`;

/** Each option that has a flag, in the order of the documentation; times in milliseconds. */
export const OPTIONS = {
  destination: {
    flag: '-d, --destination <folder>',
    description: 'folder that the pictures are saved in',
    default: 'pictures',
    isPath: true,
  },
  filename: {
    flag: '-f, --filename <template>',
    description:
      'file name below the destination; fields: {host} {gallery} {num} {page} {name} {alt} {title} {ext}',
    default: '{host}/{gallery}/{num}-{name}.{ext}',
  },
  storage: {
    flag: '--storage <folder>',
    description: 'folder for the state of crawls',
    env: 'CRAWLEE_STORAGE_DIR',
    default: 'storage',
    isPath: true,
  },
  name: {
    flag: '--name <name>',
    description: 'name of the crawl in the storage',
    defaultText: 'made from the first start URL',
  },
  concurrency: {
    flag: '-N, --concurrency <count>',
    description: 'most requests under way at a time',
    default: 32,
  },
  perHost: {
    flag: '--per-host <count>',
    description: 'most requests under way at a time to one host',
    default: 8,
  },
  depth: {
    flag: '--depth <count>',
    description: 'links to follow away from a start URL; pagination does not count',
    defaultText: 'no limit',
  },
  include: {
    flag: '--include <pattern>',
    description:
      'follow only pages whose URL matches (repeatable): text it contains, a pattern with *, or /regex/',
    repeatable: true,
  },
  exclude: {
    flag: '--exclude <pattern>',
    description: 'leave out pages and pictures whose URL matches (repeatable)',
    repeatable: true,
  },
  scope: {
    flag: '--scope <reach>',
    description:
      'how far pages may lie from a start URL: path (below its folder), host, site (with or without www), auto (path where it ends with /, else site)',
    default: 'auto',
  },
  spanHosts: {
    flag: '--span-hosts',
    description: 'follow page links to other sites too',
    default: false,
  },
  sitemap: {
    flag: '--sitemap [URL]',
    description:
      'begin at a sitemap too; without URL at those that robots.txt names, else at /sitemap.xml of each start host',
    defaultText: 'no',
  },
  jsonPath: {
    flag: '--json-path <rule>',
    description: 'where the pictures are in JSON, like items[*].image.url or ..src',
    defaultText: 'found by the names of keys and files',
  },
  pageLimit: {
    flag: '--page-limit <count>',
    description: 'most pages to read in this crawl, earlier runs included',
    default: 10_000,
  },
  barrenLimit: {
    flag: '--barren-limit <count>',
    description:
      'follow no further links after so many pages in a row without a new picture (trap guard)',
    default: 20,
  },
  maxDownloads: {
    flag: '--max-downloads <count>',
    description: 'stop after saving so many pictures in this run',
    defaultText: 'no limit',
  },
  tries: {
    flag: '--tries <count>',
    description: 'attempts at one page or picture before it counts as failed',
    default: 5,
  },
  retryDelay: {
    flag: '--retry-delay <time>',
    description: 'delay before the first retry; it doubles with each one, with jitter',
    defaultText: seconds(1000),
    default: 1000,
  },
  connectTimeout: {
    flag: '--connect-timeout <time>',
    description: 'longest wait for a connection',
    defaultText: seconds(10_000),
    default: 10_000,
  },
  responseTimeout: {
    flag: '--response-timeout <time>',
    description: 'longest wait for the first byte of an answer',
    defaultText: seconds(30_000),
    default: 30_000,
  },
  stallTimeout: {
    flag: '--stall-timeout <time>',
    description: 'longest pause in the middle of a body',
    defaultText: seconds(30_000),
    default: 30_000,
  },
  transferTimeout: {
    flag: '--transfer-timeout <time>',
    description: 'longest time for one whole picture, however slowly it arrives',
    defaultText: '6h',
    default: 6 * 3_600_000,
  },
  rate: {
    flag: '--rate <rate>',
    description: 'most requests to one host in a time, like 5/s, 30/m or 100/h',
    defaultText: 'no limit',
  },
  limitRate: {
    flag: '--limit-rate <size>',
    description: 'most bytes a second that all pictures together arrive with, like 2M',
    defaultText: 'no limit',
  },
  robots: {
    flag: '--no-robots',
    description: 'take no notice of robots.txt, X-Robots-Tag and robots meta elements',
    defaultText: 'they are respected',
    default: true,
  },
  verify: {
    flag: '--verify <how>',
    description:
      'how a picture is checked before it is saved: structure (is it all there), decode (every pixel, needs the package sharp), none',
    default: 'structure',
  },
  filesizeMin: {
    flag: '--filesize-min <size>',
    description: 'skip pictures smaller than this, like 20k',
    defaultText: 'no limit',
  },
  filesizeMax: {
    flag: '--filesize-max <size>',
    description: 'skip pictures larger than this, like 50M',
    defaultText: 'no limit; above 4G a picture fails',
  },
  minWidth: {
    flag: '--min-width <pixels>',
    description: 'skip pictures narrower than this',
    defaultText: 'no limit',
  },
  minHeight: {
    flag: '--min-height <pixels>',
    description: 'skip pictures lower than this',
    defaultText: 'no limit',
  },
  maxAspectRatio: {
    flag: '--max-aspect-ratio <number>',
    description: 'skip pictures whose longer side has more than so many times the shorter',
    defaultText: 'no limit',
  },
  types: {
    flag: '--types <list>',
    description: 'save only these types, by their bytes: jpg,png,gif,webp,avif,heic,…',
    defaultText: 'all',
  },
  all: {
    flag: '--all',
    description: 'save decoration of pages too: icons, avatars, logos, advertisements, …',
    default: false,
  },
  builtinRecipes: {
    flag: '--no-builtin-recipes',
    description: 'read pages of known gallery software by the generic rules alone',
    defaultText: 'they have rules of their own where they need them',
    default: true,
  },
  render: {
    flag: '--render <when>',
    description:
      'show pages in an installed Chromium first: never, auto (those that show no picture without their scripts), always; needs the package playwright-core',
    default: 'never',
  },
  browser: {
    flag: '--browser <path>',
    description: 'the Chromium or Chrome that --render uses',
    env: 'CHROME_PATH',
    defaultText: 'the first that is found',
  },
  allowPrivate: {
    flag: '--allow-private <CIDR>',
    description:
      'let pages lead to these private addresses, one or several with commas (repeatable); hosts of start URLs need no leave',
    repeatable: true,
  },
  checkCertificate: {
    flag: '--no-check-certificate',
    description: 'accept TLS certificates that are expired, self-signed or for another name',
    defaultText: 'they are checked',
    default: true,
  },
  cookies: {
    flag: '--cookies <file>',
    description: 'send the cookies of this cookies.txt to the sites of the start URLs',
    isPath: true,
  },
  header: {
    flag: '--header <header>',
    description:
      'send this header to the sites of the start URLs, like "X-Api-Key: abc" (repeatable)',
    repeatable: true,
  },
  user: {
    flag: '--user <name:password>',
    description: 'sign in to the hosts of the start URLs (HTTP basic authentication)',
    env: 'PIXHAUL_USER',
  },
} as const satisfies Record<string, OptionEntry>;

/** One option, as the command line and the documentation show it. */
export interface OptionRow {
  key: string;
  flag: string;
  description: string;
  env: string | undefined;
  defaultText: string;
  repeatable: boolean;
  isPath: boolean;
}

export function optionTable(): OptionRow[] {
  return Object.entries<OptionEntry>(OPTIONS).map(([key, entry]) => ({
    key,
    flag: entry.flag,
    description: entry.description,
    env: entry.env,
    defaultText: entry.defaultText ?? describe(entry.default),
    repeatable: entry.repeatable ?? false,
    isPath: entry.isPath ?? false,
  }));
}

function describe(value: OptionEntry['default']): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
