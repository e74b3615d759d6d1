import {
  createPictureClient,
  type PictureClient,
  type PictureClientOptions,
  type PictureResponse,
} from '../../src/http/index.ts';
import { AttemptError } from '../../src/errors.ts';

const OPTIONS: PictureClientOptions = {
  connectTimeoutMs: 1_000,
  responseTimeoutMs: 1_000,
  stallTimeoutMs: 1_000,
  maxRedirects: 5,
  checkCertificate: true,
};

/** A client for one test, closed afterwards. */
export async function withClient<T>(
  run: (client: PictureClient) => Promise<T>,
  options: Partial<PictureClientOptions> = {},
): Promise<T> {
  const client = createPictureClient({ ...OPTIONS, ...options });
  try {
    return await run(client);
  } finally {
    client.close();
  }
}

export async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What a body yields before it breaks, and the error. */
export async function breakOf(
  response: PictureResponse,
): Promise<{ bytes: number; error: AttemptError }> {
  let bytes = 0;
  try {
    for await (const chunk of response.body) bytes += chunk.byteLength;
  } catch (error) {
    if (error instanceof AttemptError) return { bytes, error };
    throw error;
  }
  throw new Error(`The body of ${bytes} bytes did not break.`);
}

/** The AttemptError that a promise rejects with; anything else fails the test. */
export async function attemptError(promise: Promise<unknown>): Promise<AttemptError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AttemptError) return error;
    throw error;
  }
  throw new Error('It did not reject.');
}

/** Waits until a condition holds, at most a second. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let i = 0; i < 100 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  return holds();
}
