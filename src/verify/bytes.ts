/** Numbers and text in byte arrays. Bytes past the end read as zero, so nothing here throws. */

export function u16be(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function u16le(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0);
}

export function u24le(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 2] ?? 0) << 16) | u16le(bytes, at);
}

export function u32be(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 0x10000 + u16be(bytes, at + 2);
}

export function u32le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at + 2) * 0x10000 + u16le(bytes, at);
}

/** Exact up to 2^53; beyond, an approximation that is larger than any file. */
export function u64be(bytes: Uint8Array, at: number): number {
  return u32be(bytes, at) * 0x1_0000_0000 + u32be(bytes, at + 4);
}

/** As `u64be`. */
export function u64le(bytes: Uint8Array, at: number): number {
  return u32le(bytes, at + 4) * 0x1_0000_0000 + u32le(bytes, at);
}

/** Bytes as Latin-1: one character a byte. */
export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to);
}

/** The four characters that name a box or a chunk. */
export function fourCC(bytes: Uint8Array, at: number): string {
  return latin1(bytes, at, at + 4);
}
