/** Puts right what a run that died left on disk, before anything new is leased. */
import type { Sink } from '../output/index.ts';
import type { CrawlStore } from '../store/contract.ts';

/**
 * A picture that had reached its final name, but not its record, is recorded as saved now. A part that can be continued
 * stays; every other one of a request that is not done is removed.
 */
export async function recover(
  store: Pick<CrawlStore, 'openClaims' | 'closePlacement'>,
  sink: Sink,
): Promise<{ recovered: number }> {
  let recovered = 0;
  for (const { id, fileName, record, resumable } of await store.openClaims()) {
    if (!record && resumable) continue;
    await sink.discard(fileName);
    if (!record) continue;
    const found = await sink.holds(fileName, record.bytes, record.sha256);
    await store.closePlacement(id, found);
    if (found) recovered++;
  }
  return { recovered };
}
