/** How many requests are under way at a time. */
import { totalmem } from 'node:os';
import type { AutoscaledPoolOptions, LoadSignal } from '@crawlee/core';

/** Below this, pressure does not slow the crawl further: a picture under way holds less than a megabyte. */
const LEAST_CONCURRENCY = 8;
/** A share of overloaded samples that is not exceeded: it switches one of Crawlee's own signals off. */
const NEVER = 1;

export function poolOptions(concurrency: number, signals: LoadSignal[]): AutoscaledPoolOptions {
  return {
    minConcurrency: Math.min(LEAST_CONCURRENCY, concurrency),
    // From the start: how much a host bears is the queue's to find out.
    desiredConcurrency: concurrency,
    maxConcurrency: concurrency,
    maybeRunIntervalSecs: 0.05,
    // Crawlee's own steps (5 % every 10 s) take minutes to come back from a moment of overload.
    autoscaleIntervalSecs: 2,
    scaleUpStepRatio: 0.25,
    scaleDownStepRatio: 0.25,
    systemStatusOptions: {
      loadSignals: signals,
      maxMemoryOverloadedRatio: NEVER,
      maxEventLoopOverloadedRatio: NEVER,
      maxCpuOverloadedRatio: NEVER,
    },
  };
}

/** What this process may have in memory, in bytes: its container's limit, where that is less than the machine has. */
export function memoryLimit(): number {
  // 0, or far more than any machine has, where there is no limit.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
