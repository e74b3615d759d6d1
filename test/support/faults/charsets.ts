/** Text as bytes of encodings that nothing here can write: made of what the platform reads. */
import { TextDecoder } from 'node:util';

/** Every character of two bytes that the decoder knows, with its bytes. */
function tableOf(label: string): Map<string, Buffer> {
  const decoder = new TextDecoder(label, { fatal: true });
  const table = new Map<string, Buffer>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const bytes = Buffer.from([lead, trail]);
      const text = decodedBy(decoder, bytes);
      if (text !== undefined && Array.from(text).length === 1 && !table.has(text))
        table.set(text, bytes);
    }
  }
  return table;
}

function decodedBy(decoder: TextDecoder, bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    // No character.
    return undefined;
  }
}

/** @throws Error for a character that the encoding does not have */
export function encode(text: string, label: 'gbk' | 'shift_jis'): Buffer {
  const table = tableOf(label);
  const bytes = Array.from(text).map((character) => {
    if (character < '\x80') return Buffer.from(character);
    const pair = table.get(character);
    if (!pair) throw new Error(`${character} is not in ${label}`);
    return pair;
  });
  return Buffer.concat(bytes);
}
