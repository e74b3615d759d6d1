/** Items and their properties in HEIF (ISO/IEC 23008-12): which item is the picture, and how large it is. Pure. */
import { u16be, u32be } from '../bytes.ts';
import type { Size } from '../types.ts';
import { sized } from '../walk.ts';
import { heldBoxes } from './boxes.ts';
import type { HeldBox } from './boxes.ts';

/**
 * Size of the primary item; where the file does not tell, the largest size among its items.
 * @param pitm, iprp contents of the boxes of these names; empty where there is none
 */
export function sizeOfPrimary(pitm: Uint8Array, iprp: Uint8Array): { size?: Size } {
  const primary = pitm.length === 0 ? -1 : itemId(pitm, 4, pitm[0] === 0);
  let sizes: (Size | undefined)[] = [];
  let properties: Map<number, number[]> | undefined;
  for (const part of heldBoxes(iprp, 0, iprp.length)) {
    if (part.type === 'ipco') sizes = propertySizes(iprp, part);
    if (part.type === 'ipma') properties = readAssociations(iprp, part, properties);
  }
  const own = properties?.get(primary)?.find((index) => sizes[index - 1] !== undefined);
  const size = own === undefined ? largest(sizes) : sizes[own - 1];
  return size === undefined ? {} : { size };
}

/** One entry a property, as associations count them; undefined for those that are no `ispe` (§6.5.3). */
function propertySizes(iprp: Uint8Array, ipco: HeldBox): (Size | undefined)[] {
  return Array.from(heldBoxes(iprp, ipco.from, ipco.to), ({ type, from, to }) =>
    type === 'ispe' && to - from >= 12
      ? sized(u32be(iprp, from + 4), u32be(iprp, from + 8)).size
      : undefined,
  );
}

/** Items and the numbers of their properties, from 1 (§9.3.1). A file may have several such boxes. */
function readAssociations(
  iprp: Uint8Array,
  ipma: HeldBox,
  known = new Map<number, number[]>(),
): Map<number, number[]> {
  const shortIds = iprp[ipma.from] === 0;
  const wideIndex = ((iprp[ipma.from + 3] ?? 0) & 1) === 1;
  const count = u32be(iprp, ipma.from + 4);
  let at = ipma.from + 8;
  for (let entry = 0; entry < count && at < ipma.to; entry++) {
    const id = itemId(iprp, at, shortIds);
    at += shortIds ? 2 : 4;
    const links = iprp[at++] ?? 0;
    const indices: number[] = [];
    for (let link = 0; link < links && at < ipma.to; link++) {
      // The highest bit says whether the property is essential.
      indices.push(wideIndex ? u16be(iprp, at) & 0x7fff : (iprp[at] ?? 0) & 0x7f);
      at += wideIndex ? 2 : 1;
    }
    if (!known.has(id)) known.set(id, indices);
  }
  return known;
}

function itemId(bytes: Uint8Array, at: number, short: boolean): number {
  return short ? u16be(bytes, at) : u32be(bytes, at);
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
