/** Whether a program that comes from elsewhere is there. */
import { findProgram, printedBy, versionIn } from '../programs.ts';
import type { Installed, Missing } from './peer.ts';

/**
 * @param debian the package that has it
 * @param version the argument that makes it print its version
 */
export function installedAs(program: string, debian: string, version: string): Installed | Missing {
  const file = findProgram(program);
  return file === undefined
    ? { install: `apt-get install ${debian}` }
    : { version: versionIn(printedBy(file, version)) };
}
