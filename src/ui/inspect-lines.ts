/** What a person sees of `pixhaul inspect`. */
import { plainText, plural } from './format.ts';

interface Page {
  url: string;
  finalUrl: string;
  kind: string;
  title?: string;
  encoding?: string;
  rendered: boolean;
  readBy?: string;
  robots: readonly { name: string; content: string }[];
  refresh?: string;
  login: boolean;
}

interface Candidate {
  number: number;
  picture: number;
  fate: 'save' | 'skip' | 'smaller';
  rule?: string;
  of?: number;
  source: string;
  url: string;
  width?: number;
  density?: number;
}

interface Link {
  url: string;
  text: string;
  follow: boolean;
  rule?: string;
  pagination?: { rel: string };
}

interface Inspection {
  page: Page;
  candidates: readonly Candidate[];
  links: readonly Link[];
}

/** @param columns of the terminal, for which addresses are cut in the middle; absent: they are whole */
export function inspectionLines(
  { page, candidates, links }: Inspection,
  columns: number | undefined,
): string[] {
  const candidateRows = candidates.map((candidate) => [
    String(candidate.number),
    fateOf(candidate),
    candidate.source,
    sizeOf(candidate),
    candidate.url,
  ]);
  const linkRows = links.map((link) => [linkFate(link), link.url]);
  return [
    ...factsOf(page),
    '',
    candidatesSummary(candidates),
    ...table(['#', 'fate', 'from', 'size', 'address'], candidateRows, columns),
    '',
    linksSummary(links),
    ...table(['fate', 'address'], linkRows, columns),
  ].map(plainText);
}

function factsOf(page: Page): string[] {
  const { url, finalUrl, kind, title, encoding, rendered, readBy, robots, refresh, login } = page;
  return [
    `page:      ${url}`,
    ...(finalUrl === url ? [] : [`leads to:  ${finalUrl}`]),
    `kind:      ${kind}${encoding === undefined ? '' : `, ${encoding}`}`,
    ...(rendered ? ['rendered:  a browser showed it first'] : []),
    ...(title === undefined ? [] : [`title:     ${title}`]),
    ...robots.map(({ name, content }) => `robots:    ${name}: ${content}`),
    ...(refresh === undefined ? [] : [`sends on:  ${refresh}`]),
    ...(readBy === undefined ? [] : [`read by:   ${readBy}`]),
    ...(login ? ['login:     it has a form that asks for a password'] : []),
  ];
}

function candidatesSummary(candidates: readonly Candidate[]): string {
  const saved = candidates.filter(({ fate }) => fate === 'save').length;
  const skipped = countRules(candidates.filter(({ fate }) => fate === 'skip'));
  const pictures = new Set(candidates.map(({ picture }) => picture).filter((n) => n > 0)).size;
  const found = `${plural(candidates.length, 'candidate')} for ${plural(pictures, 'picture')}`;
  return `${found}: ${saved} to be saved${skipped}`;
}

function linksSummary(links: readonly Link[]): string {
  const followed = links.filter(({ follow }) => follow).length;
  const not = countRules(links.filter(({ follow }) => !follow));
  return `${plural(links.length, 'link')} to pages: ${followed} to be followed${not}`;
}

/** `; not: 2 icon, 1 thumbnail`, most frequent first. */
function countRules(items: readonly { rule?: string }[]): string {
  const counts = new Map<string, number>();
  for (const { rule = '' } of items) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  if (sorted.length === 0) return '';
  return `; not: ${sorted.map(([rule, count]) => `${count} ${rule}`).join(', ')}`;
}

function fateOf({ fate, rule, of }: Candidate): string {
  if (fate === 'save') return 'save';
  return fate === 'skip' ? `skip: ${rule ?? ''}` : `smaller: see #${of ?? ''}`;
}

function linkFate({ follow, rule, pagination }: Link): string {
  if (!follow) return `no: ${rule ?? ''}`;
  return pagination === undefined ? 'follow' : 'follow: same gallery';
}

/** As srcset writes it: `800w`, `2x`. */
function sizeOf({ width, density }: Candidate): string {
  if (width !== undefined) return `${width}w`;
  return density === undefined ? '' : `${density}x`;
}

const GAP = '  ';
/** An address is not cut to less than this: a terminal that is narrower wraps it. */
const LEAST_ADDRESS = 20;

function table(
  head: readonly string[],
  rows: readonly string[][],
  columns: number | undefined,
): string[] {
  if (rows.length === 0) return [];
  const all = [[...head], ...rows];
  // The last column is the address: it may be as long as it likes.
  const widths = head.slice(0, -1).map((_, i) => longest(all.map((row) => row[i] ?? '')));
  const left = widths.reduce((sum, width) => sum + width + GAP.length, GAP.length);
  const room = columns === undefined ? Infinity : Math.max(LEAST_ADDRESS, columns - left);
  return all.map((row) => {
    const cells = widths.map((width, i) => (row[i] ?? '').padEnd(width));
    return GAP + [...cells, cutMiddle(row.at(-1) ?? '', room)].join(GAP);
  });
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Host and file name tell the most of an address. */
export function cutMiddle(text: string, room: number): string {
  if (text.length <= room) return text;
  const start = Math.ceil((room - 1) / 2);
  return `${text.slice(0, start)}…${text.slice(text.length - (room - 1 - start))}`;
}
