/** Watches markup for the end of its root element `svg`, in any number of pieces. */

/** What a name is kept of: enough for a prefix and `svg`. */
const MAX_NAME = 64;

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const QUOTES = [0x22, 0x27];
const SUBSET = { begins: 0x5b, ends: 0x5d };

/** What only its own end ends: a character so many times, then `>`. */
interface Passage {
  fill: number;
  times: number;
}
const COMMENT: Passage = { fill: 0x2d, times: 2 };
const CDATA: Passage = { fill: SUBSET.ends, times: 2 };
const INSTRUCTION: Passage = { fill: 0x3f, times: 1 };
const PASSAGES = new Map([
  ['!--', COMMENT],
  ['![CDATA[', CDATA],
  ['?', INSTRUCTION],
]);
const BEGINNINGS = [...PASSAGES.keys()];

type State =
  | 'text'
  /** After `<`: what it begins is not known yet. */
  | 'opened'
  /** In a tag, behind its name. */
  | 'tag'
  | 'quoted'
  /** In `<!DOCTYPE` and the like. */
  | 'declaration'
  /** In the brackets of that. */
  | 'subset'
  /** In quotes there. */
  | 'subset quoted'
  | 'passage';

/**
 * Counts the elements `svg` that are open; those within are of no account, so that markup with small faults, which
 * viewers pass over, ends where it ends. Text in UTF-8 and its kin; only ASCII is looked at.
 */
export class SvgScan {
  /** The root element has ended. */
  closed = false;
  #state: State = 'text';
  #inSubset = false;
  #depth = 0;
  /** What came since `<`, up to the end of the name. */
  #name = '';
  #quote = 0;
  /** The last character of the tag was a slash. */
  #slash = false;
  #passage = COMMENT;
  /** How many of its `fill` have come in a row. */
  #run = 0;

  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.closed;) at = this.#step(bytes, at);
  }

  /** Looks at the bytes from a place on; returns the place after those that it took. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'text':
        return this.#upTo(LT, 'opened', bytes, at);
      case 'opened':
        return this.#open(bytes, at);
      case 'tag':
        return this.#tag(bytes, at);
      case 'quoted':
        return this.#upTo(this.#quote, 'tag', bytes, at);
      case 'declaration':
        return this.#declaration(bytes, at);
      case 'subset':
        return this.#subset(bytes, at);
      case 'subset quoted':
        return this.#upTo(this.#quote, 'subset', bytes, at);
      case 'passage':
        return this.#pass(bytes, at);
    }
  }

  #upTo(byte: number, then: State, bytes: Buffer, at: number): number {
    const found = bytes.indexOf(byte, at);
    if (found < 0) return bytes.length;
    if (then === 'opened') this.#name = '';
    this.#state = then;
    return found + 1;
  }

  #open(bytes: Buffer, at: number): number {
    const byte = bytes[at] ?? 0;
    const name = this.#name + String.fromCharCode(byte);
    const passage = PASSAGES.get(name);
    if (passage) {
      this.#passage = passage;
      this.#run = 0;
      this.#state = 'passage';
    } else if (this.#inSubset && !isBeginning(name)) {
      this.#state = 'subset';
      return at;
    } else if (name.startsWith('!')) {
      if (!isBeginning(name)) {
        this.#state = 'declaration';
        return at;
      }
    } else if (byte <= 0x20 || byte === GT || (byte === SLASH && name !== '/') || isLong(name)) {
      this.#slash = false;
      this.#state = 'tag';
      return at;
    }
    this.#name = name;
    return at + 1;
  }

  #tag(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === GT) {
        this.#count();
        this.#state = 'text';
        return at + 1;
      }
      this.#slash = byte === SLASH;
      if (QUOTES.includes(byte)) {
        this.#quote = byte;
        this.#state = 'quoted';
        return at + 1;
      }
    }
    return bytes.length;
  }

  #count(): void {
    const ending = this.#name.startsWith('/');
    const name = ending ? this.#name.slice(1) : this.#name;
    if (name !== 'svg' && !name.endsWith(':svg')) return;
    if (ending) this.#depth--;
    else if (!this.#slash) this.#depth++;
    this.closed = this.#depth <= 0;
  }

  #declaration(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      if (bytes[at] === SUBSET.begins) this.#state = 'subset';
      else if (bytes[at] === GT) this.#state = 'text';
      else continue;
      this.#inSubset = this.#state === 'subset';
      return at + 1;
    }
    return bytes.length;
  }

  /** As the prolog of the head is read: up to the first `]` outside comments, instructions and quotes. */
  #subset(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === SUBSET.ends) {
        this.#state = 'declaration';
        this.#inSubset = false;
      } else if (byte === LT) {
        this.#state = 'opened';
        this.#name = '';
      } else if (QUOTES.includes(byte)) {
        this.#state = 'subset quoted';
        this.#quote = byte;
      } else continue;
      return at + 1;
    }
    return bytes.length;
  }

  #pass(bytes: Buffer, from: number): number {
    const { fill, times } = this.#passage;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === GT && this.#run >= times) {
        this.#state = this.#inSubset ? 'subset' : 'text';
        return at + 1;
      }
      this.#run = byte === fill ? this.#run + 1 : 0;
    }
    return bytes.length;
  }
}

/** Of a passage: more of its beginning may come. */
function isBeginning(name: string): boolean {
  return BEGINNINGS.some((beginning) => beginning.startsWith(name));
}

function isLong(name: string): boolean {
  return name.length > MAX_NAME;
}
