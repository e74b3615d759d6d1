/** What a person sees of `pixhaul verify`. */
import { formatBytes, plural } from './format.ts';

interface Progress {
  checked: number;
  total: number;
  bytes: number;
  damaged: number;
}

interface Result extends Progress {
  destination: string;
  faults: Readonly<Record<string, number>>;
  requeued: number;
  unrepaired: number;
  interrupted: boolean;
}

export function verifyProgressText({ checked, total, bytes, damaged }: Progress): string {
  return `${checked}/${total} pictures checked · ${formatBytes(bytes)} · ${damaged} damaged`;
}

/** @param resume the command that fetches what was put back */
export function verifySummaryLines(
  result: Result,
  { repair, resume }: { repair: boolean; resume: string },
): string[] {
  const { checked, total, bytes, damaged, destination, faults, requeued, unrepaired } = result;
  const lines = [
    `checked:   ${plural(checked, 'picture')} (${formatBytes(bytes)}) in ${destination}`,
  ];
  if (damaged === 0)
    lines.push(checked === 0 ? 'nothing is saved yet' : 'all are as they were saved');
  else {
    const each = Object.entries(faults).filter(([, count]) => count > 0);
    lines.push(`damaged:   ${each.map(([fault, count]) => `${count} ${fault}`).join(', ')}`);
    if (!repair) lines.push('put them back in the queue with --repair');
  }
  if (repair && requeued > 0)
    lines.push(`put back:  ${plural(requeued, 'request')}; fetch them with: ${resume}`);
  if (unrepaired > 0)
    lines.push(`left as they are, because their files cannot be moved away: ${unrepaired}`);
  if (result.interrupted) lines.push(`interrupted: ${total - checked} were not looked at`);
  return lines;
}
