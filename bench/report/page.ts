/** The newest results of each workload as one Markdown page. */
import { barsTable } from './bars.ts';
import type { Results } from './results.ts';

/** Of several with the same workload and file system the newest; in the order of `workloads`. */
export function newestOf(all: readonly Results[], workloads: readonly string[]): Results[] {
  const newest = new Map<string, Results>();
  for (const results of all) {
    const key = `${results.workload} ${results.fileSystem}`;
    const known = newest.get(key);
    if (known === undefined || known.measuredAt < results.measuredAt) newest.set(key, results);
  }
  const place = ({ workload }: Results) => {
    const at = workloads.indexOf(workload);
    return at === -1 ? workloads.length : at;
  };
  return [...newest.values()].toSorted(
    (a, b) => place(a) - place(b) || (a.fileSystem < b.fileSystem ? -1 : 1),
  );
}

export function pageOf(newest: readonly Results[]): string {
  const bars = newest.flatMap((results) =>
    results.bars.map((bar) => ({ ...bar, what: `${bar.what} (${results.fileSystem})` })),
  );
  return `# Benchmarks

The newest results of each workload and kind of file system that the tools wrote to. Written by \`npm run bench\`; what is measured, and how, is told in [docs/performance.md](../../docs/performance.md). Every run is in the JSON files beside this page.

${bars.length > 0 ? `## What must hold\n\n${barsTable(bars)}\n\n` : ''}${newest.map(sectionOf).join('\n\n')}
`;
}

function sectionOf(results: Results): string {
  const { workload, fileSystem, measuredAt, title, markdown, notes, machine, options } = results;
  const memory = (machine.memoryBytes / 2 ** 30).toFixed(0);
  return `## ${workload}, on ${fileSystem}

${title}; medians of ${options.runs} runs, taken in turns, on ${measuredAt.slice(0, 10)}.

${markdown}

${[...notes, `Machine: ${machine.cores} cores (${machine.processor}), ${memory} GiB, ${machine.system}, Node.js ${machine.node}. Versions: ${versionsOf(results)}.`].map((note) => `- ${note}`).join('\n')}`;
}

const versionsOf = ({ versions }: Results) =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
