/**
 * When a crawl should have fewer requests under way: when memory gets short, or when others take the processor. Pure.
 *
 * Not when its own work keeps the processor busy: a crawl that is bound by its main thread gets no faster with fewer
 * requests.
 */

/** Bytes. */
export interface MemoryReading {
  /** What this process has in memory. */
  resident: number;
  /** What it may have: of its container, of the machine, or as the user says. */
  limit: number;
  heapUsed: number;
  /** At which V8 gives up. */
  heapLimit: number;
  /** What the machine could still give, file cache included. */
  free: number;
  machine: number;
}

/** Of the limit. The rest is for what a moment brings: a large page may take a few hundred MB. */
const RESIDENT_SHARE = 0.8;
const HEAP_SHARE = 0.75;
/** Below this, the machine is about to swap or to end processes, whoever uses the memory. */
const FREE_SHARE = 0.04;

export function isMemoryShort(reading: MemoryReading): boolean {
  const { resident, limit, heapUsed, heapLimit, free, machine } = reading;
  return (
    resident > RESIDENT_SHARE * limit ||
    heapUsed > HEAP_SHARE * heapLimit ||
    free < FREE_SHARE * machine
  );
}

/** Milliseconds since any fixed moment. */
export interface ProcessorReading {
  at: number;
  /** During which the main thread had work, whether it got on with it or not. */
  active: number;
  /** Of processor time, all threads of this process together. */
  used: number;
}

/** With more pause than this, the main thread keeps up. */
const SATURATED = 0.9;
/** Of the time during which it had work; the rest others had, or a container's quota withheld. */
const OWN_SHARE = 0.6;

/** Whether the main thread always had work between two readings, and was kept from it by others. */
export function isStarved(from: ProcessorReading, to: ProcessorReading): boolean {
  const span = to.at - from.at;
  const active = to.active - from.active;
  if (span <= 0 || active < SATURATED * span) return false;
  return to.used - from.used < OWN_SHARE * active;
}
