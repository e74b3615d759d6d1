/** What Crawlee's pool is told of the machine, instead of its own signals; see docs/concurrency.md. */
import { freemem, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { LoadSignal } from '@crawlee/core';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { isMemoryShort, isStarved, type MemoryReading, type ProcessorReading } from './pressure.ts';

const INTERVAL_MS = 500;
/** Readings that are looked at together: two seconds. */
const READINGS = 5;

/** macOS counts its file cache as used: there, what is free tells nothing. */
const TELLS_FREE = process.platform !== 'darwin';

export interface LoadReaders {
  memory(): MemoryReading;
  processor(): ProcessorReading;
}

/** @param limit bytes that this process may have in memory */
export function processReaders(limit: number): LoadReaders {
  return {
    memory() {
      const { used_heap_size: heapUsed, heap_size_limit: heapLimit } = getHeapStatistics();
      const machine = totalmem();
      const free = TELLS_FREE ? freemem() : machine;
      return { resident: process.memoryUsage.rss(), limit, heapUsed, heapLimit, free, machine };
    },
    processor() {
      const { user, system } = process.cpuUsage();
      const { active } = performance.eventLoopUtilization();
      return { at: performance.now(), active, used: (user + system) / 1000 };
    },
  };
}

export function loadSignals(readers: LoadReaders, log: Pick<Log, 'debug'>): LoadSignal[] {
  const readings: ProcessorReading[] = [];
  const starved = (): boolean => {
    const latest = readers.processor();
    readings.push(latest);
    if (readings.length > READINGS) readings.shift();
    const [first] = readings;
    return first !== undefined && readings.length === READINGS && isStarved(first, latest);
  };
  const short = (): boolean => isMemoryShort(readers.memory());
  return [
    watch('memory', short, log, { atOnce: true }),
    // Step by step, until the main thread has a pause: fewer requests than that would only be slower.
    watch('processor', starved, log, { atOnce: false }),
  ];
}

/**
 * @param atOnce whether no task is begun while there is pressure, above the least concurrency; otherwise only the
 *   wanted concurrency goes down with each of the pool's steps
 */
function watch(
  name: string,
  hasPressure: () => boolean,
  log: Pick<Log, 'debug'>,
  { atOnce }: { atOnce: boolean },
): LoadSignal {
  let timer: NodeJS.Timeout | undefined;
  let pressure = false;
  const look = (): void => {
    const before = pressure;
    try {
      pressure = hasPressure();
    } catch (error) {
      // No file may be opened at the moment, so that /proc cannot be read: nothing new is known.
      log.debug({ signal: name, error: messageOf(error) }, 'cannot be read');
    }
    if (pressure !== before)
      log.debug({ signal: name }, pressure ? 'under pressure' : 'no longer under pressure');
  };
  return {
    name,
    overloadedRatio: 0.5,
    start() {
      look();
      timer = setInterval(look, INTERVAL_MS).unref();
      return Promise.resolve();
    },
    stop() {
      clearInterval(timer);
      return Promise.resolve();
    },
    // The pool gives a span when it asks whether to begin a task, and none when it takes a step.
    getSample: (spanMs) =>
      spanMs === undefined || atOnce ? [{ createdAt: new Date(), isOverloaded: pressure }] : [],
  };
}
