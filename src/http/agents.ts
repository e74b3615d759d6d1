/** Connections: kept alive, without a limit per host (the queue decides how many requests a host gets). */
import {
  Agent as HttpAgent,
  type ClientRequest,
  type ClientRequestArgs,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { TransformHeadersAgent } from 'got-scraping';
import { AttemptError } from '../errors.ts';
import type { AddressGuard } from './address-guard.ts';

export interface Agents {
  /** For got: they put the headers in the order of a browser. */
  http: TransformHeadersAgent<HttpAgent>;
  https: TransformHeadersAgent<HttpsAgent>;
}

export interface OwnAgents extends Agents {
  /** The same connections, for requests that come with their headers in order. */
  direct: { http: HttpAgent; https: HttpsAgent };
  keepAlive: boolean;
}

/** An idle connection is closed after this long; a busy one is not touched. */
const IDLE_MS = 15_000;

/**
 * Time for one address of a host before the next is tried. Node's own 250 ms gives up on every address of a
 * distant host that has several.
 */
const ADDRESS_ATTEMPT_MS = 1_000;

/**
 * Nobody asked for another protocol (RFC 9110 §15.2.2). got listens and does nothing, so Node lets go of the socket and
 * takes the request for closed: got then stops its timers, and waits for ever.
 */
function refuseUpgrade(request: ClientRequest): void {
  request.once('upgrade', (_response: IncomingMessage, socket: Duplex) => {
    socket.destroy();
    const message = 'The server switched to another protocol.';
    request.emit('error', new AttemptError('unexpected_status', message, { status: 101 }));
  });
}

/** Gives header names the case and the order that browsers use. */
class BrowserAgent<T extends HttpAgent> extends TransformHeadersAgent<T> {
  override addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    refuseUpgrade(request);
    if (request.method === 'GET' || request.method === 'HEAD') {
      // Removed for good, or the parent adds "Content-Length: 0", which no browser sends with a GET.
      request.removeHeader('content-length');
      request.removeHeader('transfer-encoding');
    }
    super.addRequest(request, options);
  }
}

type OnCreated = (error: Error | null, connection: Duplex) => void;

/** The options of a connection that the guard lets through. Every connection begins here, a kept one is not asked again. */
function guarded(options: ClientRequestArgs, guard: AddressGuard): ClientRequestArgs {
  // Node connects to an address without looking it up.
  const refusal = guard.refusal(options.host ?? 'localhost');
  if (refusal !== undefined) throw refusal;
  return { ...options, lookup: guard.lookup };
}

/** Both kinds of agent make their connections by this one method. */
function guard<T extends HttpAgent>(agent: T, by: AddressGuard | undefined): T {
  if (by === undefined) return agent;
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options: ClientRequestArgs, onCreated?: OnCreated) =>
    connect(guarded(options, by), onCreated);
  return agent;
}

export interface AgentsOptions {
  keepAlive: boolean;
  /** Which addresses may be connected to. Default: all. */
  guard?: AddressGuard | undefined;
}

export function createAgents({ keepAlive, guard: by }: AgentsOptions): OwnAgents {
  const options = {
    keepAlive,
    timeout: IDLE_MS,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  };
  const http = guard(new HttpAgent(options), by);
  const https = guard(new HttpsAgent(options), by);
  return {
    http: new BrowserAgent(http),
    https: new BrowserAgent(https),
    direct: { http, https },
    keepAlive,
  };
}

/** What got takes, and no more: it refuses agents that it does not know. */
export function gotAgents({ http, https }: Agents): Agents {
  return { http, https };
}

/** Closes all connections, busy ones too. */
export function destroyAgents(agents: Agents): void {
  agents.http.destroy();
  agents.https.destroy();
}
