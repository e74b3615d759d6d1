import { describeObject } from './json-object.ts';
import { isObject, namesPicture, type JsonPicture } from './json-picture.ts';
import type { Steps } from './steps.ts';
import { isNoise, isPerson, keyWords, levelOf } from './json-words.ts';

/** Values looked at, how deep, and pictures taken. */
const MAX_VALUES = 200_000;
const MAX_DEPTH = 64;
const MAX_PICTURES = 20_000;

/** The pictures of one element of a list count once, however many it has. */
interface List {
  elements: number;
  last: number;
}

interface Place {
  value: unknown;
  key: readonly string[];
  depth: number;
  /** Below a person: its own pictures are faces. */
  person: boolean;
  list: List | undefined;
  index: number;
}

/**
 * The pictures in a parsed JSON value: strings that name picture files, those of one object that say different sizes
 * being one picture. `bareNames`: names without a folder count where no other says more; what they are relative to is
 * for the caller to know. Icons, faces and advertisements are left out, by the names of their keys.
 */
export function* picturesInJson(root: unknown, { bareNames = true } = {}): Steps<JsonPicture[]> {
  const found: { picture: Omit<JsonPicture, 'listed'>; list: List | undefined }[] = [];
  const stack: Place[] = [
    { value: root, key: [], depth: 0, person: false, list: undefined, index: 0 },
  ];
  for (let seen = 0; seen < MAX_VALUES && found.length < MAX_PICTURES; seen++) {
    const place = stack.pop();
    if (place === undefined) break;
    yield;
    const { pictures, below } = look(place);
    for (const picture of pictures) {
      if (!bareNames && !picture.offers.some(({ raw }) => raw.includes('/'))) continue;
      found.push({ picture, list: place.list });
      if (place.list !== undefined && place.list.last !== place.index) {
        place.list.last = place.index;
        place.list.elements++;
      }
    }
    if (place.depth < MAX_DEPTH)
      for (let at = below.length - 1; at >= 0; at--) stack.push(below[at] as Place);
  }
  return found.map(({ picture, list }) => ({ ...picture, listed: (list?.elements ?? 0) > 1 }));
}

function look(place: Place): { pictures: Omit<JsonPicture, 'listed'>[]; below: Place[] } {
  const { value } = place;
  if (typeof value === 'string') {
    const isPicture = !place.person && namesPicture(value) && value.includes('/');
    return { pictures: isPicture ? [{ offers: [{ raw: value, tier: 'lazy' }] }] : [], below: [] };
  }
  if (Array.isArray(value)) return { pictures: [], below: elementsOf(value, place) };
  if (!isObject(value)) return { pictures: [], below: [] };
  const { pictures, rest } = describeObject(value);
  return {
    pictures: place.person ? [] : pictures,
    below: rest.flatMap(([name, inner]) => {
      const key = keyWords(name);
      if (isNoise(key)) return [];
      const person = isPerson(key) || (place.person && levelOf(key) !== undefined);
      return [{ ...place, value: inner, key, depth: place.depth + 1, person }];
    }),
  };
}

function elementsOf(values: readonly unknown[], place: Place): Place[] {
  const list: List = { elements: 0, last: -1 };
  return values.slice(0, MAX_VALUES).map((value, index) => ({
    value,
    key: place.key,
    depth: place.depth + 1,
    person: false,
    list,
    index,
  }));
}

/** Undefined when it is no JSON: much that says it is was written by hand. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type { JsonPicture };
