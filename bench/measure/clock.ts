/** A clock that all processes of this machine share, which no one sets back. */

/** Milliseconds since some moment that is the same for all (CLOCK_MONOTONIC on Linux). */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;
