import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './errors.ts';

/**
 * Makes a folder and those above it, one level at a time. Node's own `recursive: true` never comes back from a
 * place like `/proc`, where making a folder says that its parent does not exist while the parent is there.
 * @throws system errors, such as `EACCES`, `ENOTDIR`, or `EEXIST` where something else stands in the folder's place
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const parent = dirname(folder);
    if (systemCode(error) !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error;
  }
}
