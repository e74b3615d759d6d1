/** The router's handler for label `image`: fetch → verify → place → record. */
import type { CheerioCrawlingContext } from '@crawlee/cheerio';
import { statusError } from '../http/index.ts';
import { download } from './download.ts';
import { PageSessions, type SessionContext } from './page-session.ts';
import { placePicture } from './place.ts';
import type { ImagePorts } from './ports.ts';

export interface ImageContext extends SessionContext {
  request: Pick<CheerioCrawlingContext['request'], 'id'>;
}

export function createImageHandler(ports: ImagePorts) {
  const sessions = new PageSessions();
  return async (context: ImageContext): Promise<void> => {
    const image = ports.leaseOf(context.request);
    const session = await sessions.sessionFor(image, context);
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
