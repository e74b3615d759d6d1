/**
 * Preloaded into a measured process (`node --import`): at its exit, writes what it used to the file that
 * BENCH_USAGE_FILE names. Adds one listener and nothing else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { ProcessUsage } from './run-process.ts';

/** USER_HZ, the unit of times in /proc, on every architecture that Node.js supports. */
const TICKS_PER_SECOND = 100;

/** CPU time of child processes that have ended (Crawlee starts `ps` at times); 0 where there is no /proc. */
function childrenCpuMs(): number {
  try {
    // The second field is the program's name in parentheses, and may hold spaces (proc(5), /proc/pid/stat).
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[13]) + Number(fields[14])) * 1000) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

process.on('exit', () => {
  const file = process.env['BENCH_USAGE_FILE'];
  if (file === undefined) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage: ProcessUsage = {
    cpuMs: (userCPUTime + systemCPUTime) / 1000 + childrenCpuMs(),
    peakRssBytes: maxRSS * 1024,
  };
  writeFileSync(file, JSON.stringify(usage));
});
