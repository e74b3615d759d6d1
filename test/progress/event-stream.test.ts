import { expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { CrawlEmitter, eventStream, type CrawlEvent } from '../../src/progress/index.ts';

const warning = (message: string) => ({ code: 'test', message });

async function all(stream: AsyncIterable<CrawlEvent>): Promise<CrawlEvent[]> {
  const events: CrawlEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

test('bytes that nobody took in time are one event, in the place of the first', async () => {
  const emitter = new CrawlEmitter(silentLog());
  const { stream, end } = eventStream(emitter);
  emitter.emit('transferred', { bytes: 1 });
  emitter.emit('warning', warning('a'));
  emitter.emit('transferred', { bytes: 2 });
  const first = await stream.next();
  expect(first.value).toEqual({ type: 'transferred', bytes: 3 });
  emitter.emit('transferred', { bytes: 4 });
  end();
  expect(await all(stream)).toEqual([
    { type: 'warning', ...warning('a') },
    { type: 'transferred', bytes: 4 },
  ]);
});

test('the oldest are dropped when too many wait, and counted where they were', async () => {
  const emitter = new CrawlEmitter(silentLog());
  const { stream, end } = eventStream(emitter, 3);
  emitter.emit('transferred', { bytes: 1 });
  for (const message of ['a', 'b', 'c', 'd']) emitter.emit('warning', warning(message));
  emitter.emit('transferred', { bytes: 2 });
  end();
  expect(await all(stream)).toEqual([
    { type: 'dropped', count: 3 },
    { type: 'warning', ...warning('c') },
    { type: 'warning', ...warning('d') },
    { type: 'transferred', bytes: 2 },
  ]);
});

test('whoever leaves the loop hears no more, and what comes after the end is not heard', async () => {
  const emitter = new CrawlEmitter(silentLog());
  const { stream, end } = eventStream(emitter);
  emitter.emit('warning', warning('a'));
  for await (const event of stream) {
    expect(event.type).toBe('warning');
    break;
  }
  emitter.emit('warning', warning('b'));
  expect(await all(stream)).toEqual([]);
  end();
});

test('a reader that waits is woken', async () => {
  const emitter = new CrawlEmitter(silentLog());
  const { stream, end } = eventStream(emitter);
  const next = stream.next();
  emitter.emit('warning', warning('a'));
  expect((await next).value).toMatchObject({ message: 'a' });
  const last = stream.next();
  end();
  expect(await last).toEqual({ done: true, value: undefined });
});
