/** From response headers to a verified part file. */
import { createHash } from 'node:crypto';
import { AttemptError } from '../errors.ts';
import { redactUrl, type PictureResponse } from '../http/index.ts';
import type { ImageRecord, LeasedImage } from '../model.ts';
import { alternatives, type PartFile } from '../output/index.ts';
import { createPictureReader, type PictureFacts, type PictureReader } from '../verify/index.ts';
import type { ImagePorts } from './ports.ts';

/** A picture that arrived whole, still under its `.part` name. */
export interface Downloaded {
  part: PartFile;
  record: ImageRecord;
  /** Names that it may take, best first, should its own be taken by a file that is not the crawl's. */
  names: () => string[];
}

type Ports = Pick<ImagePorts, 'ledger' | 'sink' | 'template' | 'events' | 'now'>;

/**
 * Streams a body to `<name>.part`. Memory does not grow with its size: only the chunks until the format is known
 * (4 KiB at most) are held.
 * @throws AttemptError; whatever ends the transfer, no part is left behind.
 */
export async function download(
  image: LeasedImage,
  response: PictureResponse,
  ports: Ports,
): Promise<Downloaded> {
  const reader = createPictureReader();
  const hash = createHash('sha256');
  let bytes = 0;
  let part: PartFile | undefined;
  let held: Uint8Array[] = [];
  try {
    for await (const chunk of response.body) {
      reader.write(chunk);
      hash.update(chunk);
      bytes += chunk.length;
      ports.events.emit('transferred', { bytes: chunk.length });
      if (part) {
        await part.write(chunk);
        continue;
      }
      held.push(chunk);
      if (reader.sniffed === 'more') continue;
      part = await openPart(image, response, reader, ports);
      for (const early of held) await part.write(early);
      held = [];
    }
    const facts = factsOf(reader, bytes, response);
    part ??= await openPart(image, response, reader, ports);
    for (const early of held) await part.write(early);
    await part.close();
    const record = recordOf(part.fileName, facts, hash.digest('hex'), bytes, response, ports.now());
    const names = () => alternatives(wantedName(image, facts.format, ports), image.key);
    return { part, record, names };
  } catch (error) {
    await response.discard();
    if (part) await drop(part, ports.sink);
    throw error;
  }
}

/** Removes the part, also when closing it fails, as it may on a full disk. */
async function drop(part: PartFile, sink: Ports['sink']): Promise<void> {
  try {
    await part.close();
  } finally {
    await sink.discard(part.fileName);
  }
}

async function openPart(
  image: LeasedImage,
  response: PictureResponse,
  reader: PictureReader,
  ports: Ports,
): Promise<PartFile> {
  const { sniffed } = reader;
  if (typeof sniffed === 'string') throw notAPicture(response);
  const { ledger, sink } = ports;
  const wanted = wantedName(image, sniffed, ports);
  const claimed =
    (await ledger.claimName(image.id, [wanted])) ??
    (await ledger.claimName(image.id, alternatives(wanted, image.key)));
  if (claimed === undefined)
    throw new AttemptError('unexpected', `no file name is left for ${redactUrl(image.url)}`);
  return sink.create(claimed);
}

function wantedName(
  { host, url, data }: LeasedImage,
  { ext }: PictureFacts['format'],
  { template }: Pick<Ports, 'template'>,
): string {
  const { gallery, page, num, alt, title } = data;
  return template.render({
    host,
    gallery,
    page,
    num,
    url,
    ext,
    ...(alt === undefined ? {} : { alt }),
    ...(title === undefined ? {} : { title }),
  });
}

function factsOf(reader: PictureReader, bytes: number, response: PictureResponse): PictureFacts {
  if (bytes === 0)
    throw new AttemptError('empty_body', 'the answer had no body', { status: response.status });
  const facts = reader.end();
  if (facts === 'not_a_picture') throw notAPicture(response);
  return facts;
}

function notAPicture({ status, headers }: PictureResponse): AttemptError {
  const type = headers['content-type'] ?? 'no Content-Type';
  return new AttemptError('not_a_picture', `the bytes are not a picture (sent as ${type})`, {
    status,
  });
}

function recordOf(
  fileName: string,
  facts: PictureFacts,
  sha256: string,
  bytes: number,
  { finalUrl, headers }: PictureResponse,
  fetchedAt: number,
): ImageRecord {
  const { format, width, height } = facts;
  const { etag, 'last-modified': lastModified } = headers;
  return {
    finalUrl,
    fileName,
    sha256,
    bytes,
    mediaType: format.mediaType,
    fetchedAt,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}
