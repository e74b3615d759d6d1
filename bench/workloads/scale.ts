/** Queues of up to a million requests: what a picture takes when so many wait. See `scale/`. */
import { dirname } from 'node:path';
import type { Workload } from '../context.ts';
import { run } from '../scale/index.ts';

export const scale: Workload = {
  name: 'scale',
  run: async ({ cli, folder, signal, smoke, runs, say }) => {
    const dist = dirname(dirname(cli));
    const result = await run({ dist, folder, signal, smoke, rounds: runs, say });
    return {
      title: 'Queues of 10,000 to 1,000,000 pictures that wait: what one of them takes then.',
      markdown: result.markdown,
      notes: [],
      bars: result.bars.map(({ title, most, unit, measured }) => ({
        what: `scale: ${title}`,
        wanted: `at most ${most} ${unit}`,
        measured: measured === undefined ? 'not measured' : `${measured.toFixed(2)} ${unit}`,
        met: measured === undefined ? null : measured <= most,
      })),
      data: result.rows,
    };
  },
};
