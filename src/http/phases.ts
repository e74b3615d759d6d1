/** Time limits up to the headers of an answer, one running timer at a time. */
import type { ClientRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { AttemptError } from '../errors.ts';
import { ruleForGotEvent } from './error-rules.ts';
import type { TimeLimits } from './options.ts';

type Phase = 'lookup' | 'connect' | 'secureConnect' | 'response';

/**
 * A kept connection has only the wait for the answer before it.
 * @param fail told once, with the AttemptError of the phase that took too long
 * @returns ends the watch
 */
export function watchPhases(
  request: ClientRequest,
  url: URL,
  limits: TimeLimits,
  fail: (error: AttemptError) => void,
): () => void {
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const enter = (phase: Phase): void => {
    clearTimeout(timer);
    if (ended) return;
    const ms = phase === 'response' ? limits.responseTimeoutMs : limits.connectTimeoutMs;
    timer = setTimeout(() => fail(tooLate(phase, url, ms)), ms);
  };
  request.once('socket', (socket: Socket) => {
    if (request.reusedSocket || !socket.connecting) {
      enter('response');
      return;
    }
    const secure = url.protocol === 'https:';
    enter(isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 ? 'lookup' : 'connect');
    socket.once('lookup', () => enter('connect'));
    socket.once('connect', () => enter(secure ? 'secureConnect' : 'response'));
    if (secure) socket.once('secureConnect', () => enter('response'));
  });
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

function tooLate(phase: Phase, url: URL, ms: number): AttemptError {
  const { code = 'response_timeout', says = 'Too late' } = ruleForGotEvent(phase) ?? {};
  return new AttemptError(code, `${says} (${url.hostname}, ${ms / 1000} s).`);
}
