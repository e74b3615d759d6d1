/** When the command is killed: a list that a seed decides, spread over the whole crawl. */

export type Moment =
  /** At this share of the time that the command takes from its start to its first request. */
  | { at: 'start'; share: number }
  /** When this share of the pictures was sent, and this run has asked for something; then so many milliseconds on. */
  | { at: 'progress'; share: number; delayMs: number }
  /** When all but so many pictures were sent. */
  | { at: 'end'; left: number };

/** Numbers in [0, 1) in an order that the seed fixes (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const IN_MID_CRAWL = 14;
const LEFT_AT_THE_END = [24, 10, 4, 1];

/** 24 moments: right after the start, before the first lease, in mid-crawl, while a resume mends things, at the end. */
export function killMoments(seed: number): Moment[] {
  const random = randomNumbers(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const moments: Moment[] = [
    { at: 'start', share: between(0, 0.5) },
    { at: 'start', share: between(0.8, 1) },
  ];
  const shares = Array.from({ length: IN_MID_CRAWL }, () => between(0, 0.9)).sort((a, b) => a - b);
  for (const [index, share] of shares.entries()) {
    moments.push({ at: 'progress', share, delayMs: between(0, 15) });
    if (index % 4 === 2) moments.push({ at: 'start', share: between(0.75, 1.05) });
  }
  return [...moments, ...LEFT_AT_THE_END.map((left) => ({ at: 'end' as const, left }))];
}
