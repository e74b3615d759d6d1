/** How one TIFF file writes its numbers, and the entries of its directories (TIFF 6.0 §2; BigTIFF). Pure. */
import { u16be, u16le, u32be, u32le, u64be, u64le } from '../bytes.ts';

type ReadNumber = (bytes: Uint8Array, at: number) => number;

/** Byte order, and offsets of 4 bytes or of 8. */
export interface Layout {
  u16: ReadNumber;
  u32: ReadNumber;
  u64: ReadNumber;
  big: boolean;
  /** Of an offset. */
  offsetBytes: 4 | 8;
  /** Of an entry in a directory. */
  entryBytes: 12 | 20;
}

export function layoutOf(head: Uint8Array): Layout {
  const little = head[0] === 0x49; // "II"
  const u16 = little ? u16le : u16be;
  const big = u16(head, 2) === 43;
  return {
    u16,
    u32: little ? u32le : u32be,
    u64: little ? u64le : u64be,
    big,
    offsetBytes: big ? 8 : 4,
    entryBytes: big ? 20 : 12,
  };
}

/** Bytes of one value, by type: BYTE, ASCII, SHORT, …, DOUBLE, IFD; LONG8, SLONG8, IFD8. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

export interface Entry {
  tag: number;
  count: number;
  /** Bytes of one value; 0 for a type that nobody knows. */
  valueBytes: number;
  /** Where the values lie; or the values themselves, when they are short enough to stand in the entry. */
  values: number | number[];
}

export function readEntry(bytes: Uint8Array, at: number, layout: Layout): Entry {
  const { u16, u32, u64, big, offsetBytes } = layout;
  const type = u16(bytes, at + 2);
  const count = big ? u64(bytes, at + 4) : u32(bytes, at + 4);
  const valueBytes = TYPE_BYTES[type] ?? 0;
  const field = at + (big ? 12 : 8);
  const entry = { tag: u16(bytes, at), count, valueBytes };
  if (count * valueBytes > offsetBytes)
    return { ...entry, values: big ? u64(bytes, field) : u32(bytes, field) };
  const shown = valueBytes === 0 ? 0 : count;
  const values = Array.from({ length: shown }, (_, index) =>
    valueAt(bytes, field + index * valueBytes, valueBytes, layout),
  );
  return { ...entry, values };
}

/** A whole number of so many bytes. */
export function valueAt(bytes: Uint8Array, at: number, size: number, layout: Layout): number {
  if (size === 8) return layout.u64(bytes, at);
  if (size === 4) return layout.u32(bytes, at);
  return size === 2 ? layout.u16(bytes, at) : (bytes[at] ?? 0);
}
