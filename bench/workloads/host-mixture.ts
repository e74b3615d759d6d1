/** Hosts of all kinds, mixed. */
import type { HostConfig } from '../site/messages.ts';

export type HostKind = 'healthy' | 'late' | 'dripping' | 'refused' | 'silent';

/** How many of each. */
export type Mixture = Record<HostKind, number>;

const BEHAVIOUR: Record<HostKind, Omit<HostConfig, 'address'>> = {
  healthy: { latencyMs: 50 },
  late: { latencyMs: 2000 },
  dripping: { latencyMs: 50, bytesPerSecond: 2000 },
  refused: { dead: 'refused' },
  silent: { dead: 'silent' },
};

export type MixedHost = HostConfig & { kind: HostKind };

/** Each kind spread evenly over the whole list; addresses from 127.0.1.1 on. */
export function hostsOf(mixture: Mixture): MixedHost[] {
  return (Object.entries(mixture) as [HostKind, number][])
    .filter(([kind]) => kind in BEHAVIOUR)
    .flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, i) => ({ kind, at: (i + 0.5) / count })),
    )
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind }, i) => ({ kind, address: addressOf(i), ...BEHAVIOUR[kind] }));
}

const PER_NETWORK = 200;

const addressOf = (host: number) =>
  `127.0.${1 + Math.floor(host / PER_NETWORK)}.${1 + (host % PER_NETWORK)}`;
