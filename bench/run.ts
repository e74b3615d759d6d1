/**
 * `npm run bench`: makes its sites, serves them on this machine, and runs pixhaul beside the other tools that are
 * installed. Exit code 1 when pixhaul did not do a whole job, 2 when the command or the machine is wrong. How fast
 * anything was never decides.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { IncompleteRun, type Bar } from './context.ts';
import { parseOptions, usage, UsageError, type BenchOptions } from './options.ts';
import { PIXHAUL_CLI } from './peers/index.ts';
import { prepare } from './prepare.ts';
import { barsTable } from './report/bars.ts';
import { resultsOf } from './report/results.ts';
import { writeResults } from './report/write.ts';
import { findNginx } from './site/nginx.ts';
import { WORKLOADS } from './workloads/index.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const RESULTS = fileURLToPath(new URL('./results', import.meta.url));
/** Inside the project, where a compiled script finds its packages. */
const WORKSPACES = fileURLToPath(new URL('./.tmp', import.meta.url));
const NAMES = WORKLOADS.map(({ name }) => name);

const say = (text: string) => process.stdout.write(`${text}\n`);

/** @returns whether pixhaul did every job */
async function benchmark(options: BenchOptions, workspace: Workspace): Promise<boolean> {
  const { context, fileSystem, renew } = await prepare(options, workspace, say);
  say(`Tools write to ${fileSystem}.`);
  for (const { title, install } of context.missing) say(`${title}: not installed (${install})`);
  const bars: Bar[] = [];
  let whole = true;
  for (const { name, run } of WORKLOADS) {
    if (!options.workloads.includes(name)) continue;
    say(`\n${name}`);
    try {
      const report = await run(context);
      bars.push(...report.bars);
      say([`\n${report.title}`, report.markdown, ...report.notes].join('\n\n'));
      const results = resultsOf(name, report, fileSystem, context);
      const { results: folder } = options;
      const files = folder === undefined ? [] : await writeResults(results, folder, NAMES);
      for (const file of files) say(`written: ${file}`);
    } catch (error) {
      if (!(error instanceof IncompleteRun)) throw error;
      // The others can still be measured.
      process.stderr.write(`${name}: ${error.message}\n`);
      whole = false;
    }
    await renew();
  }
  // Miniatures tell nothing about them.
  if (bars.length > 0 && !options.smoke) say(`\n${barsTable(bars)}`);
  return whole;
}

function check(options: BenchOptions): void {
  if (!existsSync(PIXHAUL_CLI))
    throw new UsageError('The command line is not built yet: run `npm run build` first.');
  if (options.server === 'nginx' && findNginx() === undefined)
    throw new UsageError(
      'nginx is not installed: `apt-get install nginx-light`, or use `--server node`, which is slower.',
    );
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), NAMES, RESULTS);
  if (options.help) {
    say(usage(NAMES));
    return 0;
  }
  check(options);
  const workspace = await openWorkspace(WORKSPACES, options.folder);
  try {
    return (await benchmark(options, workspace)) ? 0 : 1;
  } catch (error) {
    // What was under way was killed: whatever it threw is no news.
    const interrupted = workspace.exitCode();
    if (interrupted === undefined) throw error;
    process.stderr.write('interrupted\n');
    return interrupted;
  } finally {
    await workspace.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n\`npm run bench -- --help\` tells what there is.\n`);
  process.exitCode = 2;
}
