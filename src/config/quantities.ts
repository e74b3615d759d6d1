const SIZE_UNITS = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 } as const;

/** A size as bytes: a number, or text with a decimal unit (`200k`, `2M`, `1.5G`; a `B` may follow). */
export function parseSize(value: number | string): number | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(value.trim());
  if (!match) return undefined;
  const unit = (match[2] ?? '').toLowerCase() as keyof typeof SIZE_UNITS;
  const bytes = Math.round(Number(match[1]) * SIZE_UNITS[unit]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

const PERIODS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const LONGEST_INTERVAL_MS = 86_400_000;

/** A rate (`5/s`, `30/m`, `0.5/s`) as the milliseconds between two requests. */
export function parseRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*\/\s*(s|m|h)(?:ec|in|our)?$/.exec(text.trim());
  if (!match) return undefined;
  const intervalMs = PERIODS[match[2] as keyof typeof PERIODS] / Number(match[1]);
  return intervalMs > 0 && intervalMs <= LONGEST_INTERVAL_MS ? intervalMs : undefined;
}
