/** The folder that pictures are looked for in: it must be there, and stay the same one. */
import { join, resolve } from 'node:path';
import { CrawlError, messageOf } from '../errors.ts';
import { folderIdentity } from '../output/index.ts';

export interface Destination {
  /** Absolute. */
  readonly folder: string;
  /** Where a file of the manifest is; undefined for a name that leads out of the folder. */
  pathOf(fileName: string): string | undefined;
  /**
   * Looks whether the folder is still the one that it was. An unplugged disk leaves nothing, or the empty folder that
   * it was mounted on: a million pictures are then not there, and none of them is missing.
   * @throws CrawlError `destination_unwritable`
   */
  assertSame(): Promise<void>;
}

/** @throws CrawlError `destination_unwritable` when the folder is not there */
export async function openDestination(destination: string): Promise<Destination> {
  const folder = resolve(destination);
  const identity = await identityOf(folder);
  return {
    folder,
    pathOf: (fileName) => {
      const segments = fileName.split('/');
      const leadsOut = segments.some((s) => ['', '.', '..'].includes(s) || /[\0\\]/.test(s));
      return leadsOut ? undefined : join(folder, ...segments);
    },
    assertSame: async () => {
      if ((await identityOf(folder)) === identity) return;
      throw new CrawlError(
        'destination_unwritable',
        `The destination ${folder} was replaced by another folder meanwhile; nothing more was checked.`,
      );
    },
  };
}

async function identityOf(folder: string): Promise<string> {
  const identity = await folderIdentity(folder).catch((error: unknown) => {
    const message = `The destination ${folder} cannot be read: ${messageOf(error)}.`;
    throw new CrawlError('destination_unwritable', message, { cause: error });
  });
  if (identity !== undefined) return identity;
  throw new CrawlError(
    'destination_unwritable',
    `The destination ${folder} is not there. Connect its disk, or name the folder with --destination; if it was ` +
      'deleted for good and everything is to be fetched again, make it first.',
  );
}
