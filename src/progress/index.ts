export { countEvents, type Counters } from './counters.ts';
export { CrawlEmitter } from './emitter.ts';
export { eventStream, type CrawlEvent } from './event-stream.ts';
export type { CrawlEventName, CrawlEvents, RequestRef } from './events.ts';
