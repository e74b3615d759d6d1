/** For tests that need an installed Chromium: they skip, and say so, where there is none. */
import { readdir, readFile } from 'node:fs/promises';
import { beforeEach } from 'vitest';
import { installedBrowser, type InstalledBrowser } from '../../src/render/index.ts';

export async function findInstalled(): Promise<InstalledBrowser | undefined> {
  return installedBrowser(undefined).catch(() => undefined);
}

/** To be called in a `describe` or at the top of a file. */
export function needBrowser(browser: InstalledBrowser | undefined): void {
  beforeEach((context) => {
    context.skip(browser === undefined, 'no Chromium is installed');
  });
}

/** Processes of browsers that a process started, by /proc; none where there is no such thing. */
export async function browsersBelow(parent: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const [, command = '', ppid] = /^\d+ \((.*)\) \S+ (\d+)/.exec(stat) ?? [];
    if (Number(ppid) === parent && /chrom/i.test(command)) found.push(Number(name));
  }
  return found;
}
