/** From response headers to a verified part file. */
import { AttemptError } from '../errors.ts';
import { redactUrl, resumeValidator, type PictureResponse } from '../http/index.ts';
import type { ImageRecord, LeasedImage, SkipRule } from '../model.ts';
import { alternatives, type OpenedPart, type PartFile } from '../output/index.ts';
import type { PictureFacts } from '../verify/index.ts';
import { checkPixels } from './decode.ts';
import { refusedByLength } from './filters.ts';
import { Intake, type Arrived } from './intake.ts';
import { leavePart } from './leave-part.ts';
import type { ImagePorts } from './ports.ts';

/** A picture that arrived whole and is verified: still under its `.part` name, or in memory. */
export type Downloaded = DownloadedPart | DownloadedBytes;

export interface DownloadedPart {
  part: PartFile;
  record: ImageRecord;
  /** Names that it may take, best first, should its own be taken by a file that is not the crawl's. */
  names: () => string[];
}

/** A small one, for which nothing is on disk yet, and no name reserved. */
export interface DownloadedBytes {
  content: readonly Uint8Array[];
  record: Omit<ImageRecord, 'fileName'>;
  /** The name that it should have. */
  wanted: string;
}

export type DownloadPorts = Pick<
  ImagePorts,
  | 'ledger'
  | 'sink'
  | 'template'
  | 'events'
  | 'now'
  | 'filters'
  | 'checkStructure'
  | 'decode'
  | 'signal'
>;

/** A picture that a filter refused; no part is left of it. */
export interface Refused {
  refused: SkipRule;
}

/** From here on a download that breaks off is worth continuing; a smaller picture starts over, and is held in memory. */
const RESUME_FROM_BYTES = 64 * 1024;

/**
 * Streams a body to `<name>.part`, or to the end of the part that an earlier attempt left.
 * @throws AttemptError. A part is left behind only where the next attempt can go on with it: then the lease has
 *   `resume`.
 */
export async function download(
  image: LeasedImage,
  response: PictureResponse,
  ports: DownloadPorts,
  earlier?: OpenedPart,
): Promise<Downloaded | Refused> {
  const intake = new Intake({
    filters: ports.filters,
    checkStructure: ports.checkStructure,
    // A decoder reads files.
    holdBytes: ports.decode ? 0 : RESUME_FROM_BYTES,
    openPart: (format) => openPart(image, format, response, ports),
    sentAs: { status: response.status, type: response.headers['content-type'] },
  });
  try {
    const arrived = await receive(image, response, ports, intake, earlier);
    if (typeof arrived === 'string') {
      await response.discard();
      await leavePart(image, intake.part ?? earlier?.part, ports);
      return { refused: arrived };
    }
    const { stored, facts } = arrived;
    const record = recordOf(arrived, response, ports.now(), earlier && image.resume?.validator);
    const wanted = () => wantedName(image, facts.format, response, ports);
    if (!('fileName' in stored)) return { content: stored, record, wanted: wanted() };
    await checkPixels(stored.path, facts.format, ports);
    return {
      part: stored,
      record: { ...record, fileName: stored.fileName },
      names: () => alternatives(wanted(), image.key),
    };
  } catch (error) {
    await response.discard();
    // What began anew only brings again what was thrown away: counted as progress, it might go on for ever.
    const grew = earlier ? intake.bytes - earlier.bytes : 0;
    const left = await leavePart(image, intake.part ?? earlier?.part, ports, error, grew);
    throw earlier === undefined ? left : blamePart(left);
  }
}

/** Faults of the bytes, not of the transfer. */
const CONTENT_FAULTS: ReadonlySet<string> = new Set(['not_a_picture', 'too_large', 'truncated']);

/**
 * When a continued file turns out to be no whole picture, the part may be at fault, as after a power cut; it is gone
 * now, and the whole file gets another try before the server is blamed.
 */
function blamePart(error: unknown): unknown {
  if (!(error instanceof AttemptError) || error.brokeOff || !CONTENT_FAULTS.has(error.code))
    return error;
  const message = `the continued file was thrown away: ${error.message}`;
  return new AttemptError('damaged', message, { status: error.status, cause: error });
}

async function receive(
  image: LeasedImage,
  response: PictureResponse,
  ports: DownloadPorts,
  intake: Intake,
  earlier: OpenedPart | undefined,
): Promise<Arrived | SkipRule> {
  const length = earlier ? image.resume?.total : response.announcedBytes;
  const before =
    refusedByLength(length, ports.filters) ??
    (earlier && (await intake.catchUp(earlier.part, earlier.content())));
  if (before !== undefined) return before;
  let settled = image.resume !== undefined;
  for await (const chunk of response.body) {
    ports.events.emit('transferred', { bytes: chunk.length });
    const taken = intake.take(chunk);
    if (typeof taken === 'string') return taken;
    if (taken !== undefined) await taken;
    assertNotMore(image, intake);
    if (settled || !intake.part || intake.bytes < RESUME_FROM_BYTES) continue;
    settled = true;
    await keepForLater(image, intake.part, response, intake.bytes, ports);
  }
  const total = image.resume?.total;
  if (total !== undefined && intake.bytes < total)
    throw new AttemptError('truncated', `${intake.bytes} of ${total} bytes have come.`, {
      status: response.status,
      brokeOff: true,
    });
  return intake.end();
}

/** A rest that goes on after the end of the file, chunked so that no length tells, may be any part of it, or all. */
function assertNotMore({ resume }: LeasedImage, { bytes }: Intake): void {
  const total = resume?.total;
  if (total === undefined || bytes <= total) return;
  throw new AttemptError('damaged', `more than the ${total} bytes of the file have come`);
}

/** Writes down by what this download can be continued, if it can and enough is still to come. */
async function keepForLater(
  image: LeasedImage,
  part: PartFile,
  { headers, announcedBytes }: PictureResponse,
  bytes: number,
  { ledger }: DownloadPorts,
): Promise<void> {
  const validator = resumeValidator(headers);
  const little = announcedBytes !== undefined && announcedBytes - bytes < RESUME_FROM_BYTES;
  if (validator === undefined || little) return;
  const total = announcedBytes === undefined ? {} : { total: announcedBytes };
  const resume = { fileName: part.fileName, validator, ...total };
  await ledger.keepResume(image.id, resume);
  // The lease is this run's copy of the request: from now on both know.
  image.resume = resume;
}

async function openPart(
  image: LeasedImage,
  format: PictureFacts['format'],
  response: PictureResponse,
  ports: DownloadPorts,
): Promise<PartFile> {
  const { ledger, sink } = ports;
  const wanted = wantedName(image, format, response, ports);
  const claimed =
    (await ledger.claimName(image.id, [wanted])) ??
    (await ledger.claimName(image.id, alternatives(wanted, image.key)));
  if (claimed === undefined) throw noNameLeft(image);
  return sink.create(claimed);
}

/** Every name that it could take is another's. */
export function noNameLeft({ url }: LeasedImage): AttemptError {
  return new AttemptError('unexpected', `no file name is left for ${redactUrl(url)}`);
}

function wantedName(
  { url, data }: LeasedImage,
  { ext }: PictureFacts['format'],
  { headers }: Pick<PictureResponse, 'headers'>,
  { template }: Pick<DownloadPorts, 'template'>,
): string {
  const { gallery, page, num, alt, title, name } = data;
  const { 'content-disposition': disposition } = headers;
  return template.render({
    // Whatever was asked for instead of it: the file is to stand with those of its gallery.
    host: new URL(url).host,
    gallery,
    page,
    num,
    url,
    ext,
    ...(disposition === undefined ? {} : { disposition }),
    ...(alt === undefined ? {} : { alt }),
    ...(title === undefined ? {} : { title }),
    ...(name === undefined ? {} : { name }),
  });
}

function recordOf(
  { facts, sha256, bytes }: Arrived,
  { finalUrl, headers }: PictureResponse,
  fetchedAt: number,
  validator: string | undefined,
): Omit<ImageRecord, 'fileName'> {
  const { format, width, height } = facts;
  // The rest of a file may come without them: it was asked for by one (RFC 9110 §15.3.7).
  const [tag, date] = validator?.startsWith('"') === true ? [validator] : [undefined, validator];
  const { etag = tag, 'last-modified': lastModified = date } = headers;
  return {
    finalUrl,
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
