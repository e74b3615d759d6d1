/** The benchmark's hold on its Node.js server. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { now } from '../measure/clock.ts';
import { treeCpuMs } from '../measure/proc.ts';
import type { MadeSite } from './make-site.ts';
import type { FromServer, HostConfig, Served, ToServer } from './messages.ts';
import { urlsOf, type RunningSite } from './running-site.ts';

export interface NodeSite extends RunningSite {
  /** One for each host, without a slash at the end. */
  origins: readonly string[];
  /** Since the last `watch` began. */
  served(): Promise<Served>;
}

/** Aborting `signal` kills the server. */
export async function startNodeSite(
  site: MadeSite,
  hosts: readonly HostConfig[],
  signal: AbortSignal,
): Promise<NodeSite> {
  const script = fileURLToPath(new URL('./serve.ts', import.meta.url));
  const child = fork(script, [JSON.stringify({ site: site.folder, hosts })], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C of a terminal goes to the benchmark alone, which then ends the server.
    detached: true,
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const { origins } = await answer(child, 'ready');
  const say = (message: ToServer) => child.send(message);
  const served = async (): Promise<Served> => {
    const told = answer(child, 'served');
    say({ ask: 'served' });
    const { firstRequestAt, requests, pictures } = await told;
    return { ...(firstRequestAt !== undefined && { firstRequestAt }), requests, pictures };
  };
  return {
    server: 'node',
    ...urlsOf(site, (gallery) => origins[gallery % origins.length] ?? ''),
    origins,
    served,
    watch: async (during) => {
      say({ ask: 'reset' });
      const [cpuBefore, startedAt] = [treeCpuMs(child.pid ?? 0), now()];
      const value = await during();
      const cpuMs = treeCpuMs(child.pid ?? 0) - cpuBefore;
      const busy = cpuMs / (now() - startedAt);
      return { value, load: { cpuMs, busy, served: await served() } };
    },
    close: async () => {
      signal.removeEventListener('abort', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      kill();
      await ended;
    },
  };
}

type Answer<Is extends FromServer['is']> = Extract<FromServer, { is: Is }>;

/** The server's next message of a kind. */
function answer<Is extends FromServer['is']>(child: ChildProcess, is: Is): Promise<Answer<Is>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if ((message as FromServer).is !== is) return;
      settle();
      resolve(message as Answer<Is>);
    };
    const onError = (error: Error) => {
      settle();
      reject(error);
    };
    const onExit = (code: number | null) => {
      onError(new Error(`the server ended (${code ?? 'killed'}) without an answer`));
    };
    const settle = () => child.off('message', onMessage).off('error', onError).off('exit', onExit);
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
