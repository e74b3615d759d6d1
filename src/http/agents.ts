/** Connections: kept alive, without a limit per host (the queue decides how many requests a host gets). */
import { Agent as HttpAgent, type ClientRequest, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { TransformHeadersAgent } from 'got-scraping';

export interface Agents {
  http: TransformHeadersAgent<HttpAgent>;
  https: TransformHeadersAgent<HttpsAgent>;
}

/** An idle connection is closed after this long; a busy one is not touched. */
const IDLE_MS = 15_000;

/**
 * Time for one address of a host before the next is tried. Node's own 250 ms gives up on every address of a
 * distant host that has several.
 */
const ADDRESS_ATTEMPT_MS = 1_000;

/** Gives header names the case and the order that browsers use. */
class BrowserAgent<T extends HttpAgent> extends TransformHeadersAgent<T> {
  override addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    if (request.method === 'GET' || request.method === 'HEAD') {
      // Removed for good, or the parent adds "Content-Length: 0", which no browser sends with a GET.
      request.removeHeader('content-length');
      request.removeHeader('transfer-encoding');
    }
    super.addRequest(request, options);
  }
}

export function createAgents({ keepAlive }: { keepAlive: boolean }): Agents {
  const options = {
    keepAlive,
    timeout: IDLE_MS,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  };
  return {
    http: new BrowserAgent(new HttpAgent(options)),
    https: new BrowserAgent(new HttpsAgent(options)),
  };
}

/** Closes all connections, busy ones too. */
export function destroyAgents(agents: Agents): void {
  agents.http.destroy();
  agents.https.destroy();
}
