import { hasChildren, isTag, isText } from 'domhandler';
import type { ChildNode, Element, ParentNode } from 'domhandler';
import { atOnce, type Steps } from './steps.ts';

/**
 * Visits every node below `root` in document order. `visit` returns the context for the node's children, or undefined
 * to pass over them. Keeps its own stack: hostile pages nest tens of thousands of elements, which recursion
 * (and so cheerio's `.text()`) does not survive.
 */
export function walk<Context extends object>(
  root: ParentNode,
  context: Context,
  visit: (node: ChildNode, context: Context) => Context | undefined,
): void {
  atOnce(walkInSteps(root, context, visit));
}

/** Nodes visited in one step. */
const STEP = 500;

/** The same, in turns with whatever else the process does. */
export function* walkInSteps<Context extends object>(
  root: ParentNode,
  context: Context,
  visit: (node: ChildNode, context: Context) => Context | undefined,
): Steps<undefined> {
  let seen = 0;
  const stack = [{ nodes: root.children, next: 0, context }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const node = top.nodes[top.next++];
    if (node === undefined) {
      stack.pop();
      continue;
    }
    const inner = visit(node, top.context);
    if (inner !== undefined && hasChildren(node)) {
      stack.push({ nodes: node.children, next: 0, context: inner });
    }
    if (++seen % STEP === 0) yield;
  }
  return undefined;
}

/** The element right before `node` among its siblings, with at most white space and comments between. */
export function elementBefore(node: ChildNode): Element | undefined {
  for (let sibling = node.prev; sibling !== null; sibling = sibling.prev) {
    if (isTag(sibling)) return sibling;
    if (isText(sibling) && sibling.data.trim() !== '') return undefined;
  }
  return undefined;
}

/** Whether `node` is `ancestor` or lies at most `levels` below it. */
export function isWithin(node: ChildNode, ancestor: Element, levels: number): boolean {
  let current: ChildNode | ParentNode | null = node;
  for (let level = 0; current !== null && level <= levels; level++) {
    if (current === ancestor) return true;
    current = current.parent;
  }
  return false;
}
