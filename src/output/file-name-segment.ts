/** One name in a path, made safe for Linux, macOS and Windows alike: a saved tree can be moved between them. Pure. */

/** What file systems allow for one name, in bytes of UTF-8. UTF-16 units, which Windows counts, are never more. */
export const MAX_SEGMENT_BYTES = 255;

/** Of that, room for `-` and ten digits (see `alternatives`) and for `.part`. */
const RESERVED_BYTES = 16;

/** What a name may have when it is made; the rest is for what may have to be added to it. */
export const MAX_NAME_BYTES = MAX_SEGMENT_BYTES - RESERVED_BYTES;

/**
 * Characters that are not seen, or turn the direction of what follows: they can make `gpj.exe` look like `exe.jpg`.
 * Soft hyphen, Arabic letter mark, Mongolian separator, zero-width and directional marks, line separators, embeddings,
 * joiners, isolates, byte order mark, interlinear annotation.
 */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Controls, what Windows forbids, both separators, halves of surrogate pairs, and code points that are no characters. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}<>:"/\\|?*]/gu;

/** Device names of Windows, which it finds before any extension too. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$) *(?:\.|$)/i;

/** Text beyond this cannot reach a name; bounds the work. */
const MAX_CHARACTERS = 2_000;

/** A folder or a file without its extension. Never empty; the same again when given its own result. */
export function safeName(text: string, maxBytes = MAX_NAME_BYTES): string {
  const cleaned = text
    .slice(0, MAX_CHARACTERS)
    .replace(INVISIBLE, '')
    .replace(/\s+/g, ' ')
    .replace(FORBIDDEN, '_')
    .normalize('NFC');
  const name = trimmed(cleaned)
    // A picture that a listing hides would be as good as lost.
    .replace(/^\./, '_')
    .replace(DEVICE, '_$&');
  // The cut can leave at the end what has to be trimmed.
  return unlike(PART, trimmed(cutToBytes(name, maxBytes)), maxBytes) || '_';
}

/** As `safeName`, and never a name that a picture or its part could have: a file cannot lie in a file. */
export function safeFolder(text: string): string {
  return unlike(PICTURE, safeName(text), MAX_NAME_BYTES);
}

const PART = /\.part$/i;
const PICTURE = /\.(?:jpg|png|gif|webp|avif|hei[cf]|bmp|tif|svg|jxl|ico|jp2|j2c|bin)$/i;

function unlike(pattern: RegExp, name: string, maxBytes: number): string {
  return pattern.test(name) ? `${cutToBytes(name, maxBytes - 1)}_` : name;
}

/** Windows drops dots and spaces at the end of a name, and `.` and `..` are no names at all. */
function trimmed(name: string): string {
  return name.trimStart().replace(/[ .]+$/, '');
}

/** Letters and digits in lower case; `bin` where nothing is left, or where it would read as an unfinished file. */
export function safeExtension(ext: string): string {
  const plain = ext
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 16);
  return plain === '' || plain === 'part' ? 'bin' : plain;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Cut between characters as people see them; between code points where a single one is too long. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  // No character takes less than a byte: the rest cannot matter.
  const reach = text.slice(0, maxBytes + 1);
  const seen = Array.from(graphemes.segment(reach), ({ segment }) => segment);
  return fill(seen, maxBytes) || fill(Array.from(reach), maxBytes);
}

function fill(pieces: readonly string[], maxBytes: number): string {
  let text = '';
  let bytes = 0;
  for (const piece of pieces) {
    bytes += Buffer.byteLength(piece);
    if (bytes > maxBytes) break;
    text += piece;
  }
  return text;
}
