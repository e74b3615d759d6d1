/**
 * A sink of your own: files are stored by their hash, and a list says which name each would have had.
 * `npx tsx examples/custom-sink.ts [URL…]`
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCrawl, type PartFile, type Sink } from '../src/index.ts';
import { exampleSite } from './demo/example-site.ts';

/** Below a folder: `parts/` while they arrive, `ab/ab12…` when they are whole, and `names.tsv`. */
function createHashSink(folder: string): Sink {
  const parts = join(folder, 'parts');
  // A name may have folders, and a part needs none.
  const partOf = (fileName: string) => join(parts, encodeURIComponent(fileName));
  const fileOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  const note = async (fileName: string, sha256: string) => {
    await appendFile(join(folder, 'names.tsv'), `${sha256}\t${fileName}\n`);
    return 'placed' as const;
  };
  return {
    async prepare() {
      const made = await mkdir(parts, { recursive: true });
      return { made: made !== undefined };
    },
    close: () => Promise.resolve(),
    async create(fileName): Promise<PartFile> {
      const path = partOf(fileName);
      const file = await open(path, 'w');
      const hash = createHash('sha256');
      let closed: { sha256: string } | undefined;
      return {
        fileName,
        path,
        async write(chunk) {
          hash.update(chunk);
          // The bytes are the crawl's only until the promise is settled.
          await file.writeFile(chunk);
        },
        async close() {
          if (closed === undefined) await file.close();
          return (closed ??= { sha256: hash.digest('hex') });
        },
      };
    },
    // What broke off is fetched anew.
    reopen: () => Promise.resolve(undefined),
    async place(part, fileName, sha256) {
      await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true });
      await rename(partOf(part.fileName), fileOf(sha256));
      return note(fileName, sha256);
    },
    async save(fileName, content, sha256) {
      await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true });
      // Under another name first: whatever has a hash for a name is whole.
      await writeFile(partOf(fileName), Buffer.concat(content));
      await rename(partOf(fileName), fileOf(sha256));
      return note(fileName, sha256);
    },
    discard: (fileName) => rm(partOf(fileName), { force: true }),
    async holds(_, bytes, sha256) {
      const found = await stat(fileOf(sha256)).catch(() => undefined);
      if (found?.size !== bytes) return false;
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(fileOf(sha256))) hash.update(chunk as Buffer);
      return hash.digest('hex') === sha256;
    },
  };
}

const { start, waits, close } = await exampleSite();
const sink = createHashSink('pictures/by-hash');
const crawl = createCrawl({ start, name: 'by-hash', sink, ...waits });
const { counts } = await crawl.run();
console.log(`${counts.image.saved} files by their hash in pictures/by-hash`);
await close();
