#!/usr/bin/env node
/** The command line: argv in, exit code out. Data goes to standard output, everything else to standard error. */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { CrawlError, messageOf } from '../errors.ts';
import { EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** What is shown may be lost (a closed pipe, a closed terminal, a full disk); the crawl goes on. */
process.stderr.on('error', () => undefined);
/** Data may not: only whoever closed the pipe (`pixhaul export … | head`) has had enough. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  process.stderr.write(`pixhaul: cannot write to standard output: ${error.message}\n`);
  process.exit(error.code === 'ENOSPC' ? EXIT.diskFull : EXIT.usage);
});

async function main(): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(manifest.version, (code) => (exitCode = code));
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    // Commander has written its own sentence by now.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    process.stderr.write(`pixhaul: ${messageOf(error)}\n`);
    if (error instanceof CrawlError) return error.exitCode;
    if (error instanceof Error && error.stack !== undefined)
      process.stderr.write(`${error.stack}\n`);
    return EXIT.unexpected;
  }
}

/** Node's own code for a program that waits for something that can never happen. */
const NOTHING_LEFT = 13;

/** Such an end must not be taken for a good one, nor go without a word. */
let ended = false;
process.once('exit', () => {
  const code = process.exitCode;
  if (ended || (code !== undefined && code !== NOTHING_LEFT)) return;
  process.stderr.write('pixhaul: ended before its work was done; please report this\n');
  process.exitCode = EXIT.unexpected;
});

process.exitCode = await main();
ended = true;
