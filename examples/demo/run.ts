/**
 * `npm run demo`: starts the demo site, crawls it with the built command line, and tells what came of it.
 * A second run is the same crawl again: what is saved is not fetched again.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_PORT, DemoError, demoPort, openDemoSite, orTellWhy } from './open.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/**
 * Short waits, so that the faults of the site do not hold up the demonstration; and more tries than one run needs,
 * as a site that was started anew begins its two refusals of `busy.jpg` again.
 */
const CRAWL_OPTIONS = ['--tries', '5', '--retry-delay', '200ms', '--stall-timeout', '1s'];

/** The command line could not begin, and has said why. */
const EXIT_USAGE = 2;
/** The crawl is complete, and some requests failed: as they must, here. */
const EXIT_FAILURES = 8;

const say = (text: string) => process.stdout.write(`${text}\n`);

/** A crawl for each port: the same pictures at another address are other requests. */
interface Demo {
  destination: string;
  /** Which crawl, for every command. */
  which: string[];
}

function demoAt(port: number): Demo {
  const name = port === DEFAULT_PORT ? 'demo' : `demo-${port}`;
  return { destination: `pictures/${name}`, which: ['--name', name, '--storage', 'storage'] };
}

/** Runs the command line on this terminal; its exit code. */
async function runCli(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'inherit' });
  let lastSignalAt = 0;
  const forward = (signal: NodeJS.Signals) => {
    // A terminal's Ctrl-C goes to every process on it. Sent once more, it would be a second Ctrl-C: end at once.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    // For the same reason, the copies that npm and tsx pass on count as one.
    if (Date.now() - lastSignalAt < 500) return;
    lastSignalAt = Date.now();
    child.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward);
  try {
    return await new Promise<number>((ended, failed) => {
      child.on('error', failed);
      child.on('exit', (code, signal) => {
        ended(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      });
    });
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward);
  }
}

/** The failed requests of the crawl, by their code. */
async function failuresByCode({ which }: Demo): Promise<Map<string, string[]>> {
  const args = [CLI, 'export', 'failures', ...which, '--format', 'jsonl'];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: unknown) => {
    throw new DemoError('The failures of the crawl cannot be listed.', { cause: error });
  });
  const groups = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    if (line.trim() === '') continue;
    const { code, url } = JSON.parse(line) as { code: string; url: string };
    groups.set(code, [...(groups.get(code) ?? []), url]);
  }
  return groups;
}

/** The same commands for a person to type, without npm in the way. */
const command = (...args: string[]) => `  node ${relative('', CLI)} ${args.join(' ')}`;

async function report(code: number, demo: Demo): Promise<void> {
  const { destination, which } = demo;
  const complete = code === 0 || code === EXIT_FAILURES;
  say(`\nThe pictures are in ${resolve(destination)}`);
  const failures = await failuresByCode(demo);
  if (failures.size > 0) {
    say(complete ? 'These failed, as they were made to:' : 'These failed so far:');
    for (const [reason, urls] of failures) say(`  ${reason.padEnd(14)} ${urls.join(' ')}`);
  }
  say(complete ? '\nRun it again, and nothing is fetched twice:' : '\nGo on where it stopped:');
  say('  npm run demo');
  say('See how the crawl stands, or list what it saved:');
  say(command('status', ...which));
  say(command('export', 'manifest', ...which, '--format', 'csv'));
  say('Look at the site, and give failed requests another try while it is up:');
  say('  npm run demo:site');
  say(command('retry', ...which));
}

async function main(): Promise<number> {
  if (!existsSync(CLI)) {
    throw new DemoError('The command line is not built yet: run `npm run build` first.');
  }
  say('Painting the demo site …');
  const port = demoPort();
  const demo = demoAt(port);
  const site = await openDemoSite(port);
  try {
    const { expected } = site;
    say(
      `${site.url} shows ${expected.pictures.length} pictures on ${expected.pages.length} pages; one is there twice, ${expected.failures.length} more are broken on purpose, and of ${expected.fallbacks.length} only a thumbnail is left.\n`,
    );
    const code = await runCli([site.url, '-d', demo.destination, ...demo.which, ...CRAWL_OPTIONS]);
    if (code !== EXIT_USAGE) await report(code, demo);
    return code === EXIT_FAILURES ? 0 : code;
  } finally {
    await site.close();
  }
}

process.exitCode = await orTellWhy(main);
