/** Results as a Markdown page. */
import type { Medians } from './medians.ts';
import type { PeerResults, Results } from './results.ts';

interface Column {
  head: string;
  cell: (medians: Medians) => string;
  /** Larger is better for speeds, smaller for the rest; the ratio says "times as good". */
  ratio?: (own: Medians, other: Medians) => number;
}

const fixed = (digits: number) => (number: number) => number.toFixed(digits);
const whole = fixed(0);
const seconds = (ms: number) => (ms / 1000).toFixed(2);
const percent = (share: number) => `${whole(share * 100)} %`;
const mebibytes = (bytes: number) => whole(bytes / 2 ** 20);

const COLUMNS: Column[] = [
  {
    head: 'pictures/s',
    cell: (m) => whole(m.picturesPerSecond),
    ratio: (own, other) => own.picturesPerSecond / other.picturesPerSecond,
  },
  {
    head: 'wall, s',
    cell: (m) => seconds(m.wallMs),
    ratio: (own, other) => other.wallMs / own.wallMs,
  },
  { head: 'CPU, s', cell: (m) => seconds(m.cpuMs), ratio: (own, other) => other.cpuMs / own.cpuMs },
  {
    head: 'CPU, ms/picture',
    cell: (m) => fixed(2)(m.cpuMsPerPicture),
    ratio: (own, other) => other.cpuMsPerPicture / own.cpuMsPerPicture,
  },
  {
    head: 'peak RSS, MiB',
    cell: (m) => mebibytes(m.peakRssBytes),
    ratio: (own, other) => other.peakRssBytes / own.peakRssBytes,
  },
  {
    head: 'first picture, s',
    cell: (m) => seconds(m.firstPictureMs),
    ratio: (own, other) => other.firstPictureMs / own.firstPictureMs,
  },
  { head: 'server busy', cell: (m) => percent(m.serverBusy) },
];

/** The table alone: a line for each tool, and how many times as good pixhaul is as each other one. */
export function tableOf({ peers }: Results): string {
  const [own, ...others] = peers;
  const lines = peers.map(({ title, medians }) => [title, ...COLUMNS.map((c) => c.cell(medians))]);
  for (const other of own?.name === 'pixhaul' ? others : [])
    lines.push([`${own?.title ?? ''} : ${other.title}`, ...ratios(own, other)]);
  const head = ['', ...COLUMNS.map((column) => column.head)];
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function ratios(own: PeerResults | undefined, other: PeerResults): string[] {
  return COLUMNS.map(({ ratio }) =>
    ratio && own ? `${fixed(2)(ratio(own.medians, other.medians))} ×` : '',
  );
}

/** Least and most of all runs. */
function othersOf(peers: readonly PeerResults[]): string {
  const shares = peers.flatMap(({ runs }) => runs.map((run) => run.othersCpuShare));
  return `${whole(Math.min(...shares) * 100)} to ${percent(Math.max(...shares))}`;
}

export function pageOf(results: Results): string {
  const { options, machine, versions, ceiling, peers, measuredAt } = results;
  const memory = whole(machine.memoryBytes / 2 ** 30);
  return `# Benchmark of ${measuredAt.slice(0, 10)}

${options.pictures} pictures of ${options.size} bytes on ${options.pages} gallery pages, on loopback; ${options.connections} connections; medians of ${options.runs} runs, taken in turns. Written by \`npm run bench\`; what it means is told in [docs/performance.md](../../docs/performance.md).

${tableOf(results)}

- Machine: ${machine.cores} cores (${machine.processor}), ${memory} GiB, ${machine.system}, Node.js ${machine.node}; pixhaul ${versions.pixhaul}, Crawlee ${versions.crawlee}.
- The server alone, read by a client that throws the bytes away: ${whole(ceiling.picturesPerSecond)} pictures/s.
- Other processes took ${othersOf(peers)} of the machine's CPU time during the runs.
${peers.map(({ title, settings }) => `- ${title}: ${settings}.`).join('\n')}

Pictures/s of each run: ${peers.map(({ title, runs }) => `${title} ${runs.map((run) => whole(run.picturesPerSecond)).join(', ')}`).join('; ')}.
`;
}
