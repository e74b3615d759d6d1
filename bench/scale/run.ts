/** `npx tsx bench/scale/run.ts [--smoke] [--rounds N] [--folder FOLDER] [--dist FOLDER] [--json FILE]` */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openWorkspace } from '../workspace.ts';
import { run } from './index.ts';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string', default: tmpdir() },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
    json: { type: 'string' },
  },
});
await mkdir(values.folder, { recursive: true });
const workspace = await openWorkspace(resolve(values.folder));
try {
  const result = await run({
    dist: resolve(values.dist),
    folder: workspace.folder,
    signal: workspace.signal,
    smoke: values.smoke,
    rounds: values.smoke ? 1 : Number(values.rounds),
    say: (text) => process.stdout.write(`${text}\n`),
  });
  process.stdout.write(`\n${result.markdown}`);
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(result, null, 2));
} finally {
  await workspace.close();
}
