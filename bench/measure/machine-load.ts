/** How much of the machine others used meanwhile: a comparison is worth as much as the machine was quiet. */
import { cpus } from 'node:os';

/** Time that all cores were not idle since the system started. */
function busyCpuMs(): number {
  return cpus().reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Begins to watch. The returned function tells which share of all cores, 0 to 1, went into anything but this process
 * and `knownCpuMs` over the `wallMs` since then.
 */
export function watchOthers(): (knownCpuMs: number, wallMs: number) => number {
  const [busyBefore, ownBefore] = [busyCpuMs(), ownCpuMs()];
  return (knownCpuMs, wallMs) => {
    const others = busyCpuMs() - busyBefore - (ownCpuMs() - ownBefore) - knownCpuMs;
    // Both are counted in ticks, so short runs may come out a little above or below.
    return Math.min(1, Math.max(0, others / (wallMs * cpus().length)));
  };
}
