/** Asks for a picture: the rest of it where an earlier attempt left a part, else all of it. */
import type { AttemptError } from '../errors.ts';
import { rangeAnswer, rangeHeaders, statusError, type PictureResponse } from '../http/index.ts';
import type { LeasedImage } from '../model.ts';
import type { OpenedPart } from '../output/index.ts';
import { dropResumable } from './leave-part.ts';
import type { ImagePorts } from './ports.ts';

export interface Fetched {
  response: PictureResponse;
  /** Present when the body is the rest of this part. */
  earlier?: OpenedPart;
}

/** Sends the request, with more headers than those that every picture gets. */
export type Ask = (headers?: Record<string, string>) => Promise<PictureResponse>;

type Ports = Pick<ImagePorts, 'sink' | 'ledger' | 'now'>;

/**
 * A part that turns out to be of no use is thrown away, and the whole file asked for once; that answer counts.
 * @throws AttemptError for a status that promises no file
 */
export async function fetchPicture(image: LeasedImage, ask: Ask, ports: Ports): Promise<Fetched> {
  const { resume } = image;
  const earlier = resume && (await ports.sink.reopen(resume.fileName, resume.total));
  if (!earlier) {
    await dropResumable(image, ports);
    return { response: await promising(await ask(), ports) };
  }
  try {
    const answer = await askForRest(image, earlier, ask);
    if (answer.is === 'rest') return { response: answer.response, earlier };
    if (answer.is === 'refused') await refuse(answer.response, ports);
    await earlier.part.close();
    await dropResumable(image, ports);
    if (answer.is === 'whole') return { response: answer.response };
    await answer.response.discard();
  } catch (error) {
    // A host that is down says nothing about the part: the next attempt goes on with it.
    await earlier.part.close();
    throw error;
  }
  return { response: await promising(await ask(), ports) };
}

async function askForRest({ resume }: LeasedImage, { bytes }: OpenedPart, ask: Ask) {
  if (resume === undefined) throw new TypeError('nothing to go on with');
  const held = { ...resume, bytes };
  const response = await ask(rangeHeaders(held));
  const answer = rangeAnswer(response.status, response.headers, held);
  if (answer.is === 'rest') resume.total = answer.total;
  return { is: answer.is, response };
}

async function promising(response: PictureResponse, ports: Ports): Promise<PictureResponse> {
  await refuse(response, ports);
  return response;
}

async function refuse(response: PictureResponse, { now }: Ports): Promise<void> {
  const error: AttemptError | undefined = statusError(response.status, response.headers, now());
  if (!error) return;
  await response.discard();
  throw error;
}
