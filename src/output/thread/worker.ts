/**
 * The thread that hashes and writes large pictures. Its calls wait for the disk, and no one else does: the crawl's
 * thread goes on meanwhile.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { messageOf, systemCode } from '../../errors.ts';
import type { Answer, Failure, Step, Steps } from './messages.ts';

interface OpenPart {
  hash: Hash;
  /** After a failure nothing more is written: a file with a hole would be worse than a short one. */
  failed: boolean;
}

const slabs = new Map<number, Uint8Array>();
const parts = new Map<number, OpenPart>();

function take(step: Step): Answer {
  const part = parts.get(step.part) ?? { hash: createHash('sha256'), failed: false };
  parts.set(step.part, part);
  const failure = attempt(part, () => {
    const bytes = slabs.get(step.slab ?? -1)?.subarray(0, step.bytes);
    if (bytes === undefined) return;
    part.hash.update(bytes);
    if (step.does !== 'hash') writeAll(step.fd, bytes);
  });
  if (step.does !== 'close') return failure === undefined ? {} : { failure };
  parts.delete(step.part);
  const sha256 = part.hash.digest('hex');
  const late = closed(step.fd) ?? failure;
  return late === undefined ? { sha256 } : { sha256, failure: failure ?? late };
}

function attempt(part: OpenPart, work: () => void): Failure | undefined {
  if (part.failed) return undefined;
  try {
    work();
    return undefined;
  } catch (error) {
    part.failed = true;
    return failureOf(error);
  }
}

function closed(fd: number): Failure | undefined {
  try {
    closeSync(fd);
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): Failure {
  return { code: systemCode(error), message: messageOf(error) };
}

/** One call may take fewer bytes than it was given, most often right before the disk is full. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

parentPort?.on('message', (message: Steps) => {
  for (const { id, memory } of message.slabs) slabs.set(id, new Uint8Array(memory));
  parentPort?.postMessage(message.steps.map(take));
});
