/** What Linux tells about processes, in /proc. Elsewhere times are NaN and sizes undefined. */
import { readFileSync } from 'node:fs';

/** USER_HZ, the unit of times in /proc, on every architecture that Node.js supports. */
const TICKS_PER_SECOND = 100;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // No Linux, or the process is gone.
    return undefined;
  }
}

/** The sum of two neighbouring times of /proc/pid/stat, in milliseconds. */
function statMs(pid: number | 'self', first: number): number {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return NaN;
  // The second field is the program's name in parentheses, and may hold spaces (proc(5), /proc/pid/stat).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const at = first - 3;
  return ((Number(fields[at]) + Number(fields[at + 1])) * 1000) / TICKS_PER_SECOND;
}

/**
 * CPU time, user and system, of all processes that this one started and that have ended, and of those that they
 * waited for; to within 10 ms.
 */
export const endedChildrenCpuMs = (): number => statMs('self', 16);

/** CPU time of a live process and its live descendants; to within 10 ms each. */
export function treeCpuMs(pid: number): number {
  const children = read(`/proc/${pid}/task/${pid}/children`)?.trim() ?? '';
  const below = children === '' ? [] : children.split(' ').map(Number);
  return below.reduce((sum, child) => sum + (treeCpuMs(child) || 0), statMs(pid, 14));
}

/** The most memory that a process ever had resident. */
export function peakRssBytes(pid: number): number | undefined {
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
