import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantTree, runTool } from './planted-tree.ts';
import type { Files } from './planted-tree.ts';

interface Case {
  what: string;
  /** The rule that must report it; undefined for what must pass. */
  rule?: string;
  file: string;
  text: string;
}

const importing = (path: string) => `import '${path}';\nexport {};\n`;

/** Each case is a file of its own in one planted tree, so that one run of the tool judges all of them. */
const CASES: Case[] = [
  {
    what: 'a room that knows nothing imports a neighbour',
    rule: 'room-extract',
    file: 'src/extract/bad-room.ts',
    text: importing('../http/base.ts'),
  },
  {
    what: 'a recipe reaches into the crawl',
    rule: 'room-recipes',
    file: 'src/recipes/bad-room.ts',
    text: importing('../gallery/base.ts'),
  },
  {
    what: 'gallery imports image',
    rule: 'room-gallery',
    file: 'src/gallery/bad-room.ts',
    text: importing('../image/base.ts'),
  },
  {
    what: 'image imports gallery',
    rule: 'room-image',
    file: 'src/image/bad-room.ts',
    text: importing('../gallery/base.ts'),
  },
  {
    what: 'a type import counts as an import',
    rule: 'room-verify',
    file: 'src/verify/bad-type.ts',
    text: `import type { Base } from '../store/base.ts';\nexport type Mine = Base;\n`,
  },
  {
    what: 'somebody imports the command line',
    rule: 'room-store',
    file: 'src/store/bad-cli.ts',
    text: importing('../cli/main.ts'),
  },
  {
    what: 'the terminal reaches past progress',
    rule: 'room-ui',
    file: 'src/ui/bad-room.ts',
    text: importing('../store/base.ts'),
  },
  {
    what: 'the command line reaches into a room',
    rule: 'room-cli',
    file: 'src/cli/bad-room.ts',
    text: importing('../http/base.ts'),
  },
  {
    what: 'the model imports a room',
    rule: 'room-model',
    file: 'src/model.ts',
    text: `${importing('./progress/base.ts')}export type Model = string;\n`,
  },
  {
    what: 'Crawlee outside its places',
    rule: 'package-crawlee',
    file: 'src/store/sqlite/bad-crawlee.ts',
    text: importing('@crawlee/core'),
  },
  {
    what: 'got-scraping outside http',
    rule: 'package-got-scraping',
    file: 'src/image/bad-got.ts',
    text: importing('got-scraping'),
  },
  {
    what: 'cheerio outside extract and gallery',
    rule: 'package-cheerio',
    file: 'src/verify/bad-cheerio.ts',
    text: importing('cheerio'),
  },
  {
    what: 'a type of domhandler outside extract and gallery',
    rule: 'package-domhandler',
    file: 'src/http/bad-dom.ts',
    text: `import type { Element } from 'domhandler';\nexport type Mine = Element;\n`,
  },
  {
    what: 'the SQLite driver in another part of the store',
    rule: 'package-better-sqlite3',
    file: 'src/store/bad-driver.ts',
    text: importing('better-sqlite3'),
  },
  {
    what: 'jiti outside config',
    rule: 'package-jiti',
    file: 'src/cli/bad-jiti.ts',
    text: importing('jiti'),
  },
  {
    what: 'commander outside the command line',
    rule: 'package-commander',
    file: 'src/config/bad-commander.ts',
    text: importing('commander'),
  },
  {
    what: 'pino outside the log',
    rule: 'package-pino',
    file: 'src/http/bad-pino.ts',
    text: importing('pino'),
  },
  {
    what: 'csv-stringify outside output',
    rule: 'package-csv-stringify',
    file: 'src/progress/bad-csv.ts',
    text: importing('csv-stringify'),
  },
  {
    what: 'robots-parser outside robots',
    rule: 'package-robots-parser',
    file: 'src/gallery/bad-robots.ts',
    text: importing('robots-parser'),
  },
  {
    what: 'robots imports the client that it is given',
    rule: 'room-robots',
    file: 'src/robots/bad-room.ts',
    text: importing('../http/base.ts'),
  },
  {
    what: 'content-disposition outside output',
    rule: 'package-content-disposition',
    file: 'src/http/bad-disposition.ts',
    text: importing('content-disposition'),
  },
  {
    what: 'sharp outside decode',
    rule: 'package-sharp',
    file: 'src/image/bad-sharp.ts',
    text: importing('sharp'),
  },
  {
    what: 'the CSS tokenizer outside extract',
    rule: 'package-csstools/css-tokenizer',
    file: 'src/gallery/bad-css.ts',
    text: importing('@csstools/css-tokenizer'),
  },
  {
    what: 'playwright-core outside render',
    rule: 'package-playwright-core',
    file: 'src/gallery/bad-browser.ts',
    text: importing('playwright-core'),
  },
  {
    what: 'decode imports a room',
    rule: 'room-decode',
    file: 'src/decode/bad-room.ts',
    text: importing('../http/base.ts'),
  },
  {
    what: 'a development dependency in what is shipped',
    rule: 'runtime-dependencies-only',
    file: 'src/verify/bad-dev.ts',
    text: importing('fast-check'),
  },
  {
    what: 'a package that package.json does not list',
    rule: 'runtime-dependencies-only',
    file: 'src/http/bad-unlisted.ts',
    text: importing('got'),
  },
  {
    what: 'an import that leads nowhere',
    rule: 'no-unresolvable',
    file: 'src/http/bad-path.ts',
    text: importing('./gone.ts'),
  },
  {
    what: 'a cycle',
    rule: 'no-cycles',
    file: 'src/output/cycle-a.ts',
    text: importing('./cycle-b.ts'),
  },
  {
    what: 'src imports a test',
    rule: 'src-stands-alone',
    file: 'src/output/bad-test.ts',
    text: importing('../../test/helper.ts'),
  },
  {
    what: 'a file that nobody knows and that knows nobody',
    rule: 'no-orphans',
    file: 'src/http/orphan.ts',
    text: 'export const alone = 1;\n',
  },
  {
    what: 'a file that nothing shipped imports',
    rule: 'no-dead-files',
    file: 'src/http/dead.ts',
    text: importing('./base.ts'),
  },
  {
    what: 'a room that the table does not know',
    rule: 'known-rooms',
    file: 'src/http/uses-unknown.ts',
    text: importing('../utils/base.ts'),
  },
  { what: 'a leaf', file: 'src/http/base.ts', text: `import '../model.ts';\nexport {};\n` },
  { what: 'a leaf', file: 'src/image/base.ts', text: importing('../http/base.ts') },
  { what: 'a handler', file: 'src/gallery/base.ts', text: importing('@crawlee/core') },
  { what: 'progress', file: 'src/progress/base.ts', text: importing('../errors.ts') },
  { what: 'the store', file: 'src/store/base.ts', text: `export type Base = 1;\n` },
  { what: 'its driver', file: 'src/store/sqlite/base.ts', text: importing('better-sqlite3') },
  { what: 'its adapters', file: 'src/store/crawlee/base.ts', text: importing('@crawlee/types') },
  { what: 'the decoder', file: 'src/decode/base.ts', text: importing('sharp') },
  { what: 'errors', file: 'src/errors.ts', text: 'export const codes = 1;\n' },
  { what: 'the log', file: 'src/log.ts', text: importing('pino') },
  { what: 'a command', file: 'src/cli/main.ts', text: importing('../index.ts') },
];

/** What the good files need to be reached, and the bad ones to have something to import. */
const SCENERY: Files = {
  'src/index.ts': importing('./crawl.ts'),
  'src/crawl.ts': [
    './gallery/base.ts',
    './image/base.ts',
    './decode/base.ts',
    './store/base.ts',
    './store/sqlite/base.ts',
    './store/crawlee/base.ts',
    './log.ts',
  ]
    .map(importing)
    .join(''),
  'src/output/cycle-b.ts': importing('./cycle-a.ts'),
  'src/utils/base.ts': importing('../errors.ts'),
  'test/helper.ts': 'export {};\n',
};

interface Violation {
  from: string;
  rule: { name: string };
}

describe('boundaries between the rooms', () => {
  let violations: Violation[] = [];
  let remove: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const tree = await plantTree(['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'], {
      ...SCENERY,
      ...Object.fromEntries(CASES.map(({ file, text }) => [file, text])),
    });
    remove = tree.remove;
    const { stdout } = await runTool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ['src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      tree.directory,
    );
    const report = JSON.parse(stdout) as { summary: { violations: Violation[] } };
    violations = report.summary.violations;
  }, 60_000);

  afterAll(async () => {
    await remove?.();
  });

  const rulesFor = (file: string) =>
    violations.filter((v) => v.from === file).map((v) => v.rule.name);

  it.each(CASES.filter((c) => c.rule !== undefined))('reports: $what ($file)', ({ file, rule }) => {
    expect(rulesFor(file)).toContain(rule);
  });

  it.each(CASES.filter((c) => c.rule === undefined))('lets pass: $what ($file)', ({ file }) => {
    expect(rulesFor(file)).toEqual([]);
  });
});
