/** From verified bytes to a file under its final name, exactly once for the same bytes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageRecord, LeasedImage, Outcome } from '../model.ts';
import { alternatives } from '../output/index.ts';
import {
  noNameLeft,
  type Downloaded,
  type DownloadedBytes,
  type DownloadedPart,
} from './download.ts';
import { leavePart } from './leave-part.ts';
import type { ImagePorts } from './ports.ts';

/** How often to ask again while another request places the same bytes; it takes that one milliseconds. */
const ASK_AGAIN_MS = 10;

type Ports = Pick<ImagePorts, 'ledger' | 'sink'>;

/** @throws AttemptError, CrawlError. A part is left behind only where the next attempt can go on with it. */
export async function placePicture(
  image: LeasedImage,
  picture: Downloaded,
  ports: Ports & Pick<ImagePorts, 'signal'>,
): Promise<Outcome> {
  if ('content' in picture) return placeBytes(image, picture, ports);
  try {
    return await placePart(image, picture, ports);
  } catch (error) {
    throw await leavePart(image, picture.part, ports, error);
  }
}

/** Name and content are asked for at once, and a file is only made for bytes that are new. */
async function placeBytes(
  image: LeasedImage,
  { content, record, wanted }: DownloadedBytes,
  { ledger, sink }: Ports,
): Promise<Outcome> {
  let names = [wanted];
  const taken = new Set<string>();
  for (;;) {
    const placement = await ledger.claimAndBegin(image.id, names, record);
    if (placement.do === 'wait') {
      await sleep(ASK_AGAIN_MS);
      continue;
    }
    const { sha256, bytes } = record;
    if (placement.do === 'drop') return { state: 'duplicate', of: placement.of, sha256, bytes };
    if (placement.do === 'place') {
      const { fileName } = placement;
      if ((await sink.save(fileName, content, sha256)) === 'placed')
        return { state: 'saved', record: { ...record, fileName } };
      taken.add(fileName);
    } else for (const name of names) taken.add(name);
    names = alternatives(wanted, image.key).filter((name) => !taken.has(name));
    if (names.length === 0) throw noNameLeft(image);
  }
}

async function placePart(
  image: LeasedImage,
  { part, record, names }: DownloadedPart,
  { ledger, sink }: Ports,
): Promise<Outcome> {
  const taken = new Set<string>();
  let current: ImageRecord = record;
  for (;;) {
    const placement = await ledger.beginPlacement(image.id, current);
    if (placement.do === 'wait') {
      await sleep(ASK_AGAIN_MS);
      continue;
    }
    if (placement.do === 'drop') {
      await sink.discard(part.fileName);
      const { sha256, bytes } = record;
      return { state: 'duplicate', of: placement.of, sha256, bytes };
    }
    if ((await sink.place(part, current.fileName, current.sha256)) === 'placed')
      return { state: 'saved', record: current };
    taken.add(current.fileName);
    const free = names().filter((name) => !taken.has(name));
    current = { ...current, fileName: await otherName(image, free, ledger) };
  }
}

/** The next free name, where a file that is not this crawl's stands under the last one. */
async function otherName(
  image: LeasedImage,
  names: readonly string[],
  ledger: Ports['ledger'],
): Promise<string> {
  const name = await ledger.claimName(image.id, names);
  if (name !== undefined) return name;
  throw noNameLeft(image);
}
