/** The rule by which a user says where in a JSON text the pictures are: `items[*].image.url`. */
import type { Steps } from '../steps.ts';
import { isRecord } from './json.ts';

type Step =
  | { kind: 'name'; name: string }
  | { kind: 'index'; index: number }
  /** Every item of a list, every value of an object. */
  | { kind: 'each' }
  /** At this place or anywhere below it. */
  | { kind: 'anywhere'; name: string };

export type JsonPath = readonly Step[];

const TOKEN =
  /\.\.(?<deep>[^.[\]*\s"']+)|\[\s*(?:(?<index>\d{1,9})|(?<each>\*)|"(?<double>[^"]*)"|'(?<single>[^']*)')\s*\]|\.?(?<star>\*)(?=[.[]|$)|\.?(?<name>[^.[\]*\s"']+)/gy;

/** Undefined when `text` is no such rule. A leading `$` is taken as the whole text, as in JSONPath (RFC 9535). */
export function parseJsonPath(text: string): JsonPath | undefined {
  const rule = text.trim().replace(/^\$(?=[.[]|$)/, '');
  const steps: Step[] = [];
  let end = 0;
  for (const match of rule.matchAll(TOKEN)) {
    const { deep, index, each, double, single, star, name } = match.groups ?? {};
    end = match.index + match[0].length;
    if (deep !== undefined) steps.push({ kind: 'anywhere', name: deep });
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else if (each !== undefined || star !== undefined) steps.push({ kind: 'each' });
    else steps.push({ kind: 'name', name: double ?? single ?? name ?? '' });
  }
  return end === rule.length && steps.length > 0 && steps.length <= 50 ? steps : undefined;
}

/** Values that are looked at. */
const MAX_VALUES = 2_000_000;

/** The strings at such places, in the order of the text. */
export function* stringsAt(root: unknown, path: JsonPath): Steps<string[]> {
  const found: string[] = [];
  const stack: [value: unknown, step: number][] = [[root, 0]];
  for (let seen = 0; seen < MAX_VALUES; seen++) {
    const top = stack.pop();
    if (top === undefined) break;
    if (seen % 500 === 499) yield;
    const [value, at] = top;
    const step = path[at];
    if (step === undefined) {
      if (typeof value === 'string') found.push(value);
      // `urls` means the strings of the list as well as `urls[*]` does.
      else if (Array.isArray(value))
        for (const item of value) if (typeof item === 'string') found.push(item);
      continue;
    }
    for (const next of placesAfter(value, step, at).reverse()) stack.push(next);
  }
  return found;
}

function placesAfter(value: unknown, step: Step, at: number): [unknown, number][] {
  if (step.kind === 'index') return Array.isArray(value) ? [[value[step.index], at + 1]] : [];
  const values: [string, unknown][] = Array.isArray(value)
    ? value.map((item) => ['', item])
    : isRecord(value)
      ? Object.entries(value)
      : [];
  if (step.kind === 'each') return values.map(([, item]) => [item, at + 1]);
  const named = isRecord(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
  const here = named.map((item): [unknown, number] => [item, at + 1]);
  if (step.kind === 'name') return here;
  return [...here, ...values.map(([, item]): [unknown, number] => [item, at])];
}
