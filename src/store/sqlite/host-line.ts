/** Hosts in the order in which they were served. */

/** What the order goes by. */
export interface Served {
  id: number;
  /** When it was served last, in microseconds; only grows. */
  nextAt: number;
}

interface Place<Host extends Served> {
  host: Host;
  /** Its `nextAt` when it took this place. */
  at: number;
}

/** A binary heap, the one served longest ago at its head. */
export class HostLine<Host extends Served> {
  #places: Place<Host>[] = [];

  clear(): void {
    this.#places = [];
  }

  push(host: Host): void {
    const place = { host, at: host.nextAt };
    const places = this.#places;
    let at = places.length;
    for (; at > 0;) {
      const parent = (at - 1) >> 1;
      const above = places[parent];
      if (above === undefined || !precedes(place, above)) break;
      places[at] = above;
      at = parent;
    }
    places[at] = place;
  }

  /** Who is first. A place that is out of date was found too early, never too late: its host goes further back. */
  get first(): Host | undefined {
    for (let head = this.#places[0]; head !== undefined; head = this.#places[0]) {
      if (head.at === head.host.nextAt) return head.host;
      this.#sink({ host: head.host, at: head.host.nextAt });
    }
    return undefined;
  }

  shift(): void {
    const last = this.#places.pop();
    if (last !== undefined && this.#places.length > 0) this.#sink(last);
  }

  /** Puts a place where the head was, and then where it belongs. */
  #sink(place: Place<Host>): void {
    const places = this.#places;
    let at = 0;
    for (;;) {
      const left = places[2 * at + 1];
      const right = places[2 * at + 2];
      const isRight = left !== undefined && right !== undefined && precedes(right, left);
      const below = isRight ? right : left;
      if (below === undefined || !precedes(below, place)) break;
      places[at] = below;
      at = 2 * at + (isRight ? 2 : 1);
    }
    places[at] = place;
  }
}

function precedes(a: Place<Served>, b: Place<Served>): boolean {
  return a.at < b.at || (a.at === b.at && a.host.id < b.host.id);
}
