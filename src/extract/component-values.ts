import { tokenizer, TokenType, type CSSToken } from '@csstools/css-tokenizer';

/** CSS component values (CSS Syntax Level 3 §5.4.7): single tokens, and what stands in brackets or in a function. */
export type Value =
  | { kind: 'token'; token: CSSToken }
  | { kind: 'block'; open: '(' | '[' | '{'; values: Value[] }
  | { kind: 'function'; name: string; values: Value[] };

/** Brackets in brackets that are read; deeper ones are passed over. */
const MAX_DEPTH = 32;

const CLOSERS: ReadonlyMap<string, TokenType> = new Map([
  ['(', TokenType.CloseParen],
  ['[', TokenType.CloseSquare],
  ['{', TokenType.CloseCurly],
]);

/** All values of a text, without comments. What is left open is closed at its end. */
export function valuesOf(css: string): Value[] {
  const tokens = tokenizer({ css });
  const top: Value[] = [];
  const open: { values: Value[]; closer: TokenType }[] = [];
  while (!tokens.endOfFile()) {
    const token = tokens.nextToken();
    const [type] = token;
    if (type === TokenType.Comment) continue;
    const inner = open.at(-1);
    if (inner !== undefined && type === inner.closer) {
      open.pop();
      continue;
    }
    const value = valueOf(token);
    if (open.length <= MAX_DEPTH) (inner?.values ?? top).push(value);
    if (value.kind !== 'token')
      open.push({
        values: value.values,
        closer: CLOSERS.get(value.kind === 'block' ? value.open : '(') ?? TokenType.CloseParen,
      });
  }
  return top;
}

function valueOf(token: CSSToken): Value {
  switch (token[0]) {
    case TokenType.Function:
      return { kind: 'function', name: token[4].value.toLowerCase(), values: [] };
    case TokenType.OpenParen:
      return { kind: 'block', open: '(', values: [] };
    case TokenType.OpenSquare:
      return { kind: 'block', open: '[', values: [] };
    case TokenType.OpenCurly:
      return { kind: 'block', open: '{', values: [] };
    default:
      return { kind: 'token', token };
  }
}

/** Lists between commas that stand in no brackets. */
export function splitAtCommas(values: readonly Value[]): Value[][] {
  const lists: Value[][] = [[]];
  for (const value of values) {
    if (isToken(value, TokenType.Comma)) lists.push([]);
    else lists.at(-1)?.push(value);
  }
  return lists;
}

export function withoutSpace(values: readonly Value[]): Value[] {
  return values.filter((value) => !isToken(value, TokenType.Whitespace));
}

export function isToken(value: Value | undefined, type: TokenType): boolean {
  return value?.kind === 'token' && value.token[0] === type;
}

/** The name that an identifier says, in lower case. */
export function identOf(value: Value | undefined): string | undefined {
  return value?.kind === 'token' && value.token[0] === TokenType.Ident
    ? value.token[4].value.toLowerCase()
    : undefined;
}

/** The character that a delimiter, or a colon, is. */
export function delimiterOf(value: Value | undefined): string | undefined {
  if (value?.kind !== 'token') return undefined;
  if (value.token[0] === TokenType.Delim) return value.token[4].value;
  return value.token[0] === TokenType.Colon ? ':' : undefined;
}
