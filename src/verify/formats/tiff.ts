import { LookBack } from '../look-back.ts';
import { signedKind } from '../signature.ts';
import type { FormatReader } from '../types.ts';
import { take, walkReader } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';
import { TiffDirectories } from './tiff-directories.ts';
import { TiffFile } from './tiff-file.ts';
import { layoutOf } from './tiff-layout.ts';

/** Follows the directories, wherever they lie, and notes how far into the file they say that their data reaches. */
function tiffWalk(past: LookBack): FormatWalk {
  return function* (found) {
    const head = yield* take(8);
    const layout = layoutOf(head);
    const offset = layout.big ? layout.u64(yield* take(8), 0) : layout.u32(head, 4);
    const before = layout.big ? 16 : 8;
    if (offset < before) {
      found.broken = 'its first directory has an impossible place';
      return;
    }
    const file = new TiffFile(past, before);
    new TiffDirectories(file, layout, found).follow(offset);
    yield* file.readAll();
    found.whole = true;
  };
}

class TiffReader implements FormatReader {
  readonly #past = new LookBack();
  readonly #walk = walkReader(tiffWalk(this.#past));

  get found(): FormatReader['found'] {
    return this.#walk.found;
  }

  write(chunk: Uint8Array): void {
    if (this.#hasEnded()) return;
    this.#past.enter(chunk);
    this.#walk.write(chunk);
    if (this.#hasEnded()) this.#past.release();
    else this.#past.leave();
  }

  #hasEnded(): boolean {
    return this.found.whole === true || this.found.broken !== undefined;
  }

  end(): void {
    this.#walk.end();
    this.#past.release();
  }
}

export const tiff = signedKind({
  format: { mediaType: 'image/tiff', ext: 'tif' },
  patterns: ['II*\0', 'MM\0*', 'II+\0\x08\0\0\0', 'MM\0+\0\x08\0\0'],
  last: 'the last directory',
  open: () => new TiffReader(),
});
