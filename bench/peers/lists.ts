/** Tools that fetch a list of URLs. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installedAs } from './installed.ts';
import type { Peer } from './peer.ts';

export const aria2: Peer = {
  name: 'aria2',
  title: 'aria2',
  given: 'URL list',
  settings: (connections) =>
    `\`aria2c -i LIST -j ${connections}\`, all else at its default; it reads no pages`,
  find: () => installedAs('aria2c', 'aria2', '--version'),
  command: async ({ pictureUrls, connections, folder, destination }) => {
    const list = join(folder, 'urls.txt');
    await writeFile(list, pictureUrls.map((url) => `${url}\n`).join(''));
    return {
      file: 'aria2c',
      args: ['--no-conf', '-q', '-j', String(connections), '-i', list, '-d', destination],
    };
  },
};

export const curl: Peer = {
  name: 'curl',
  title: 'curl',
  given: 'URL list',
  settings: (connections) =>
    `\`curl --parallel --parallel-max ${connections} --remote-name-all -K LIST\`; it reads no pages, and checks and records nothing`,
  find: () => installedAs('curl', 'curl', '--version'),
  command: async ({ pictureUrls, connections, folder, destination }) => {
    const list = join(folder, 'urls.txt');
    await writeFile(list, pictureUrls.map((url) => `url = "${url}"\n`).join(''));
    return {
      file: 'curl',
      args: [
        ...['-q', '-sS', '--fail', '--parallel', '--parallel-max', String(connections)],
        ...['--remote-name-all', '--output-dir', destination, '-K', list],
      ],
    };
  },
};
