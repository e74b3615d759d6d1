/**
 * The workload `scale`: what a picture takes when 10,000, 100,000 and 1,000,000 requests wait. Lengths are measured in
 * turns, each on a copy of its queue, so that a change in the machine's mood meets all of them.
 */
import type { ScaleContext } from './context.ts';
import { measure, prepare, type Length, type Prepared } from './measure.ts';
import { barsOf, markdownOf, rowOf, type ScaleResult } from './report.ts';
import { startTinySite } from './site.ts';

export type { ScaleContext } from './context.ts';
export type { ScaleResult } from './report.ts';

const LENGTHS: readonly Length[] = [
  { requests: 10_000, hosts: 1 },
  { requests: 100_000, hosts: 1 },
  { requests: 1_000_000, hosts: 1 },
  { requests: 1_000_000, hosts: 5_000 },
];
const IN_MINIATURE: readonly Length[] = [
  { requests: 1_500, hosts: 1 },
  { requests: 3_000, hosts: 1 },
  { requests: 3_000, hosts: 20 },
];

/** @throws when a run fails or is not complete. */
export async function run(context: ScaleContext): Promise<ScaleResult> {
  const site = await startTinySite();
  try {
    const all: Prepared[] = [];
    for (const length of context.smoke ? IN_MINIATURE : LENGTHS) {
      const prepared = await prepare(context, site, length);
      const { requests, hosts, fill } = prepared;
      context.say(`${requests} requests on ${hosts} hosts: added in ${seconds(fill.wallMs)} s`);
      all.push(prepared);
    }
    for (let round = 1; round <= context.rounds; round++) {
      for (const prepared of all) {
        const measured = await measure(context, site, prepared);
        prepared.rounds.push(measured);
        const { storeUs, command } = measured;
        const whole =
          command === undefined
            ? ''
            : `; command line ${command.pictureUs.toFixed(0)} µs, first request after ${command.firstRequestMs} ms`;
        context.say(
          `round ${round}, ${prepared.requests} on ${prepared.hosts}: store ${storeUs.toFixed(0)} µs${whole}`,
        );
      }
    }
    const rows = all.map(rowOf);
    const bars = barsOf(rows);
    return { rows, bars, markdown: markdownOf(rows, bars) };
  } finally {
    site.close();
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
