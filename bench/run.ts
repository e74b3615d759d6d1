/**
 * `npm run bench`: the same crawl by pixhaul's command line and by plain Crawlee, in turns, against a server on this
 * machine. Exit code 1 when a run is not complete, 2 when the command is wrong.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileScripts } from './measure/compile.ts';
import { measure, type Measurement } from './measure/measure.ts';
import { IncompleteRun } from './measure/run-process.ts';
import { parseOptions, USAGE, UsageError, type BenchOptions } from './options.ts';
import { PEERS, PIXHAUL_CLI } from './peers/index.ts';
import { tableOf } from './report/markdown.ts';
import { resultsOf, type Results } from './report/results.ts';
import { writeResults } from './report/write.ts';
import { measureCeiling } from './site/ceiling.ts';
import { startSite } from './site/site.ts';
import { openWorkspace } from './workspace.ts';

const RESULTS = fileURLToPath(new URL('./results', import.meta.url));

const say = (text: string) => process.stdout.write(`${text}\n`);

async function benchmark(
  options: BenchOptions,
  folder: string,
  signal: AbortSignal,
): Promise<Results> {
  await compileScripts(folder);
  say(`Making ${options.pictures} pictures on ${options.pages} pages …`);
  const site = await startSite(options, signal);
  try {
    const ceiling = await measureCeiling(site, options.connections);
    say(`The server alone: ${ceiling.picturesPerSecond.toFixed(0)} pictures/s`);
    const measured = options.only.map((name) => ({
      peer: PEERS[name],
      runs: [] as Measurement[],
    }));
    for (let run = 1; run <= options.runs; run++) {
      for (const { peer, runs } of measured) {
        const { size, connections } = options;
        const result = await measure(peer, { site, size, connections, folder, signal });
        runs.push(result);
        say(`${peer.title}, run ${run} of ${options.runs}: ${line(result)}`);
      }
    }
    return resultsOf(options, ceiling, measured);
  } finally {
    site.close();
  }
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

const line = ({ picturesPerSecond, wallMs, cpuMs, server, othersCpuShare }: Measurement) =>
  `${picturesPerSecond.toFixed(0)} pictures/s, ${(wallMs / 1000).toFixed(2)} s, CPU ${(cpuMs / 1000).toFixed(2)} s, server busy ${percent(server.busy)}; other processes took ${percent(othersCpuShare)} of the machine`;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), RESULTS);
  if (options.only.includes('pixhaul') && !existsSync(PIXHAUL_CLI))
    throw new UsageError('The command line is not built yet: run `npm run build` first.');
  // Inside the project, where the compiled scripts find its packages.
  const workspace = await openWorkspace(fileURLToPath(new URL('./results/tmp', import.meta.url)));
  try {
    const results = await benchmark(options, workspace.folder, workspace.signal);
    say(`\n${tableOf(results)}\n`);
    const files = options.results === undefined ? [] : await writeResults(results, options.results);
    for (const file of files) say(`written: ${file}`);
    return 0;
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
  if (!(error instanceof UsageError || error instanceof IncompleteRun)) throw error;
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${USAGE}` : ''}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
