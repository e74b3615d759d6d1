/** What a line does to a crawl, however fast the tool is. */

export interface Line {
  /** Milliseconds from a request to the first byte of its answer. */
  latencyMs?: number;
  /** Bytes a second of each connection. */
  bytesPerSecond?: number;
}

/** Time that the pictures alone take over so many connections that are never idle. */
export function leastMs(
  { latencyMs = 0, bytesPerSecond }: Line,
  pictures: { count: number; bytes: number },
  connections: number,
): number {
  const transferMs = bytesPerSecond === undefined ? 0 : (pictures.bytes / bytesPerSecond) * 1000;
  return (latencyMs * pictures.count + transferMs) / connections;
}
