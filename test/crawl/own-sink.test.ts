/** A sink of a program's own: everything that is saved goes there, and nowhere else. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { CrawlError, type PartFile, type Sink } from '../../src/index.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite, type Routes } from '../support/site.ts';
import { crawlIn, inFolder, runIn } from './own-crawl.ts';

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Keeps files in memory, as an object store would keep them. */
class MemorySink implements Sink {
  readonly files = new Map<string, Buffer>();
  readonly parts = new Map<string, Buffer[]>();
  closed = 0;

  prepare = () => Promise.resolve({ made: true });
  reopen = () => Promise.resolve(undefined);
  close = () => {
    this.closed++;
    return Promise.resolve();
  };

  create(fileName: string): Promise<PartFile> {
    const chunks: Buffer[] = [];
    this.parts.set(fileName, chunks);
    return Promise.resolve({
      ...{ fileName, path: fileName },
      write: (chunk) => {
        chunks.push(Buffer.from(chunk));
        // Every other call has to be waited for.
        return chunks.length % 2 === 0 ? Promise.resolve() : undefined;
      },
      close: () => Promise.resolve({ sha256: sha256Of(Buffer.concat(chunks)) }),
    });
  }

  async place({ fileName: from }: PartFile, fileName: string): Promise<'placed' | 'taken'> {
    const placed = await this.save(fileName, this.parts.get(from) ?? []);
    if (placed === 'placed') this.parts.delete(from);
    return placed;
  }

  save(fileName: string, content: readonly Uint8Array[]): Promise<'placed' | 'taken'> {
    if (this.files.has(fileName)) return Promise.resolve('taken');
    this.files.set(fileName, Buffer.concat(content));
    return Promise.resolve('placed');
  }

  discard(fileName: string): Promise<void> {
    this.parts.delete(fileName);
    return Promise.resolve();
  }

  holds(fileName: string, bytes: number, sha256: string): Promise<boolean> {
    const file = this.files.get(fileName);
    return Promise.resolve(file?.length === bytes && sha256Of(file) === sha256);
  }
}

const small = png(20, 20, 1);
const large = png(200, 200, 2);
const site: Routes = {
  '/': page('<img src="small.png"><img src="large.png"><img src="cut.png">'),
  '/small.png': picture(small),
  '/large.png': picture(large),
  '/cut.png': picture(png(200, 200, 3).subarray(0, 90_000)),
};

test('small and large pictures, whole; no part of one that failed is left, and nothing on disk', async () => {
  await withSite(site, ({ url }) =>
    inFolder(async (folder) => {
      const sink = new MemorySink();
      const { manifest, failures, files } = await runIn(folder, {
        ...{ start: [`${url}/`], sink, tries: 2 },
      });
      expect(sink.files).toEqual(
        new Map([
          ['small.png', small],
          ['large.png', large],
        ]),
      );
      expect(manifest.map(({ file_name, sha256 }) => [file_name, sha256]).sort()).toEqual([
        ['large.png', sha256Of(large)],
        ['small.png', sha256Of(small)],
      ]);
      expect(failures).toMatchObject([{ code: 'truncated' }]);
      expect([...sink.parts.keys()]).toEqual([]);
      expect(files).toEqual([]);
      expect(sink.closed).toBe(1);
    }),
  );
});

test('a name that is taken there is another picture’s: the next one is tried', async () => {
  await withSite(site, ({ url }) =>
    inFolder(async (folder) => {
      const sink = new MemorySink();
      for (const name of ['small.png', 'large.png'])
        sink.files.set(name, Buffer.from('a stranger'));
      const { manifest } = await runIn(folder, { start: [`${url}/`], sink, tries: 1 });
      for (const { file_name, sha256 } of manifest)
        expect(sha256Of(sink.files.get(file_name) ?? Buffer.alloc(0))).toBe(sha256);
      expect(manifest).toHaveLength(2);
      expect(sink.files.get('small.png')?.toString()).toBe('a stranger');
    }),
  );
});

test('what it throws is a failed attempt at one picture; a CrawlError ends the crawl', async () => {
  await withSite(site, ({ url }) =>
    inFolder(async (folder) => {
      const sink = new MemorySink();
      const save = sink.save.bind(sink);
      let thrown = 0;
      sink.save = (fileName, content) =>
        thrown++ === 0 ? Promise.reject(new Error('a hiccup')) : save(fileName, content);
      const { manifest } = await runIn(folder, { start: [`${url}/`], sink });
      expect(manifest.map(({ file_name }) => file_name).sort()).toEqual(['large.png', 'small.png']);
      expect(thrown).toBeGreaterThan(1);
      sink.create = () => Promise.reject(new CrawlError('disk_full', 'the bucket is full'));
      const settings = { start: [`${url}/`], sink, name: 'full' };
      await expect(crawlIn(folder, settings).run()).rejects.toMatchObject({ code: 'disk_full' });
    }),
  );
});
