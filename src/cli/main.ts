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

/** A closed pipe (`pixhaul … | head`) must not end in a stack trace. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

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

process.exitCode = await main();
