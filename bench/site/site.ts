/** The benchmark's hold on its server. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SiteSize } from './content.ts';
import type { FromServer, ServerLoad, ToServer } from './messages.ts';

export interface Site {
  /** Without a slash at the end. */
  origin: string;
  /** Paths of the pictures. */
  pictures: readonly string[];
  /** SHA-256 of each picture, lower-case hex. */
  digests: readonly string[];
  /** Runs `during`, and tells what it asked of the server. */
  watch<T>(during: () => Promise<T>): Promise<{ value: T; load: ServerLoad }>;
  close(): void;
}

/** Starts the server; making the pictures takes about 50 µs each. Aborting `signal` kills it. */
export async function startSite(size: SiteSize, signal: AbortSignal): Promise<Site> {
  const script = fileURLToPath(new URL('./serve.ts', import.meta.url));
  const child = fork(script, [JSON.stringify({ size })], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const ready = await answer(child, 'ready');
  const { origin, pictures, digests } = ready;
  const say = (message: ToServer) => child.send(message);
  return {
    origin,
    pictures,
    digests,
    watch: async (during) => {
      say({ ask: 'reset' });
      const value = await during();
      const load = answer(child, 'load');
      say({ ask: 'load' });
      const { busy, cpuMs, served } = await load;
      return { value, load: { busy, cpuMs, served } };
    },
    close: () => {
      signal.removeEventListener('abort', kill);
      if (child.connected) child.disconnect();
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
