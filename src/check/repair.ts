/** Damaged pictures: the files set aside, the requests back in the queue. */
import { basename } from 'node:path';
import { messageOf, PixhaulError } from '../errors.ts';
import { setAside } from '../output/index.ts';
import type { Damage } from './check-all.ts';

/** What the store does for it. */
export interface Requeue {
  requeueSaved(ids: readonly number[]): Promise<number>;
}

/** A damaged picture and what became of it. */
export interface Repaired extends Damage {
  /** The new name of the damaged file, in the same folder. */
  setAside?: string;
  /** Why it could not be put back. */
  failure?: string;
}

/**
 * Files first: after a crash in between they are found missing, and put back then. A file that cannot be moved away
 * keeps its request as it is, as the picture could not be saved under its name.
 */
export async function repair(
  damages: readonly Damage[],
  store: Requeue,
): Promise<{ repaired: Repaired[]; requeued: number }> {
  const repaired: Repaired[] = [];
  for (const damage of damages) repaired.push(await moveAway(damage));
  const ids = repaired.filter(({ failure }) => failure === undefined).map(({ id }) => id);
  return { repaired, requeued: ids.length === 0 ? 0 : await store.requeueSaved(ids) };
}

async function moveAway(damage: Damage): Promise<Repaired> {
  if (damage.fault === 'missing' || damage.path === undefined) return damage;
  try {
    const to = await setAside(damage.path);
    return to === undefined ? damage : { ...damage, setAside: basename(to) };
  } catch (error) {
    if (error instanceof PixhaulError) return { ...damage, failure: messageOf(error) };
    throw error;
  }
}
