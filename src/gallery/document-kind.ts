/** What kind of document an answer is, by its type, its first characters, and who asked for it. Pure. */
import { isKnownXml, rootNameOf } from '../extract/index.ts';

export type DeclaredKind = 'html' | 'xml' | 'json' | 'text' | 'archive';

const HTML = new Set(['text/html', 'application/xhtml+xml']);
const XML = /^(?:text|application)\/(?:xml|rdf|(?:[\w.-]+\+)xml)$/;
const JSON_TYPE = /^(?:text|application)\/(?:json|(?:[\w.-]+\+)json)$/;
const GZIP = new Set(['application/gzip', 'application/x-gzip']);

/** Names of files that servers send without a type of their own. */
const NAMED = /\.(?:xml|rss|atom|rdf|json|txt)(?:\.gz)?$/i;

/**
 * What the type says; undefined for what is none of them.
 * @param asked the user named it, or a document listed it: a text is a list then, and a name is enough
 */
export function declaredKind(
  type: string,
  { pathname }: URL,
  asked: boolean,
): DeclaredKind | undefined {
  if (HTML.has(type)) return 'html';
  if (XML.test(type)) return 'xml';
  if (JSON_TYPE.test(type)) return 'json';
  if (!asked) return undefined;
  if (type === 'text/plain') return 'text';
  if (GZIP.has(type)) return 'archive';
  return type === 'application/octet-stream' && NAMED.test(pathname) ? 'archive' : undefined;
}

/** What is to be made of a text; `xhtml`: HTML in the syntax of XML. */
export type FoundKind = 'html' | 'xhtml' | 'xml' | 'json' | 'text';

/** Servers send feeds as HTML, and JSON as text; undefined for XML that is nothing that pixhaul reads. */
export function kindOf(text: string, declared: DeclaredKind, type: string): FoundKind | undefined {
  const root = rootNameOf(text);
  if (isKnownXml(root)) return 'xml';
  if (declared === 'json' || /^\ufeff?\s*[{[]/.test(text.slice(0, 1000))) return 'json';
  const isXml = declared === 'xml' || type === 'application/xhtml+xml';
  if (root === 'html') return isXml ? 'xhtml' : 'html';
  if (declared === 'html') return isXml ? 'xhtml' : 'html';
  return declared === 'xml' ? undefined : 'text';
}
