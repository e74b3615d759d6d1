/** Every tool that can be measured. */
import { aria2, curl } from './lists.ts';
import { galleryDl, scrapy, wget, wget2 } from './crawlers.ts';
import { crawlee, pixhaul } from './node-tools.ts';
import type { Missing, Peer, PeerName } from './peer.ts';

export { PIXHAUL_CLI } from './node-tools.ts';

const PEERS: Record<PeerName, Peer> = {
  pixhaul,
  crawlee,
  scrapy,
  'gallery-dl': galleryDl,
  aria2,
  curl,
  wget,
  wget2,
};

export interface FoundPeer extends Peer {
  version: string;
}

export interface MissingPeer extends Missing {
  title: string;
}

/** Those of `names` that are installed, in that order, and those that are not. */
export function findPeers(names: readonly PeerName[]): {
  peers: FoundPeer[];
  missing: MissingPeer[];
} {
  const peers: FoundPeer[] = [];
  const missing: MissingPeer[] = [];
  for (const peer of names.map((name) => PEERS[name])) {
    const found = peer.find();
    if ('version' in found) peers.push({ ...peer, ...found });
    else missing.push({ title: peer.title, ...found });
  }
  return { peers, missing };
}
