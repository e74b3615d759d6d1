/** Random sequences of operations on a crawl store, beside a model in memory that says what must come out. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AttemptCode } from '../../src/errors.ts';
import type {
  HostSignal,
  ImageRecord,
  NewRequest,
  RequestKind,
  SkipRule,
} from '../../src/model.ts';
import type { CrawlStore, Placement } from '../../src/store/contract.ts';
import type { MakeHarness, StoreHarness } from '../conformance/store.suite.ts';
import type { ModelRequest } from './store-model.ts';
import { StoreModel } from './store-model.ts';
import { all, attempt, image, page, record } from './requests.ts';

const KINDS: RequestKind[] = ['gallery', 'image'];
const CODES: AttemptCode[] = ['not_found', 'stalled', 'dns'];
const RULES: SkipRule[] = ['max_depth', 'thumbnail', 'robots'];
const HOSTS = ['a.example', 'b.example', 'c.example'];
/** Short pauses, and few of them: a host may be given up within a sequence. */
const PACING = { baseMs: 6, maxOpens: 1 };
const SIGNALS: (HostSignal | undefined)[] = [
  undefined,
  { kind: 'good' },
  { kind: 'trouble', asked: false },
  { kind: 'trouble', asked: false },
  { kind: 'trouble', asked: false, answered: true },
  { kind: 'trouble', asked: true },
  { kind: 'trouble', asked: true, restMs: 15 },
];

/** Few keys, hosts, names and contents, so that they meet each other often. */
const request: fc.Arbitrary<NewRequest> = fc
  .record({
    n: fc.nat(11),
    kind: fc.constantFrom(...KINDS),
    host: fc.constantFrom(...HOSTS),
    depth: fc.nat(3),
    skip: fc.option(fc.constantFrom('max_depth' as const, 'thumbnail' as const), {
      nil: undefined,
      freq: 4,
    }),
  })
  .map(({ n, kind, host, depth, skip }) => {
    const more = { host, depth, key: `key ${n}`, ...(skip === undefined ? {} : { skip }) };
    return kind === 'image' ? image(n, more) : page(n, more);
  });
const requests = fc.array(request, { maxLength: 6 });

const operation = fc.oneof(
  fc.record({ do: fc.constant('add' as const), requests }),
  fc.record({
    do: fc.constant('lease' as const),
    limit: fc.integer({ min: 1, max: 5 }),
    perHost: fc.integer({ min: 1, max: 3 }),
    intervalMs: fc.constantFrom(0, 0, 0, 10),
    admission: fc.constantFrom(false, false, true),
    pacing: fc.constant(PACING),
    kinds: fc.subarray(KINDS, { minLength: 1 }),
  }),
  fc.record({
    do: fc.constant('settle' as const),
    pick: fc.nat(20),
    as: fc.constantFrom('good', 'good', 'skipped', 'failed', 'retry', 'returned', 'instead'),
    signal: fc.constantFrom(...SIGNALS),
    progressed: fc.boolean(),
    resume: fc.boolean(),
    code: fc.constantFrom(...CODES),
    host: fc.constantFrom(...HOSTS),
    wait: fc.nat(30),
    content: fc.nat(4),
    names: fc.array(fc.constantFrom('x.jpg', 'X.jpg', 'y.jpg', 'z.jpg'), { maxLength: 3 }),
    atOnce: fc.boolean(),
    found: requests,
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(25) }),
  fc.record({ do: fc.constantFrom('kill' as const, 'reopen' as const) }),
  fc.record({
    do: fc.constant('requeueFailed' as const),
    code: fc.option(fc.constantFrom(...CODES), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant('admit' as const),
    host: fc.constantFrom(...HOSTS),
    delayMs: fc.constantFrom(0, 5),
  }),
  fc.record({ do: fc.constant('requeueSkipped' as const), rules: fc.subarray(RULES) }),
  fc.record({ do: fc.constant('requeueSaved' as const), picks: fc.array(fc.nat(9)) }),
  fc.record({
    do: fc.constant('requeueDepth' as const),
    depth: fc.option(fc.nat(3), { nil: undefined }),
  }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

export async function randomOperations(makeHarness: MakeHarness): Promise<void> {
  const sequences = fc.array(operation, { minLength: 5, maxLength: 60, size: 'max' });
  await fc.assert(
    fc.asyncProperty(sequences, async (operations) => {
      const model = new StoreModel();
      const harness = await makeHarness(() => model.now);
      try {
        let store = await harness.open();
        for (const each of operations) store = await carryOut(each, store, harness, model);
        await compare(store, model);
        await harness.verify();
      } finally {
        await harness.dispose();
      }
    }),
    { numRuns: 40 },
  );
}

async function carryOut(
  operation: Operation,
  store: CrawlStore,
  harness: StoreHarness,
  model: StoreModel,
): Promise<CrawlStore> {
  switch (operation.do) {
    case 'add':
      expect(await store.countUnknown(operation.requests)).toBe(
        model.countUnknown(operation.requests),
      );
      expect(await store.add(operation.requests)).toEqual(model.add(operation.requests));
      break;
    case 'lease':
      model.leased(operation, await store.lease(operation));
      break;
    case 'settle':
      await settle(operation, store, model);
      break;
    case 'wait':
      model.now += operation.ms;
      break;
    case 'kill':
    case 'reopen':
      await (operation.do === 'kill' ? harness.kill(store) : store.close());
      model.ownerLeft();
      return harness.open();
    case 'requeueFailed': {
      const filter = operation.code === undefined ? {} : { code: operation.code };
      expect(await store.requeueFailed(filter)).toBe(model.requeueFailed(operation.code));
      break;
    }
    case 'admit':
      model.admit(operation.host, operation.delayMs);
      await store.admitHost(operation.host, operation);
      break;
    case 'requeueSkipped':
      expect(await store.requeueSkipped(operation.rules)).toBe(
        model.requeueSkipped(operation.rules),
      );
      break;
    case 'requeueSaved': {
      const ids = model.savedIds().filter((_, index) => operation.picks.includes(index));
      expect(await store.requeueSaved(ids)).toBe(model.requeueSaved(ids));
      break;
    }
    case 'requeueDepth':
      expect(await store.requeueDepth(operation.depth)).toBe(model.requeueDepth(operation.depth));
      break;
  }
  expect(await store.nextDue()).toBe(model.nextDue());
  return store;
}

/** Ends one of the leases under way, a picture that is fetched through name and placement. */
async function settle(
  operation: Operation & { do: 'settle' },
  store: CrawlStore,
  model: StoreModel,
): Promise<void> {
  const leases = model.leases();
  const lease = leases[operation.pick % leases.length];
  if (lease === undefined) return;
  const { as, code, wait, found, signal, progressed } = operation;
  const { id, kind } = lease;
  const failed = attempt(code, model.now);
  if (as === 'skipped' || (as === 'good' && kind === 'gallery')) {
    const verdict =
      as === 'good'
        ? ({ state: 'crawled', found } as const)
        : ({ state: 'skipped', rule: 'max_depth', found } as const);
    model.learn(lease, signal);
    model.end(lease, verdict.state, as === 'good' ? undefined : 'max_depth');
    expect(await store.settle(id, verdict, signal)).toEqual(model.add(found));
  } else if (as === 'failed') {
    model.learn(lease, signal);
    model.end(lease, 'failed', code);
    const result = await store.settle(id, { state: 'failed', attempt: failed, found }, signal);
    expect(result).toEqual(model.add(found));
  } else if (as === 'retry') {
    const notBefore = model.now + wait;
    model.learn(lease, signal, progressed);
    model.putBack(lease, notBefore, progressed);
    await store.settle(id, { state: 'retry', attempt: failed, notBefore, progressed }, signal);
  } else if (as === 'instead' && kind === 'image') {
    const askedUrl = `https://${operation.host}/smaller.jpg`;
    model.learn(lease, signal);
    model.instead(lease, askedUrl, operation.host);
    await store.settle(
      id,
      { state: 'instead', attempt: failed, askedUrl, host: operation.host },
      signal,
    );
  } else if (as === 'returned' || as === 'instead') {
    model.putBack(lease);
    await store.settle(id, { state: 'returned' }, signal);
  } else await place(operation, lease, store, model);
}

async function place(
  operation: Operation & { do: 'settle' },
  lease: ModelRequest,
  store: CrawlStore,
  model: StoreModel,
): Promise<void> {
  const begun = operation.atOnce
    ? await claimAndBegin(operation, lease, store, model)
    : await claimThenBegin(operation, lease, store, model);
  if (begun === undefined) return;
  const { placement, bytes } = begun;
  const { wait, signal } = operation;
  const { id } = lease;
  // Every other placement stays open, for a crash or another request to meet it.
  if (placement.do === 'wait' || (placement.do === 'place' && wait % 2 === 1)) return;
  model.learn(lease, signal);
  if (placement.do === 'place') {
    model.save(lease, bytes);
    await store.settle(id, { state: 'saved', record: bytes }, signal);
  } else {
    model.end(lease, 'duplicate');
    lease.of = model.byId(placement.of);
    const { sha256 } = bytes;
    const verdict = { state: 'duplicate', of: placement.of, sha256, bytes: bytes.bytes } as const;
    await store.settle(id, verdict, signal);
  }
}

interface Begun {
  placement: Placement;
  bytes: ImageRecord;
}

async function claimThenBegin(
  { content, names, resume }: Operation & { do: 'settle' },
  lease: ModelRequest,
  store: CrawlStore,
  model: StoreModel,
): Promise<Begun> {
  const { id } = lease;
  const name = await store.claimName(id, names);
  expect(name).toBe(model.claim(lease, names));
  const fileName = name ?? `${id}.jpg`;
  lease.resume = resume ? { fileName, validator: '"v"' } : undefined;
  await store.keepResume(id, lease.resume);
  const bytes = record(content, { fileName, bytes: content });
  const placement = await store.beginPlacement(id, bytes);
  expect(placement).toEqual(model.begin(lease, bytes));
  return { placement, bytes };
}

async function claimAndBegin(
  { content, names }: Operation & { do: 'settle' },
  lease: ModelRequest,
  store: CrawlStore,
  model: StoreModel,
): Promise<Begun | undefined> {
  const bytes = record(content, { bytes: content });
  const placement = await store.claimAndBegin(lease.id, names, bytes);
  expect(placement).toEqual(model.claimAndBegin(lease, names, bytes));
  if (placement.do === 'taken') return undefined;
  if (placement.do !== 'place') return { placement, bytes };
  const { fileName } = placement;
  return { placement: { do: 'place' }, bytes: { ...bytes, fileName } };
}

async function compare(store: CrawlStore, model: StoreModel): Promise<void> {
  const counts = await store.counts();
  expect(counts).toEqual(model.counts());
  const saved = (await all(store.manifest())).map((row) => row.file_name);
  expect(saved).toEqual(model.savedFiles());
  expect((await all(store.savedPictures())).map(({ id }) => id)).toEqual(model.savedIds());
  expect((await store.suspects(2)).map(({ urls }) => urls)).toEqual(model.timesSaved());
  expect(await all(store.failures())).toHaveLength(counts.image.failed + counts.gallery.failed);
  expect(await all(store.skipped())).toHaveLength(counts.image.skipped + counts.gallery.skipped);
  expect(await all(store.duplicates())).toHaveLength(counts.image.duplicate);
  const byCode = await store.failuresByCode();
  expect(Object.fromEntries(byCode.map(({ code, count }) => [code, count]))).toEqual(
    model.failuresByCode(),
  );
}
