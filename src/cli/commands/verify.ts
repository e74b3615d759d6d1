/** `pixhaul verify`: one line for each damaged picture to standard output, everything else to standard error. */
import {
  verifyCrawl,
  type DamagedPicture,
  type VerifyProgress,
  type VerifyResult,
} from '../../check/index.ts';
import {
  createTerminal,
  plainText,
  verifyProgressText,
  verifySummaryLines,
} from '../../ui/index.ts';
import { EXIT } from '../exit-codes.ts';
import { storageOf } from '../options.ts';
import { abortOnSignals } from '../signals.ts';

interface VerifyFlags {
  storage?: string;
  name?: string;
  destination?: string;
  repair?: boolean;
  json?: boolean;
}

/** Where standard error is no terminal, a line now and then. */
const PLAIN_INTERVAL_MS = 10_000;
const LIVE_INTERVAL_MS = 200;

/** Returns the exit code: 0 when all is well, 8 when something is or was damaged, 11 when it was interrupted. */
export async function verifyAndShow(flags: VerifyFlags): Promise<number> {
  const { name, destination, repair = false, json = false } = flags;
  const terminal = createTerminal(process.stderr);
  const { signal, stopListening } = abortOnSignals((line) => terminal.line(line));
  const interval = terminal.live ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS;
  let shownAt = Date.now();
  try {
    const result = await verifyCrawl({
      storage: storageOf(flags),
      ...(name === undefined ? {} : { name }),
      ...(destination === undefined ? {} : { destination }),
      repair,
      signal,
      onDamage: (picture) => {
        // Both may be the same terminal.
        terminal.clear();
        process.stdout.write(`${json ? jsonLine(picture) : textLine(picture)}\n`);
      },
      onProgress: (progress: VerifyProgress) => {
        if (Date.now() - shownAt < interval) return;
        shownAt = Date.now();
        const text = verifyProgressText(progress);
        if (terminal.live) terminal.status(text);
        else terminal.line(text);
      },
    });
    terminal.clear();
    for (const line of verifySummaryLines(result, { repair, resume: resumeCommand(result, flags) }))
      terminal.line(line);
    return exitCodeOf(result);
  } finally {
    terminal.clear();
    stopListening();
  }
}

function exitCodeOf({ interrupted, damaged }: VerifyResult): number {
  if (interrupted) return EXIT.interrupted;
  return damaged > 0 ? EXIT.failures : EXIT.ok;
}

/** `fault`, file, what was found, and what became of it, between tabs. */
function textLine({ fault, fileName, detail, setAside, failure }: DamagedPicture): string {
  const then = failure ?? (setAside === undefined ? undefined : `set aside as ${setAside}`);
  const said = [fault, fileName, detail, ...(then === undefined ? [] : [then])];
  return said.map(plainText).join('\t');
}

function jsonLine({ url, fileName, fault, detail, setAside, failure }: DamagedPicture): string {
  return JSON.stringify({
    url,
    file_name: fileName,
    fault,
    detail,
    set_aside: setAside ?? null,
    failure: failure ?? null,
  });
}

function resumeCommand({ name }: VerifyResult, { storage, destination }: VerifyFlags): string {
  return [
    `pixhaul --name ${name}`,
    ...(storage === undefined ? [] : [`--storage ${storage}`]),
    ...(destination === undefined ? [] : [`--destination ${destination}`]),
  ].join(' ');
}
