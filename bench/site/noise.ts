/** Random numbers that are the same in every run. */

/** 32 bits at a time, in an order that the seed fixes (mulberry32). */
export function noiseOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Normally distributed, mean 0, standard deviation 1 (Box and Muller). */
export function normalOf(seed: number): () => number {
  const noise = noiseOf(seed);
  // Never 0, whose logarithm is not finite.
  const share = () => (noise() + 1) / (2 ** 32 + 1);
  return () => Math.sqrt(-2 * Math.log(share())) * Math.cos(2 * Math.PI * share());
}
