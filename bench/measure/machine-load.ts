/** How much of the machine others used meanwhile: a comparison is worth as much as the machine was quiet. */
import { cpus } from 'node:os';

/** Time that all cores were not idle since the system started. */
function busyCpuMs(): number {
  return cpus().reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
}

/**
 * Begins to watch. The returned function tells which share of all cores, 0 to 1, went into anything but `ownCpuMs`
 * over the `wallMs` since then.
 */
export function watchOthers(): (ownCpuMs: number, wallMs: number) => number {
  const before = busyCpuMs();
  return (ownCpuMs, wallMs) =>
    Math.max(0, (busyCpuMs() - before - ownCpuMs) / (wallMs * cpus().length));
}
