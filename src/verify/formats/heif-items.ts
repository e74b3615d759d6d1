/** The `meta` box of HEIF (ISO/IEC 23008-12): which item is the picture, and how large it is. Pure. */
import { u16be, u32be } from '../bytes.ts';
import type { Size } from '../types.ts';
import { sized } from '../walk.ts';
import { heldBoxes } from './boxes.ts';
import type { HeldBox } from './boxes.ts';

/** Size of the primary item; where the file does not tell, the largest size among its items. */
export function sizeFromMeta(meta: Uint8Array): { size?: Size } {
  let primary: number | undefined;
  let sizes: (Size | undefined)[] = [];
  let properties: Map<number, number[]> | undefined;
  // `meta` is a full box: four bytes of version and flags first.
  for (const box of heldBoxes(meta, 4, meta.length)) {
    if (box.type === 'pitm') primary = itemId(meta, box.from + 4, meta[box.from] === 0);
    if (box.type !== 'iprp') continue;
    for (const part of heldBoxes(meta, box.from, box.to)) {
      if (part.type === 'ipco') sizes = propertySizes(meta, part);
      if (part.type === 'ipma') properties = readAssociations(meta, part, properties);
    }
  }
  const own = properties?.get(primary ?? -1)?.find((index) => sizes[index - 1] !== undefined);
  const size = own === undefined ? largest(sizes) : sizes[own - 1];
  return size === undefined ? {} : { size };
}

/** One entry a property, as associations count them; undefined for those that are no `ispe` (§6.5.3). */
function propertySizes(meta: Uint8Array, ipco: HeldBox): (Size | undefined)[] {
  return Array.from(heldBoxes(meta, ipco.from, ipco.to), ({ type, from, to }) =>
    type === 'ispe' && to - from >= 12
      ? sized(u32be(meta, from + 4), u32be(meta, from + 8)).size
      : undefined,
  );
}

/** Items and the numbers of their properties, from 1 (§9.3.1). A file may have several such boxes. */
function readAssociations(
  meta: Uint8Array,
  ipma: HeldBox,
  known = new Map<number, number[]>(),
): Map<number, number[]> {
  const shortIds = meta[ipma.from] === 0;
  const wideIndex = ((meta[ipma.from + 3] ?? 0) & 1) === 1;
  const count = u32be(meta, ipma.from + 4);
  let at = ipma.from + 8;
  for (let entry = 0; entry < count && at < ipma.to; entry++) {
    const id = itemId(meta, at, shortIds);
    at += shortIds ? 2 : 4;
    const links = meta[at++] ?? 0;
    const indices: number[] = [];
    for (let link = 0; link < links && at < ipma.to; link++) {
      // The highest bit says whether the property is essential.
      indices.push(wideIndex ? u16be(meta, at) & 0x7fff : (meta[at] ?? 0) & 0x7f);
      at += wideIndex ? 2 : 1;
    }
    if (!known.has(id)) known.set(id, indices);
  }
  return known;
}

function itemId(meta: Uint8Array, at: number, short: boolean): number {
  return short ? u16be(meta, at) : u32be(meta, at);
}

function largest(sizes: readonly (Size | undefined)[]): Size | undefined {
  return sizes.reduce(
    (best, size) =>
      size !== undefined && (!best || size.width * size.height > best.width * best.height)
        ? size
        : best,
    undefined,
  );
}
