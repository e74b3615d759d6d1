/** Puts right what a run that died left on disk, before anything new is leased. */
import type { Sink } from '../output/index.ts';
import type { CrawlStore, OpenClaim } from '../store/contract.ts';

type Store = Pick<CrawlStore, 'openClaims' | 'closePlacement'>;

/**
 * A picture that had reached its final name, but not its record, is recorded as saved now. A part that can be continued
 * stays; every other one of a request that is not done is removed.
 */
export async function recover(store: Store, sink: Sink): Promise<{ recovered: number }> {
  const byRequest = new Map<number, OpenClaim[]>();
  for (const claim of await store.openClaims()) {
    const others = byRequest.get(claim.id);
    if (others) others.push(claim);
    else byRequest.set(claim.id, [claim]);
  }
  let recovered = 0;
  for (const [id, claims] of byRequest) {
    if (await recoverRequest(id, claims, store, sink)) recovered++;
  }
  return { recovered };
}

/** Returns whether its picture was found at its place. Done again from the start, when a crash comes in between. */
async function recoverRequest(
  id: number,
  claims: readonly OpenClaim[],
  store: Store,
  sink: Sink,
): Promise<boolean> {
  const begun = claims.find(({ record }) => record !== undefined);
  const found =
    begun?.record !== undefined &&
    (await sink.holds(begun.fileName, begun.record.bytes, begun.record.sha256));
  for (const { fileName, resumable } of claims) {
    // What was found needs no part any more: one may be left that is the picture's second name.
    if (found || resumable !== true) await sink.discard(fileName);
  }
  if (begun) await store.closePlacement(id, found);
  return found;
}
