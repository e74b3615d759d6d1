import { expect, test } from 'vitest';
import { destinationWarning } from '../../src/crawl/destination-warning.ts';

test.each([
  [{ before: undefined, now: 'p', made: true, saved: 0 }, undefined],
  [{ before: 'p', now: 'p', made: false, saved: 5 }, undefined],
  [{ before: 'p', now: 'p', made: true, saved: 0 }, undefined],
  [{ before: 'p', now: 'p', made: true, saved: 5 }, 'destination_gone'],
  [{ before: 'p', now: 'q', made: true, saved: 5 }, 'destination_changed'],
  [{ before: 'p', now: 'q', made: false, saved: 5 }, 'destination_changed'],
])('%j → %s', (facts, code) => {
  expect(destinationWarning(facts)?.code).toBe(code);
});
