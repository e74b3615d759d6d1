/** The router's handler for label `image`: fetch → verify → place → record. */
import type { CheerioCrawlingContext } from '@crawlee/cheerio';
import { statusError } from '../http/index.ts';
import type { LeasedImage } from '../model.ts';
import { download } from './download.ts';
import { placePicture } from './place.ts';
import type { ImagePorts } from './ports.ts';

export interface ImageContext {
  request: Pick<CheerioCrawlingContext['request'], 'id'>;
  session?: CheerioCrawlingContext['session'];
  crawler: Pick<CheerioCrawlingContext['crawler'], 'sessionPool'>;
}

export function createImageHandler(ports: ImagePorts) {
  return async (context: ImageContext): Promise<void> => {
    const image = ports.leaseOf(context.request);
    const session = await pageSession(image, context);
    const { id, url, host } = image;
    const about = { id, kind: 'image' as const, url, host };
    ports.events.emit('transferStarted', about);
    try {
      const response = await ports.client.fetch({
        url,
        ...(image.pageUrl === undefined ? {} : { referer: image.pageUrl }),
        ...(session ? { cookieJar: session.cookieJar, sessionToken: session } : {}),
        signal: ports.signal,
      });
      const refused = statusError(response.status, response.headers, ports.now());
      if (refused) {
        if (refused.code === 'blocked' || refused.code === 'rate_limited') session?.retire();
        await response.discard();
        throw refused;
      }
      const picture = await download(image, response, ports);
      ports.decide(image, await placePicture(image, picture, ports));
    } finally {
      ports.events.emit('transferEnded', about);
    }
  };
}

/** The session that fetched the page, with its cookies, as long as it is usable; else the one Crawlee picked. */
async function pageSession({ data }: LeasedImage, context: ImageContext) {
  const own =
    data.sessionId === undefined
      ? undefined
      : await context.crawler.sessionPool?.getSession(data.sessionId);
  // Crawlee marks the context's session good or bad by how the handler ends: it must be the one that was used.
  if (own) context.session = own;
  return context.session;
}
