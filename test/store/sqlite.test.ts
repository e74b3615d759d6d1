import { keepingConformance } from '../conformance/keeping.suite.ts';
import { pacingConformance } from '../conformance/pacing.suite.ts';
import { renditionsConformance } from '../conformance/renditions.suite.ts';
import { simulationConformance } from '../conformance/simulation.suite.ts';
import { storeConformance } from '../conformance/store.suite.ts';
import { sqliteHarness } from './sqlite-harness.ts';

storeConformance('SQLite', sqliteHarness);
keepingConformance('SQLite', sqliteHarness);
pacingConformance('SQLite', sqliteHarness);
renditionsConformance('SQLite', sqliteHarness);
simulationConformance('SQLite', sqliteHarness);
