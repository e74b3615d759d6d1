/** Markdown tables, and the numbers in them. */

/** The first column is text, the others are numbers. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [head, rule, ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

/** Nothing for what was not measured. */
const unlessNaN = (write: (number: number) => string) => (number: number) =>
  Number.isNaN(number) ? '' : write(number);

export const fixed = (digits: number) => unlessNaN((number) => number.toFixed(digits));
export const whole = fixed(0);
export const seconds = unlessNaN((ms) => (ms / 1000).toFixed(2));
export const percent = unlessNaN((share) => `${(share * 100).toFixed(0)} %`);
export const mebibytes = unlessNaN((bytes) => (bytes / 2 ** 20).toFixed(0));
export const times = unlessNaN((ratio) => `${ratio.toFixed(ratio < 0.1 ? 3 : 2)} ×`);
