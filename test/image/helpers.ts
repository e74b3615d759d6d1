/** What the download handler is given in tests: a real disk, and a ledger that remembers one request. */
import type { DownloadPorts } from '../../src/image/download.ts';
import type { ImagePorts } from '../../src/image/ports.ts';
import { silentLog } from '../../src/log.ts';
import type { LeasedImage, Resume } from '../../src/model.ts';
import { compileTemplate, createDiskSink } from '../../src/output/index.ts';
import { CrawlEmitter } from '../../src/progress/index.ts';

export type Ledger = ImagePorts['ledger'];

export function leasedImage(url = 'https://example.org/cat.jpg'): LeasedImage {
  return {
    kind: 'image',
    id: 7,
    key: url,
    url,
    host: new URL(url).host,
    depth: 1,
    tries: 0,
    addedAt: 0,
    data: { gallery: 'cats', page: 1, num: 3 },
  };
}

export function imagePorts(
  folder: string,
  {
    ledger = {},
    ...others
  }: { ledger?: Partial<Ledger> | undefined } & Partial<Omit<DownloadPorts, 'ledger'>> = {},
) {
  /** What the store would hand out with the next lease. */
  const kept: { resume?: Resume | undefined } = {};
  return {
    ledger: {
      claimName: (_id: number, names: readonly string[]) => Promise.resolve(names[0]),
      keepResume: (_id: number, resume: Resume | undefined) => {
        kept.resume = resume;
        return Promise.resolve();
      },
      beginPlacement: () => Promise.resolve({ do: 'place' as const }),
      claimAndBegin: (_id: number, [fileName = '']: readonly string[]) =>
        Promise.resolve({ do: 'place' as const, fileName }),
      ...ledger,
    },
    kept,
    sink: createDiskSink(folder),
    template: compileTemplate('{name}.{ext}'),
    filters: {},
    checkStructure: true,
    events: new CrawlEmitter(silentLog()),
    signal: new AbortController().signal,
    now: () => 1000,
    ...others,
  };
}
