/** A slow site with a dozen large pictures on one page, which can be had in ranges; it counts what it sends. */
import { page, status, type Answer, type LoggedRequest } from '../../support/site.ts';
import { sha256 } from '../../support/faults/fault.ts';
import { resource } from '../../support/faults/resource.ts';
import { jpeg, png } from '../../support/pictures.ts';

export interface LargeFile {
  path: string;
  /** Below the destination. */
  fileName: string;
  bytes: Buffer;
  sha256: string;
}

/** Bytes a second on each connection. */
const RATE = 2_000_000;

/** Twelve, of 3 to 6 MB. */
export function makeLargeFiles(): LargeFile[] {
  return Array.from({ length: 12 }, (_, at) => {
    const isPng = at % 3 !== 2;
    const bytes = isPng ? png(1_000 + at * 35, 1_000, at) : largeJpeg(3_000_000 + at * 250_000, at);
    const name = `large-${at}.${isPng ? 'png' : 'jpg'}`;
    return { path: `/${name}`, fileName: name, bytes, sha256: sha256(bytes) };
  });
}

/** Most of it is comments (T.81 B.2.4.5): encoding so much noise would take minutes. */
function largeJpeg(size: number, seed: number): Buffer {
  const whole = jpeg(800, 800, seed);
  const noise = png(150, 145, seed).subarray(0, 65_000);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xfd, 0xea]), noise]);
  const count = Math.ceil(size / comment.length);
  return Buffer.concat([
    whole.subarray(0, 2),
    ...Array<Buffer>(count).fill(comment),
    whole.subarray(2),
  ]);
}

export class SlowSite {
  readonly answer: Answer;
  readonly #watchers = new Set<() => void>();
  readonly #sending = new Set<LoggedRequest>();

  /** @param slow else it sends as fast as it can */
  constructor(files: readonly LargeFile[], slow: boolean) {
    const rate = slow ? { rate: RATE } : {};
    const answers = new Map<string, Answer>(
      files.map(({ path, bytes, sha256: tag }) => [
        path,
        resource({ bytes, etag: `"${tag.slice(0, 16)}"`, onSent: () => this.#tell(), ...rate }),
      ]),
    );
    answers.set('/', page(files.map(({ path }) => `<img src="${path}">`).join('\n')));
    this.answer = (exchange) => {
      this.#sending.add(exchange.logged);
      return (answers.get(exchange.logged.url) ?? status(404))(exchange);
    };
  }

  /** Bytes of pictures that were sent since `forget`. */
  get sent(): number {
    let sum = 0;
    for (const { sent } of this.#sending) sum += sent;
    return sum;
  }

  /** Counts from zero. */
  forget(): void {
    this.#sending.clear();
  }

  /** Calls back whenever bytes of a picture were sent, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
