/**
 * A decoding process. Codecs are written in C and read what strangers send: one that crashes or never ends takes this
 * process with it, and not the crawl.
 */
import { decodePixels } from './pixels.ts';
import type { Sharp } from './pixels.ts';
import type { DecodeJob, DecodeReply } from './types.ts';

/** Since it brings its own libvips for every system, and reports warnings. */
const OLDEST = [0, 33, 5];

function reply(message: DecodeReply): void {
  process.send?.(message);
}

async function loadSharp(): Promise<Sharp | string> {
  let sharp: Sharp;
  try {
    sharp = (await import('sharp')).default;
  } catch (error) {
    const missing =
      error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (missing) return 'it is not installed';
    return `it cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { sharp: version } = sharp.versions;
  if (isOlder(version)) return `version ${version} is too old`;
  // One file after the other: nothing is read twice, and the pool of processes is what runs side by side.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

function isOlder(version: string): boolean {
  const numbers = version.split(/[.-]/, 3).map(Number);
  for (const [index, least] of OLDEST.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== least) return number < least;
  }
  return false;
}

// Ctrl+C reaches this process too: the crawl decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
// The crawl is gone, however it went. Decoding in the background would delay an ordinary exit.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const sharp = await loadSharp();
if (typeof sharp === 'string') {
  reply({ is: 'unusable', why: sharp });
} else {
  process.on('message', (job: DecodeJob) => {
    void decodePixels(sharp, job).then(
      (verdict) => {
        reply({ is: 'verdict', verdict });
      },
      // A fault of this code, not of the file: it ends the process, and the crawl says so.
      () => process.exit(70),
    );
  });
  reply({ is: 'ready' });
}
