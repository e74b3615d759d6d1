import { isText } from 'domhandler';
import type { Element } from 'domhandler';
import { own, ownCut } from './own.ts';
import type { RobotsMeta } from './types.ts';

/** Characters kept of each thing that a form says of itself. */
const FORM_WORDS = 200;

/** Whom a `meta` element may speak to that concerns us, and how many of them are read. */
const ROBOTS_NAME = /^\s{0,9}(?:robots|pixhaul)\s{0,9}$/i;
const MOST_METAS = 50;

/** What a page says of itself, apart from pictures and links. */
export class PageFacts {
  title = '';
  /** Of the first `base` element that has one (HTML Living Standard §4.2.3). */
  baseHref: string | undefined;
  /** Content of the first `meta` element with `http-equiv=refresh`. */
  refresh: string | undefined;
  /** Of the first field for a password: what its form says of itself. */
  passwordForm: string | undefined;
  readonly robots: RobotsMeta[] = [];
  #titleSeen = false;

  base({ attribs }: Element): void {
    this.baseHref ??= attribs.href;
  }

  meta({ attribs }: Element): void {
    const { name = '', content = '' } = attribs;
    if (attribs['http-equiv']?.trim().toLowerCase() === 'refresh') this.refresh ??= content;
    if (ROBOTS_NAME.test(name) && this.robots.length < MOST_METAS)
      this.robots.push({ name: own(name), content: own(content.slice(0, 1000)) });
  }

  passwordField(form: Element | undefined): void {
    this.passwordForm ??= wordsOf(form);
  }

  titleElement(element: Element): void {
    if (this.#titleSeen) return;
    this.#titleSeen = true;
    this.title = element.children.map((child) => (isText(child) ? child.data : '')).join('');
  }
}

/** What a form says of itself. */
function wordsOf(form: Element | undefined): string {
  const { action = '', id = '', name = '', class: className = '' } = form?.attribs ?? {};
  return [action, id, name, className].map((text) => ownCut(text, FORM_WORDS)).join(' ');
}
