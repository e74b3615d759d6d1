/** The Retry-After header (RFC 9110 §10.2.3) and the dates that it may hold (RFC 9110 §5.6.7). */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TIME = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})';

const DATE_FORMATS = [
  // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(`^\\w{3}, (?<day>\\d{2}) (?<month>\\w{3}) (?<year>\\d{4}) ${TIME} GMT$`, 'i'),
  // rfc850-date: Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(`^\\w{6,9}, (?<day>\\d{2})-(?<month>\\w{3})-(?<year>\\d{2}) ${TIME} GMT$`, 'i'),
  // asctime-date: Sun Nov  6 08:49:37 1994
  new RegExp(`^\\w{3} (?<month>\\w{3}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`, 'i'),
];

/** A two-digit year that lies more than 50 years ahead is the past one with the same digits (RFC 9110 §5.6.7). */
function fullYear(digits: string, now: number): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  const thisYear = new Date(now).getUTCFullYear();
  const candidate = thisYear - (thisYear % 100) + year;
  return candidate > thisYear + 50 ? candidate - 100 : candidate;
}

function parseHttpDate(value: string, now: number): number | undefined {
  for (const format of DATE_FORMATS) {
    const parts = format.exec(value)?.groups;
    if (parts === undefined) continue;
    const month = MONTHS.indexOf((parts['month'] ?? '').toLowerCase());
    const year = fullYear(parts['year'] ?? '', now);
    const day = Number(parts['day']);
    const [hour, minute, second] = [
      Number(parts['hour']),
      Number(parts['minute']),
      Number(parts['second']),
    ];
    const midnight = new Date(Date.UTC(year, month, day));
    // 60 is a leap second.
    const isTime = hour <= 23 && minute <= 59 && second <= 60;
    if (month === -1 || !isTime || midnight.getUTCDate() !== day) return undefined;
    return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  }
  return undefined;
}

/**
 * How long a Retry-After header asks to wait.
 * @param now milliseconds since the epoch, for the date forms
 * @returns milliseconds from now, 0 for a date in the past; undefined for a missing or malformed value
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  if (text.length > 40) return undefined;
  const date = parseHttpDate(text, now);
  return date === undefined ? undefined : Math.max(0, date - now);
}
