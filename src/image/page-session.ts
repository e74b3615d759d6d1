/** Which visitor asks for a picture: the one that saw the page, with its cookies. */
import type { CheerioCrawlingContext } from '@crawlee/cheerio';
import type { LeasedImage } from '../model.ts';

export interface SessionContext {
  session?: CheerioCrawlingContext['session'];
  crawler: Pick<CheerioCrawlingContext['crawler'], 'sessionPool'>;
}
type Session = NonNullable<SessionContext['session']>;

/** Retired sessions that pictures may still wait for; beyond that the oldest is forgotten. */
const REMEMBERED = 100;

/**
 * A session that a server refused is retired: it gets no new pages, and what was refused comes again as another
 * visitor. Pictures that it found, and that were not refused themselves, are still asked for with its cookies: one
 * forbidden picture says nothing of the others, and without the cookies of their page they might be forbidden too.
 */
export class PageSessions {
  readonly #seen = new Map<string, Session>();

  async sessionFor(image: LeasedImage, context: SessionContext): Promise<Session | undefined> {
    const { sessionId } = image.data;
    if (sessionId === undefined) return context.session;
    const usable = await context.crawler.sessionPool?.getSession(sessionId);
    if (usable) this.#remember(sessionId, usable);
    const own = usable ?? (image.tries === 0 ? this.#seen.get(sessionId) : undefined);
    return own ?? context.session;
  }

  #remember(id: string, session: Session): void {
    if (this.#seen.get(id) === session) return;
    this.#seen.set(id, session);
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined && this.#seen.size > REMEMBERED) this.#seen.delete(oldest);
  }
}
