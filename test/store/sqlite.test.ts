import { storeConformance } from '../conformance/store.suite.ts';
import { sqliteHarness } from './sqlite-harness.ts';

storeConformance('SQLite', sqliteHarness);
