const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A time as milliseconds: a number or bare numeral means seconds; units are `ms`, `s`, `m`, `h`. */
export function parseDuration(value: number | string): number | undefined {
  if (typeof value === 'number')
    return Number.isFinite(value) && value >= 0 ? value * 1000 : undefined;
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(value.trim());
  if (!match) return undefined;
  const unit = (match[2] ?? 's') as keyof typeof UNITS;
  return Number(match[1]) * UNITS[unit];
}
