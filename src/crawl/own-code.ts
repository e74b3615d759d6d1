import { AttemptError, messageOf, PixhaulError } from '../errors.ts';

/**
 * Runs a user's own code. What it throws fails the page, and says whose fault it was; an error of pixhaul's own kind
 * passes as it is, so that code may choose how the page fails.
 * @param what that it is called in messages: `onPage`, `recipe "shop"`
 */
export async function ownCode<T>(what: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof PixhaulError) throw error;
    throw new AttemptError('hook_failed', `${what} threw: ${messageOf(error)}`, { cause: error });
  }
}
