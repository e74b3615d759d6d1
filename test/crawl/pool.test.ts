import { SystemStatus, type LoadSignal, type Snapshotter } from '@crawlee/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadSignals, processReaders } from '../../src/crawl/load-signals.ts';
import { memoryLimit, poolOptions } from '../../src/crawl/pool.ts';
import { silentLog } from '../../src/log.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }));
afterEach(() => vi.useRealTimers());

/** A process whose share of the processor, and whose memory, change as the test says; time is virtual. */
function machine() {
  const state = { busy: 0, ownShare: 1, resident: 100, unreadable: false };
  let reading = { at: 0, active: 0, used: 0 };
  const processor = () => {
    const at = Date.now();
    const active = reading.active + (at - reading.at) * state.busy;
    const used = reading.used + (active - reading.active) * state.ownShare;
    return (reading = { at, active, used });
  };
  processor();
  const memory = () => {
    if (state.unreadable) throw new Error('EMFILE');
    return memoryOf(state.resident);
  };
  return { state, readers: { processor, memory } };
}

const memoryOf = (resident: number) => ({
  ...{ resident, limit: 1000, heapUsed: 10, heapLimit: 1000 },
  ...{ free: 900, machine: 1000 },
});

/** All of Crawlee's own signals at their worst. */
const own = ['memInfo', 'eventLoopInfo', 'cpuInfo'].map((name): LoadSignal => ({
  name,
  overloadedRatio: 0,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  getSample: () => [{ createdAt: new Date(), isOverloaded: true }],
}));

async function started() {
  const { state, readers } = machine();
  const signals = loadSignals(readers, silentLog());
  const snapshotter = { getLoadSignals: () => own } as unknown as Snapshotter;
  const status = new SystemStatus({ ...poolOptions(32, signals).systemStatusOptions, snapshotter });
  for (const signal of signals) await signal.start();
  return {
    state,
    /** Whether the pool may begin a task, and whether it is to step down. */
    pool: () => ({
      begins: status.getCurrentStatus().isSystemIdle,
      stepsDown: !status.getHistoricalStatus().isSystemIdle,
    }),
    stop: () => Promise.all(signals.map((signal) => signal.stop())),
  };
}

test("Crawlee's own signals change nothing, nor does a main thread that is busy all the time", async () => {
  const { state, pool, stop } = await started();
  state.busy = 1;
  for (let i = 0; i < 60; i++) {
    vi.advanceTimersByTime(500);
    expect(pool()).toEqual({ begins: true, stepsDown: false });
  }
  await stop();
});

test('a crawl that others keep from the processor steps down until it has a pause, and goes on meanwhile', async () => {
  const { state, pool, stop } = await started();
  Object.assign(state, { busy: 1, ownShare: 0.4 });
  vi.advanceTimersByTime(1_000);
  // A moment is no reason.
  expect(pool().stepsDown).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(pool()).toEqual({ begins: true, stepsDown: true });
  state.busy = 0.5;
  vi.advanceTimersByTime(2_000);
  expect(pool().stepsDown).toBe(false);
  await stop();
});

test('short memory keeps new tasks from beginning, until there is enough again', async () => {
  const { state, pool, stop } = await started();
  state.resident = 900;
  vi.advanceTimersByTime(500);
  expect(pool()).toEqual({ begins: false, stepsDown: true });
  state.resident = 300;
  vi.advanceTimersByTime(500);
  expect(pool()).toEqual({ begins: true, stepsDown: false });
  await stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('what cannot be read for a while changes nothing, and ends nothing', async () => {
  const { state, pool, stop } = await started();
  state.resident = 900;
  vi.advanceTimersByTime(500);
  Object.assign(state, { resident: 100, unreadable: true });
  vi.advanceTimersByTime(5_000);
  expect(pool().begins).toBe(false);
  state.unreadable = false;
  vi.advanceTimersByTime(500);
  expect(pool().begins).toBe(true);
  await stop();
});

test.each([1, 4, 8, 32, 1000])('-N %i is there from the start', (concurrency) => {
  const { desiredConcurrency, maxConcurrency, minConcurrency } = poolOptions(concurrency, []);
  expect({ desiredConcurrency, maxConcurrency }).toEqual({
    desiredConcurrency: concurrency,
    maxConcurrency: concurrency,
  });
  expect(minConcurrency).toBe(Math.min(8, concurrency));
});

test('the readings of this process are numbers that can be compared', () => {
  const limit = memoryLimit();
  const readers = processReaders(limit);
  const { resident, heapUsed, heapLimit, free, machine: total } = readers.memory();
  for (const [less, more] of [
    [0, resident],
    [resident, limit],
    [heapUsed, heapLimit],
    [free, total],
    [limit, total],
  ] as const)
    expect(less).toBeLessThanOrEqual(more);
  const before = readers.processor();
  const after = readers.processor();
  for (const key of ['at', 'active', 'used'] as const)
    expect(after[key]).toBeGreaterThanOrEqual(before[key]);
});
