import { TokenType } from '@csstools/css-tokenizer';
import { delimiterOf, splitAtCommas, withoutSpace, type Value } from './component-values.ts';

/** What lengths and media features are measured against, in CSS pixels. */
export interface Viewport {
  width: number;
  height: number;
}

/** The initial font size of browsers. */
const FONT_SIZE = 16;

const ABSOLUTE: Readonly<Record<string, number>> = {
  px: 1,
  em: FONT_SIZE,
  rem: FONT_SIZE,
  ex: FONT_SIZE / 2,
  ch: FONT_SIZE / 2,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  in: 96,
  pc: 16,
  pt: 4 / 3,
};

/** A number or a length, while it is calculated with: `power` is 1 for a length and 0 for a number. */
interface Quantity {
  amount: number;
  power: 0 | 1;
}

/** A length in CSS pixels, not negative; undefined for what is none. A calculated one is clamped to zero. */
export function lengthOf(value: Value | undefined, viewport: Viewport): number | undefined {
  if (value === undefined) return undefined;
  const quantity = quantityOf(value, viewport);
  if (quantity === undefined) return undefined;
  // Zero needs no unit, but a calculated number is never a length (CSS Values and Units Level 4 §10.9).
  const isZero = quantity.amount === 0 && value.kind === 'token';
  if (quantity.power === 0 && !isZero) return undefined;
  if (quantity.amount < 0) return value.kind === 'function' ? 0 : undefined;
  return Number.isFinite(quantity.amount) ? quantity.amount + 0 : undefined;
}

function quantityOf(value: Value, viewport: Viewport): Quantity | undefined {
  if (value.kind === 'token') return measureOf(value, viewport);
  if (value.kind === 'function') return calculated(value.name, value.values, viewport);
  return value.open === '(' ? sumOf(value.values, viewport) : undefined;
}

function measureOf({ token }: Value & { kind: 'token' }, viewport: Viewport): Quantity | undefined {
  if (token[0] === TokenType.Number) return { amount: token[4].value, power: 0 };
  if (token[0] !== TokenType.Dimension) return undefined;
  const unit = token[4].unit.toLowerCase();
  const size = Object.hasOwn(ABSOLUTE, unit) ? ABSOLUTE[unit] : viewportUnit(unit, viewport);
  return size === undefined ? undefined : { amount: token[4].value * size, power: 1 };
}

function viewportUnit(unit: string, { width, height }: Viewport): number | undefined {
  switch (unit.replace(/^[sld](?=v)/, '')) {
    case 'vw':
    case 'vi':
      return width / 100;
    case 'vh':
    case 'vb':
      return height / 100;
    case 'vmin':
      return Math.min(width, height) / 100;
    case 'vmax':
      return Math.max(width, height) / 100;
    default:
      return undefined;
  }
}

function calculated(name: string, values: readonly Value[], viewport: Viewport) {
  if (name === 'calc' || name === '-webkit-calc') return sumOf(values, viewport);
  if (name !== 'min' && name !== 'max' && name !== 'clamp') return undefined;
  const parts: Quantity[] = [];
  for (const part of splitAtCommas(values)) {
    const quantity = sumOf(part, viewport);
    if (quantity === undefined || quantity.power !== (parts[0] ?? quantity).power) return undefined;
    parts.push(quantity);
  }
  const [first, ...more] = parts;
  if (first === undefined || (name === 'clamp' && parts.length !== 3)) return undefined;
  const amounts = parts.map(({ amount }) => amount);
  const [low = 0, middle = 0, high = 0] = amounts;
  const amount =
    name === 'clamp'
      ? Math.max(low, Math.min(middle, high))
      : (name === 'min' ? Math.min : Math.max)(first.amount, ...more.map((each) => each.amount));
  return { amount, power: first.power };
}

/** Sums and products, products first (§10.1). `+` and `-` stand between spaces, or they are signs. */
function sumOf(spaced: readonly Value[], viewport: Viewport): Quantity | undefined {
  const values = withoutSpace(spaced);
  let sum: Quantity | undefined;
  let sign = 1;
  for (let at = 0; at < values.length;) {
    const product = productAt(values, at, viewport);
    if (product === undefined) return undefined;
    const { quantity, next } = product;
    if (sum !== undefined && sum.power !== quantity.power) return undefined;
    sum = { amount: (sum?.amount ?? 0) + sign * quantity.amount, power: quantity.power };
    const operator = delimiterOf(values[next]);
    if (next === values.length) return sum;
    if (operator !== '+' && operator !== '-') return undefined;
    sign = operator === '+' ? 1 : -1;
    at = next + 1;
  }
  return undefined;
}

function productAt(values: readonly Value[], from: number, viewport: Viewport) {
  const first = values[from];
  let product = first && quantityOf(first, viewport);
  let next = from + 1;
  for (; product !== undefined; next += 2) {
    const operator = delimiterOf(values[next]);
    if (operator !== '*' && operator !== '/') return { quantity: product, next };
    const factor = values[next + 1];
    product = factor && multiplied(product, operator, quantityOf(factor, viewport));
  }
  return undefined;
}

function multiplied(
  a: Quantity,
  operator: '*' | '/',
  b: Quantity | undefined,
): Quantity | undefined {
  if (b === undefined) return undefined;
  if (operator === '/')
    return b.power === 0 ? { amount: a.amount / b.amount, power: a.power } : undefined;
  if (a.power === 1 && b.power === 1) return undefined;
  return { amount: a.amount * b.amount, power: a.power === 1 ? 1 : b.power };
}
