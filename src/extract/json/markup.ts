import type { Steps } from '../steps.ts';
import { isRecord } from './json.ts';

/** Values that are looked at. */
const MAX_VALUES = 1_000_000;

/** The texts in a JSON value that hold markup with pictures, in its order. */
export function* markupIn(root: unknown): Steps<string[]> {
  const found: string[] = [];
  const stack = [root];
  for (let seen = 0; stack.length > 0 && seen < MAX_VALUES; seen++) {
    if (seen % 500 === 499) yield;
    const value = stack.pop();
    if (typeof value === 'string' && /<img\s/i.test(value)) found.push(value);
    const below = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    for (let at = below.length - 1; at >= 0; at--) stack.push(below[at]);
  }
  return found;
}
