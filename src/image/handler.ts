/** What is done for a picture: fetch → verify → place → record. */
import { AttemptError } from '../errors.ts';
import { hostUnavailable } from '../http/index.ts';
import type { LeasedImage, Outcome, SkipRule } from '../model.ts';
import type { CrawlEvents } from '../progress/index.ts';
import { download } from './download.ts';
import { fetchPicture, type Ask } from './fetch.ts';
import { PageSessions, type SessionContext } from './page-session.ts';
import { placePicture } from './place.ts';
import type { ImagePorts } from './ports.ts';
import { refusedByAnswer, refusedByRobots } from './robots-gate.ts';

/** The handler tells by `transferred` when all bytes have come, and nothing more is asked of the host. */
export function createImageHandler(ports: ImagePorts) {
  const sessions = new PageSessions();
  return async (
    image: LeasedImage,
    context: SessionContext,
    transferred: () => void,
  ): Promise<void> => {
    if (image.hostUnavailable) throw hostUnavailable(image.host);
    const rule = leftOut(image, ports) ?? (await refusedByRobots(image, ports));
    if (rule !== undefined) {
      ports.decide(image, refusedBy(rule, image));
      return;
    }
    const session = await sessions.sessionFor(image, context);
    const { askedUrl = image.url } = image;
    let at = askedUrl;
    const ask: Ask = (headers) => {
      at = askedUrl;
      return ports.client.fetch({
        url: askedUrl,
        onRedirect: (url) => (at = url),
        ...(image.pageUrl === undefined ? {} : { referer: image.pageUrl }),
        ...(session ? { cookieJar: session.cookieJar, sessionToken: session } : {}),
        ...(headers === undefined ? {} : { headers }),
        signal: ports.signal,
      });
    };
    const { id, url, host } = image;
    const about = { id, kind: 'image' as const, url, host };
    const underWay = transferOf(about, ports);
    try {
      const arrived = (): void => {
        underWay.end();
        transferred();
      };
      ports.decide(image, await savePicture(image, ask, ports, arrived), { kind: 'good' });
    } catch (error) {
      if (isRefusal(error)) session?.retire();
      const elsewhere = error instanceof AttemptError && new URL(at).host !== image.host;
      throw elsewhere ? error.atAnotherHost() : error;
    } finally {
      underWay.end();
    }
  };
}

/** A rendition that is asked for instead of a picture stands for one that was wanted. */
function leftOut(image: LeasedImage, { isRepeated }: ImagePorts): SkipRule | undefined {
  return image.askedUrl === undefined && isRepeated?.(image) === true ? 'repeated' : undefined;
}

/** Tells observers of a transfer: that it began, and once, however it comes about, that it ended. */
function transferOf(about: CrawlEvents['transferStarted'], { events }: Pick<ImagePorts, 'events'>) {
  events.emit('transferStarted', about);
  let ended = false;
  return {
    end(): void {
      if (!ended) events.emit('transferEnded', about);
      ended = true;
    },
  };
}

async function savePicture(
  image: LeasedImage,
  ask: Ask,
  ports: ImagePorts,
  transferred: () => void,
): Promise<Outcome> {
  const fetched = await fetchPicture(image, ask, ports);
  const rule = await refusedByAnswer(image, fetched, ports);
  if (rule !== undefined) return refusedBy(rule, image);
  const picture = await download(image, fetched.response, ports, fetched.earlier);
  if ('refused' in picture) return refusedBy(picture.refused, image);
  transferred();
  return placePicture(image, picture, ports);
}

/**
 * What a rule leaves out is skipped. When it is only another rendition, the picture that was wanted failed before, and
 * must not pass for one that was not wanted.
 */
function refusedBy(rule: SkipRule, { askedUrl }: LeasedImage): Outcome {
  if (askedUrl === undefined) return { state: 'skipped', rule };
  throw new AttemptError('rendition_refused', `The next best rendition is left out: ${rule}.`);
}

/** The server refuses this visitor: another one may have more luck. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof AttemptError && (error.code === 'blocked' || error.code === 'rate_limited')
  );
}
