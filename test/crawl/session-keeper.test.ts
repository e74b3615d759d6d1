import { Configuration, SessionPool } from '@crawlee/core';
import { describe, expect, it } from 'vitest';
import { createSessionKeeper } from '../../src/crawl/session-keeper.ts';
import { crawleeStorageClient } from '../../src/store/crawlee/storage-client.ts';
import { withFolder, openStore } from '../store/sqlite-harness.ts';
