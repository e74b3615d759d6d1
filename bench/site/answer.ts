/** One answer of the Node.js server: after a while, and at a pace. */
import type { ServerResponse } from 'node:http';
import type { HostConfig } from './messages.ts';

/** How often a paced answer goes on. */
const STEP_MS = 20;

/** Sends a body as the host does, and calls `sent` when the last byte was handed over. */
export function answer(
  response: ServerResponse,
  body: Buffer,
  { latencyMs = 0, bytesPerSecond }: HostConfig,
  sent: () => void,
): void {
  const send = () => {
    if (bytesPerSecond === undefined) response.end(body, sent);
    else pace(response, body, bytesPerSecond, sent);
  };
  if (latencyMs === 0) send();
  else setTimeout(send, latencyMs);
}

function pace(
  response: ServerResponse,
  body: Buffer,
  bytesPerSecond: number,
  sent: () => void,
): void {
  const startedAt = performance.now() - STEP_MS;
  let at = 0;
  const step = () => {
    if (response.destroyed) return;
    // By the clock, not by the step: a late timer does not make the line slower.
    const due = Math.floor(((performance.now() - startedAt) / 1000) * bytesPerSecond);
    const end = Math.min(body.length, Math.max(due, at + 1));
    const part = body.subarray(at, end);
    at = end;
    if (at === body.length) response.end(part, sent);
    else {
      response.write(part);
      setTimeout(step, STEP_MS);
    }
  };
  step();
}
