import { TokenType } from '@csstools/css-tokenizer';
import { delimiterOf, identOf, isToken, withoutSpace, type Value } from './component-values.ts';
import { lengthOf, type Viewport } from './css-length.ts';

/** Media Queries Level 4 §3: true, false, or neither, as for features that we do not know. */
export type Truth = boolean | 'unknown';

/** Undefined for what is no `<media-condition>`. */
export function mediaCondition(values: readonly Value[], viewport: Viewport): Truth | undefined {
  const parts = withoutSpace(values);
  if (identOf(parts[0]) === 'not')
    return parts.length === 2 ? not(inParens(parts[1], viewport)) : undefined;
  let truth = inParens(parts[0], viewport);
  const word = identOf(parts[1]);
  for (let at = 1; at < parts.length; at += 2) {
    if (identOf(parts[at]) !== word || (word !== 'and' && word !== 'or')) return undefined;
    const next = inParens(parts[at + 1], viewport);
    if (truth === undefined || next === undefined) return undefined;
    truth = word === 'and' ? and(truth, next) : not(and(not(truth) ?? false, not(next) ?? false));
  }
  return truth;
}

/** A condition or a feature in parentheses; what has only the shape of one is unknown (§3.1, `<general-enclosed>`). */
function inParens(value: Value | undefined, viewport: Viewport): Truth | undefined {
  if (value?.kind === 'function') return isAnyValue(value.values) ? 'unknown' : undefined;
  if (value?.kind !== 'block' || value.open !== '(') return undefined;
  const inner = withoutSpace(value.values);
  const condition = mediaCondition(inner, viewport);
  if (condition !== undefined) return condition;
  const feature = featureOf(inner, viewport);
  if (feature !== undefined) return feature;
  const [first] = inner;
  return identOf(first) !== undefined && isAnyValue(inner) ? 'unknown' : undefined;
}

/** `min-width: 600px`, `width >= 600px`, `400px < width < 600px`, `orientation: landscape`. */
function featureOf(values: readonly Value[], viewport: Viewport): Truth | undefined {
  const name = identOf(values[0]);
  if (name !== undefined && delimiterOf(values[1]) === ':' && values.length === 3)
    return plainFeature(name, values[2], viewport);
  return rangeFeature(values, viewport);
}

function plainFeature(
  name: string,
  value: Value | undefined,
  viewport: Viewport,
): Truth | undefined {
  if (name === 'orientation') {
    const wanted = identOf(value);
    const isLandscape = viewport.width > viewport.height;
    return wanted === 'landscape' ? isLandscape : wanted === 'portrait' ? !isLandscape : undefined;
  }
  const [, bound, side] = /^(min-|max-)?(?:device-)?(width|height)$/.exec(name) ?? [];
  const length = lengthOf(value, viewport);
  if ((side !== 'width' && side !== 'height') || length === undefined) return undefined;
  const actual = viewport[side];
  if (bound === undefined) return actual === length;
  return bound === 'min-' ? actual >= length : actual <= length;
}

function rangeFeature(values: readonly Value[], viewport: Viewport): Truth | undefined {
  const at = values.findIndex((value) => /^(?:width|height)$/.test(identOf(value) ?? ''));
  const side = identOf(values[at]);
  if (side !== 'width' && side !== 'height') return undefined;
  const before = at > 0 ? comparison(values.slice(1, at)) : undefined;
  const after = at < values.length - 1 ? comparison(values.slice(at + 1, -1)) : undefined;
  if ((at > 0 && before === undefined) || (at < values.length - 1 && after === undefined))
    return undefined;
  const low = before && lengthOf(values[0], viewport);
  const high = after && lengthOf(values.at(-1), viewport);
  if ((before && low === undefined) || (after && high === undefined)) return undefined;
  if (before === undefined && after === undefined) return viewport[side] > 0;
  return (
    (before === undefined || compare(low ?? 0, before, viewport[side])) &&
    (after === undefined || compare(viewport[side], after, high ?? 0))
  );
}

type Comparison = '<' | '<=' | '=' | '>=' | '>';

function comparison(values: readonly Value[]): Comparison | undefined {
  const text = values.map((value) => delimiterOf(value) ?? '?').join('');
  return (['<', '<=', '=', '>=', '>'] as const).find((known) => known === text);
}

function compare(a: number, operator: Comparison, b: number): boolean {
  if (operator === '=') return a === b;
  if (operator === '<' || operator === '<=') return operator === '<' ? a < b : a <= b;
  return operator === '>' ? a > b : a >= b;
}

const BAD: readonly TokenType[] = [
  TokenType.BadString,
  TokenType.BadURL,
  TokenType.CloseParen,
  TokenType.CloseSquare,
  TokenType.CloseCurly,
];

function isAnyValue(values: readonly Value[]): boolean {
  return values.every(
    (value) =>
      (value.kind === 'token' && !BAD.some((type) => isToken(value, type))) ||
      (value.kind !== 'token' && isAnyValue(value.values)),
  );
}

function not(truth: Truth | undefined): Truth | undefined {
  return typeof truth === 'boolean' ? !truth : truth;
}

function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : 'unknown';
}
