import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { leaveBody } from '../../src/http/leave-body.ts';
import { status, withSite, type Answer } from '../support/site.ts';

/** Leaves the bodies of two answers, one after the other: the connections that they came on. */
async function connectionsOf(answer: Answer): Promise<number[]> {
  return withSite(
    { '*': answer },
    async (site) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let i = 0; i < 2; i++) {
        const [response] = (await once(get(site.url, { agent }), 'response')) as [IncomingMessage];
        await leaveBody(response, response.headers);
        await new Promise((resolve) => setImmediate(resolve));
      }
      agent.destroy();
      return site.requests.map(({ connection }) => connection);
    },
    { mayLeaveOpen: true },
  );
}

const endless: Answer = ({ response }) => {
  const go = () => {
    while (!response.destroyed && response.write('x'.repeat(10_000)));
  };
  response.on('drain', go);
  go();
};

it.each<[string, Answer, number[]]>([
  ['keeps the connection of a small one', status(404, {}, 'not here'), [1, 1]],
  ['keeps the connection of none', status(404), [1, 1]],
  ['cuts off a large one', status(404, {}, 'x'.repeat(100_000)), [1, 2]],
  ['cuts off one that is announced as large', status(404, { 'content-length': '99999' }), [1, 2]],
  ['cuts off an endless one', endless, [1, 2]],
  ['cuts off a slow one', ({ response }) => void response.write('x'), [1, 2]],
])(
  '%s',
  async (_, answer, connections) => {
    expect(await connectionsOf(answer)).toEqual(connections);
  },
  20_000,
);

it('takes a body that broke for ended', async () => {
  const body = new Readable({ read: () => undefined });
  const left = leaveBody(body, {});
  body.destroy(new Error('broken'));
  await left;
  await leaveBody(body, {});
});
