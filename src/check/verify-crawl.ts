/** `pixhaul verify`, as a function: everything on disk compared with the manifest, and put back where it is damaged. */
import { join } from 'node:path';
import { parseOptions } from '../config/index.ts';
import { openCrawlReader } from '../store/catalog.ts';
import type { CrawlStoreReader } from '../store/contract.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import { checkAll, type Damage } from './check-all.ts';
import type { PictureFault } from './check-file.ts';
import { openDestination } from './destination.ts';
import { repair, type Repaired, type Requeue } from './repair.ts';

export interface VerifyOptions {
  /** Folder for the state of crawls; default `storage`. */
  storage?: string;
  /** Default: the only crawl in the storage. */
  name?: string;
  /** Where the pictures are; default: where the crawl last saved to. */
  destination?: string;
  /** Sets damaged files aside and puts their requests back in the queue; default false. */
  repair?: boolean;
  /** Ends the check early; what was found until then is repaired. */
  signal?: AbortSignal;
  /** Told of each damaged picture; with `repair` after it was put back. */
  onDamage?: (damage: DamagedPicture) => void;
  /** Told after each picture. */
  onProgress?: (progress: VerifyProgress) => void;
}

/** A saved picture that is not on disk as it was saved. */
export interface DamagedPicture {
  url: string;
  /** Below the destination, as in the manifest. */
  fileName: string;
  fault: PictureFault;
  /** What was found, for a person. */
  detail: string;
  /** With `repair`: the name that the damaged file now has, in the same folder; absent when there was none. */
  setAside?: string;
  /** With `repair`: why its file could not be moved away. Such a picture was not put back. */
  failure?: string;
}

export interface VerifyProgress {
  /** Pictures looked at. */
  checked: number;
  /** Pictures in the manifest when the check began. */
  total: number;
  /** Bytes of the pictures looked at, by the manifest. */
  bytes: number;
  damaged: number;
}

export interface VerifyResult extends VerifyProgress {
  name: string;
  /** Absolute. */
  destination: string;
  /** Damaged pictures by fault. */
  faults: Record<PictureFault, number>;
  /** With `repair`: requests that wait to be fetched again, duplicates of damaged pictures included. */
  requeued: number;
  /** With `repair`: damaged pictures that could not be put back. */
  unrepaired: number;
  /** Whether `signal` ended it early. */
  interrupted: boolean;
}

/** Damaged pictures put back in one transaction: bounded, however many there are. */
const BATCH = 200;

/**
 * Checks that every picture of the manifest is on disk as it was saved: there, a regular file, of the same size and
 * SHA-256, and whole by its format's own structure. Only with `repair` anything is changed.
 * @throws CrawlError `no_such_crawl`, `ambiguous_crawl`, `destination_unwritable` when the destination is not there or
 * vanishes, `invalid_option`; with `repair` also `storage_locked` while the crawl runs
 */
export async function verifyCrawl(options: VerifyOptions = {}): Promise<VerifyResult> {
  const storage = options.storage ?? parseOptions({}).storage;
  const { name, reader } = await openCrawlReader({
    storage,
    ...(options.name === undefined ? {} : { name: options.name }),
  });
  if (options.repair !== true) {
    try {
      return await verify(name, reader, undefined, options);
    } finally {
      await reader.close();
    }
  }
  await reader.close();
  const store = await openSqliteStore({ folder: join(storage, name), name });
  try {
    return await verify(name, store, store, options);
  } finally {
    await store.close();
  }
}

async function verify(
  name: string,
  reader: Pick<CrawlStoreReader, 'counts' | 'getMeta' | 'savedPictures'>,
  requeue: Requeue | undefined,
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { signal, onDamage, onProgress } = options;
  const total = (await reader.counts()).image.saved;
  const folder = await destinationOf(reader, options.destination);
  const result: VerifyResult = { ...nothingChecked(), name, destination: folder, total };
  if (total === 0) return result;
  const destination = await openDestination(folder);
  result.destination = destination.folder;

  let batch: Damage[] = [];
  const putBack = async (): Promise<void> => {
    const damages = batch;
    batch = [];
    if (requeue === undefined || damages.length === 0) return;
    await destination.assertSame();
    const { repaired, requeued } = await repair(damages, requeue);
    result.requeued += requeued;
    result.unrepaired += repaired.filter(({ failure }) => failure !== undefined).length;
    for (const each of repaired) onDamage?.(told(each));
  };
  await checkAll({
    pictures: reader.savedPictures(),
    destination,
    signal,
    onChecked: async (picture, damage) => {
      result.checked++;
      result.bytes += picture.bytes;
      if (damage) {
        result.damaged++;
        result.faults[damage.fault]++;
        if (requeue === undefined) onDamage?.(told(damage));
        else batch.push(damage);
      }
      const { checked, bytes, damaged } = result;
      onProgress?.({ checked, total, bytes, damaged });
      if (batch.length >= BATCH) await putBack();
    },
  });
  await putBack();
  result.interrupted = signal?.aborted === true;
  return result;
}

/** The given one, else that of the crawl's last run. */
async function destinationOf(
  reader: Pick<CrawlStoreReader, 'getMeta'>,
  given: string | undefined,
): Promise<string> {
  const stored = (await reader.getMeta('options')) as { destination?: string } | undefined;
  return parseOptions({ destination: given ?? stored?.destination }).destination;
}

function nothingChecked() {
  const faults = { missing: 0, wrong_size: 0, wrong_hash: 0, cut: 0, unreadable: 0 };
  const counts = { checked: 0, bytes: 0, damaged: 0, requeued: 0, unrepaired: 0 };
  return { ...counts, faults, interrupted: false };
}

function told(damage: Repaired): DamagedPicture {
  const { url, fileName, fault, detail, setAside, failure } = damage;
  return {
    ...{ url, fileName, fault, detail },
    ...(setAside === undefined ? {} : { setAside }),
    ...(failure === undefined ? {} : { failure }),
  };
}
