/** Opens the demo site where `npm run demo` and `npm run demo:site` expect it. */
import { startDemoSite } from './site.ts';
import type { DemoSite } from './site.ts';

/** Always the same port: with another one the pictures have other URLs, and a second run is another crawl. */
export const DEFAULT_PORT = 8420;
/** Fast enough for a demonstration, slow enough to watch it, or to interrupt it. */
const ANSWER_DELAY_MS = 150;

/** Something that a person can mend; the message says how. */
export class DemoError extends Error {}

/**
 * The port that PIXHAUL_DEMO_PORT asks for, or the default.
 * @throws DemoError when it is no port number.
 */
export function demoPort(): number {
  const text = process.env.PIXHAUL_DEMO_PORT;
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new DemoError(`PIXHAUL_DEMO_PORT is ${text}; it must be a port number from 1 to 65535.`);
}

/** @throws DemoError when the port cannot be used. */
export async function openDemoSite(port: number): Promise<DemoSite> {
  try {
    return await startDemoSite({ port, delayMs: ANSWER_DELAY_MS });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new DemoError(
        `Port ${port} is in use: end what listens there, or choose another by setting PIXHAUL_DEMO_PORT.`,
      );
    }
    throw error;
  }
}

/** Runs `main`; its exit code, or 2 after one clear sentence about what a person can mend. */
export async function orTellWhy(main: () => Promise<number>): Promise<number> {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof DemoError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
