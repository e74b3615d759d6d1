/** An owner for `sqlite-owner.test.ts` to kill: saves one picture, begins another, holds ten leases, and waits. */
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { image, record } from './requests.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: owner-process FOLDER');

const store = await openSqliteStore({ folder, heartbeatMs: 20 });
await store.add(Array.from({ length: 20 }, (_, n) => image(n)));
const leases = await store.lease({ limit: 11, perHost: 20, kinds: ['image'] });
const [first, second] = leases;
if (first === undefined || second === undefined) throw new Error('no leases');
await store.settle(first.id, { state: 'saved', record: record('saved') });
await store.claimName(second.id, ['g/open.jpg']);
await store.beginPlacement(second.id, record('open'));
console.log('ready');
setInterval(() => undefined, 1000);
