/* global module */
/**
 * The rooms of src/ and who may import whom: docs/architecture.md as rules. `npm run boundaries` runs them;
 * test/habits/boundaries.test.ts plants a violation of each kind and sees it reported.
 */

/** Files that every room may import. */
const COMMON = ['model', 'errors', 'log', 'make-folder'];

/** Each room, and the other rooms it may import besides those in COMMON. */
const ROOMS = {
  model: [],
  errors: [],
  log: [],
  'make-folder': [],
  extract: [],
  recipes: ['extract'],
  verify: [],
  decode: [],
  http: [],
  robots: [],
  render: [],
  output: [],
  store: [],
  progress: [],
  config: [],
  gallery: ['extract', 'http', 'progress', 'robots'],
  image: ['http', 'verify', 'output', 'progress', 'robots'],
  check: ['config', 'output', 'store', 'verify'],
  ui: ['progress'],
  crawl: [
    'config',
    'decode',
    'extract',
    'gallery',
    'http',
    'image',
    'output',
    'progress',
    'recipes',
    'render',
    'robots',
    'store',
    'verify',
  ],
  cli: ['check', 'config', 'crawl', 'index', 'output', 'progress', 'store', 'ui'],
  index: ['check', 'config', 'crawl', 'extract', 'output', 'progress', 'recipes', 'store'],
};

/** Packages that only some places may import. */
const PACKAGES = {
  '@crawlee/[^/]+': ['gallery', 'image', 'store/crawlee', 'crawl', 'log'],
  'got-scraping': ['http'],
  cheerio: ['extract', 'gallery'],
  domhandler: ['extract', 'gallery', 'recipes'],
  htmlparser2: ['extract'],
  '@csstools/css-tokenizer': ['extract'],
  'better-sqlite3': ['store/sqlite'],
  commander: ['cli'],
  jiti: ['config'],
  pino: ['log'],
  'csv-stringify': ['output'],
  chardet: ['gallery'],
  'ipaddr.js': ['http'],
  'content-disposition': ['output'],
  'robots-parser': ['robots'],
  sharp: ['decode'],
  'playwright-core': ['render'],
};

/** A room is a folder (`src/http/…`) or a single file (`src/crawl.ts`). */
const inRooms = (rooms) => `^src/(${rooms.join('|')})(/|\\.ts$)`;

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `${room} may import only ${[...COMMON, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: inRooms([room]) },
  to: { path: '^src/', pathNot: inRooms([room, ...COMMON, ...allowed]) },
}));

const packageRules = Object.entries(PACKAGES).map(([name, rooms]) => ({
  name: `package-${name.replace('/[^/]+', '').replace('@', '')}`,
  comment: `only ${rooms.join(', ')} may import this package`,
  severity: 'error',
  from: { path: '^src/', pathNot: inRooms(rooms) },
  to: { path: `(^|/)node_modules/${name}/` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    ...packageRules,
    {
      name: 'known-rooms',
      comment: 'a file of src/ stands in a room of the table above',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: inRooms(Object.keys(ROOMS)) },
    },
    {
      name: 'src-stands-alone',
      comment: 'what is shipped does not import tests, benchmarks or examples',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|examples)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'a file that nothing imports and that imports nothing',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/(index|cli/main|decode/child|output/thread/worker)\\.ts$',
      },
      to: {},
    },
    {
      name: 'no-dead-files',
      comment:
        'every file of src/ is reached from the public API, the command line, the decoding process, or the writing thread',
      severity: 'error',
      from: { path: '^src/(index|cli/main|decode/child|output/thread/worker)\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(index|cli/main|decode/child|output/thread/worker)\\.ts$',
        reachable: false,
      },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'runtime-dependencies-only',
      comment: 'src/ imports only packages that package.json lists under dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        path: 'node_modules/',
        // Optional peers, which development has too.
        pathNot: 'node_modules/(sharp|playwright-core)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type imports count: a room that knows another's types knows the other room.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
