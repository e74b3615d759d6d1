/**
 * `text` and more of it, until it has `enough` characters. Collapses as it goes: what is kept stays small however long
 * and blank the page's text is.
 */
export function addText(text: string, data: string, enough: number): string {
  if (text.length >= enough) return text;
  const piece = data.replace(/\s+/g, ' ');
  const joined = text === '' || text.endsWith(' ') ? piece.trimStart() : piece;
  return text + joined.slice(0, enough + 1);
}
