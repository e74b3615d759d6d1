/** `onSaved`, `onFailed`, `events()` and `signal`: a program that watches a crawl. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type CrawlEvent, type FailedRequest, type SavedRequest } from '../../src/index.ts';
import { png } from '../support/pictures.ts';
import { delayed, page, picture, withSite, type Routes } from '../support/site.ts';
import { crawlIn, inFolder, runIn } from './own-crawl.ts';

const names = ['1.png', '2.png', '3.png', '4.png'];
const gallery: Routes = {
  '/': page(
    `${names.map((name) => `<img src="${name}" alt="${name}">`).join('')}<img src="gone.png">`,
  ),
  ...Object.fromEntries(names.map((name, i) => [`/${name}`, picture(png(16, 16, i + 1))])),
};

test('onSaved and onFailed hear of each once, one after the other, before run() resolves', async () => {
  await withSite(gallery, (site) =>
    inFolder(async (folder) => {
      const saved: [string, SavedRequest][] = [];
      const failed: FailedRequest[] = [];
      let underWay = 0;
      const { manifest } = await runIn(folder, {
        start: [`${site.url}/`],
        onCandidate: ({ alt }) => ({ meta: { shown: alt ?? null } }),
        onSaved: async (record, request) => {
          expect(++underWay).toBe(1);
          await sleep(30);
          underWay--;
          saved.push([record.fileName, request]);
        },
        onFailed: (failure) => void failed.push(failure),
      });
      expect(saved.map(([file]) => file)).toEqual(manifest.map(({ file_name }) => file_name));
      expect(saved.find(([file]) => file === '2.png')?.[1]).toMatchObject({
        url: `${site.url}/2.png`,
        pageUrl: `${site.url}/`,
        num: 2,
        alt: '2.png',
        meta: { shown: '2.png' },
      });
      expect(failed).toMatchObject([
        { kind: 'image', url: `${site.url}/gone.png`, code: 'not_found', status: 404, attempts: 1 },
      ]);
    }),
  );
});

test('a later run tells what an earlier one did not come to tell, and nothing twice', async () => {
  await withSite(gallery, (site) =>
    inFolder(async (folder) => {
      const start = [`${site.url}/`];
      const told: string[] = [];
      const onSaved = ({ fileName }: { fileName: string }) => void told.push(fileName);
      await runIn(folder, { start });
      await runIn(folder, { start, onSaved });
      expect([...told].sort()).toEqual(names);
      await runIn(folder, { start, onSaved });
      expect(told).toHaveLength(names.length);
    }),
  );
});

test('killed in the middle of a call, the crawl makes it again', async () => {
  await withSite(gallery, (site) =>
    inFolder(async (folder) => {
      const program = fileURLToPath(new URL('killed-observer.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', program, site.url, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const first = line.toString().trim();
      child.kill('SIGKILL');
      await once(child, 'exit');
      const told: string[] = [];
      await runIn(folder, {
        start: [`${site.url}/`],
        onSaved: ({ fileName }) => void told.push(fileName),
      });
      expect(told).toContain(first);
      expect([...told].sort()).toEqual(names);
    }),
  );
});

test('what an observer throws is a warning, and nothing else', async () => {
  await withSite(gallery, (site) =>
    inFolder(async (folder) => {
      const crawl = crawlIn(folder, {
        start: [`${site.url}/`],
        onSaved: ({ fileName }) => {
          if (fileName === '1.png') throw new Error('no room');
        },
        onFailed: () => Promise.reject(new Error('nor here')),
      });
      const warnings: string[] = [];
      crawl.on('warning', ({ code, message }) => warnings.push(`${code}: ${message}`));
      const { counts } = await crawl.run();
      expect(counts.image).toMatchObject({ saved: 4, failed: 1 });
      expect(warnings.sort()).toEqual([
        'hook_failed: onFailed threw: nor here',
        'hook_failed: onSaved threw: no room',
      ]);
    }),
  );
});

test('stopped at once, a crawl does not wait for an observer that never ends', async () => {
  await withSite(gallery, (site) =>
    inFolder(async (folder) => {
      const crawl = crawlIn(folder, {
        start: [`${site.url}/`],
        onSaved: () => {
          crawl.stop({ graceMs: 0 });
          return new Promise(() => undefined);
        },
      });
      await expect(crawl.run()).resolves.toMatchObject({ reason: 'interrupted' });
    }),
  );
});

test('events() gives all events by name, and ends with the run', async () => {
  await withSite(gallery, (site) =>
    inFolder(async (folder) => {
      const crawl = crawlIn(folder, { start: [`${site.url}/`] });
      const events: CrawlEvent[] = [];
      const reading = (async () => {
        for await (const event of crawl.events()) events.push(event);
      })();
      const { counts } = await crawl.run();
      await reading;
      expect(events.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['started', 'queued', 'crawled', 'saved', 'failed', 'finished']),
      );
      expect(events[0]).toMatchObject({ type: 'started', name: 'own', resumed: false });
      expect(events.filter(({ type }) => type === 'saved')).toHaveLength(counts.image.saved);
      const after: CrawlEvent[] = [];
      for await (const event of crawl.events()) after.push(event);
      expect(after).toEqual([]);
    }),
  );
});

test('a signal stops the crawl in good order; aborted before, nothing is asked for', async () => {
  const slow = { ...gallery, '/4.png': delayed(60_000, picture(png(16, 16, 9))) };
  await withSite(
    slow,
    (site) =>
      inFolder(async (folder) => {
        const controller = new AbortController();
        const crawl = crawlIn(folder, { start: [`${site.url}/`], signal: controller.signal });
        crawl.on('transferStarted', ({ url }) => {
          if (!url.endsWith('/4.png')) return;
          controller.abort();
          // A second word ends at once what the signal let finish.
          setTimeout(() => crawl.stop(), 300);
        });
        const { reason, counts } = await crawl.run();
        expect(reason).toBe('interrupted');
        expect(counts.image.pending).toBeGreaterThan(0);
        const asked = site.requests.length;
        const again = await runIn(folder, {
          start: [`${site.url}/`],
          signal: AbortSignal.abort(),
        });
        expect(again.result.reason).toBe('interrupted');
        expect(site.requests).toHaveLength(asked);
      }),
    { mayLeaveOpen: true },
  );
});
