/** What stands with a picture: its name, its caption. */
import type { Element, ParentNode } from 'domhandler';
import type { CheerioAPI } from '../extract/select.ts';
import { elementsOf } from './selector.ts';

/**
 * For each of these pictures, the element that a selector finds inside what belongs to it alone: the largest element
 * around it that holds no other of them. On a page with one picture that is the whole page.
 */
export function nearest(
  css: string,
  $: CheerioAPI,
  pictures: readonly Element[],
): (picture: Element) => Element | undefined {
  const inside = new Map<ParentNode, Element>();
  for (const found of elementsOf(css, $)) {
    for (const around of andAround(found)) {
      // Whatever is around it has a first one already.
      if (inside.has(around)) break;
      inside.set(around, found);
    }
  }
  const owners = new Map<ParentNode, Element | 'several'>();
  for (const picture of pictures) {
    for (const around of andAround(picture)) {
      const owner = owners.get(around);
      if (owner === picture || owner === 'several') break;
      owners.set(around, owner === undefined ? picture : 'several');
    }
  }
  return (picture) => {
    for (const around of andAround(picture)) {
      if (owners.get(around) !== picture) return undefined;
      const found = inside.get(around);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function* andAround(element: Element): Generator<ParentNode> {
  for (let at: ParentNode | null = element; at !== null; at = at.parent) yield at;
}
