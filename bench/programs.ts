/** Programs that may be installed. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where system daemons are, which the search path of an ordinary user leaves out. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

/** @returns its path; undefined when it is not installed */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us.
    return false;
  }
}

/** Everything that a program prints, wherever; '' when it cannot be started. */
export function printedBy(file: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 20_000 });
  // Both are null, whatever their type says, when the program could not be started.
  return `${(stdout as string | null) ?? ''}${(stderr as string | null) ?? ''}`;
}

/** The first thing that looks like a version in what a program prints; 'unknown' when nothing does. */
export const versionIn = (printed: string): string => /\d+(\.\d+)+/.exec(printed)?.[0] ?? 'unknown';
