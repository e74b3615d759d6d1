/** Tools that follow the pages of a site. Each is told to read no configuration of the user's. */
import { fileURLToPath } from 'node:url';
import { installedAs } from './installed.ts';
import type { Peer } from './peer.ts';

const SPIDER = fileURLToPath(new URL('./scrapy_spider.py', import.meta.url));

export const scrapy: Peer = {
  name: 'scrapy',
  title: 'Scrapy',
  given: 'start page',
  settings: (connections) =>
    `\`bench/peers/scrapy_spider.py\` with FilesPipeline: \`CONCURRENT_REQUESTS\` and \`CONCURRENT_REQUESTS_PER_DOMAIN\` ${connections}, log level INFO, all else at its default`,
  find: () => installedAs('scrapy', 'python3-scrapy', 'version'),
  command: ({ startUrl, connections, destination }) => ({
    file: 'scrapy',
    args: [
      ...['runspider', SPIDER, '-a', `start=${startUrl}`],
      ...['-s', `CONCURRENT_REQUESTS=${connections}`],
      ...['-s', `CONCURRENT_REQUESTS_PER_DOMAIN=${connections}`],
      ...['-s', `FILES_STORE=${destination}`, '-s', 'LOG_LEVEL=INFO'],
    ],
    // No compiled spider beside the source.
    environment: { PYTHONDONTWRITEBYTECODE: '1' },
  }),
};

export const galleryDl: Peer = {
  name: 'gallery-dl',
  title: 'gallery-dl',
  given: 'gallery pages',
  settings: () =>
    '`gallery-dl -D FOLDER generic:PAGE …`: its extractor for any page, with the gallery pages as arguments; that one cuts a port off (1.25), so the server is given to it as a proxy; one connection',
  oneConnection: true,
  find: () => installedAs('gallery-dl', 'gallery-dl', '--version'),
  command: ({ startUrl, pageUrls, destination }) => ({
    file: 'gallery-dl',
    args: [
      ...['--config-ignore', '-q', '--proxy', new URL(startUrl).origin, '-D', destination],
      ...pageUrls.map((url) => `generic:${withoutPort(url)}`),
    ],
  }),
};

function withoutPort(url: string): string {
  const { protocol, hostname, pathname } = new URL(url);
  return `${protocol}//${hostname}${pathname}`;
}

export const wget: Peer = {
  name: 'wget',
  title: 'wget',
  given: 'start page',
  settings: () => '`wget -r -q`; one connection; no checks but the length, no records',
  oneConnection: true,
  keepsPages: true,
  find: () => installedAs('wget', 'wget', '--version'),
  command: ({ startUrl, destination }) => ({
    file: 'wget',
    args: ['--no-config', '-r', '-q', '-P', destination, startUrl],
  }),
};

export const wget2: Peer = {
  name: 'wget2',
  title: 'wget2',
  given: 'start page',
  settings: (connections) =>
    `\`wget2 -r -q --max-threads=${connections}\`; no checks but the length, no records`,
  keepsPages: true,
  find: () => installedAs('wget2', 'wget2', '--version'),
  command: ({ startUrl, connections, destination }) => ({
    file: 'wget2',
    args: [
      ...['--no-config', '-r', '-q', `--max-threads=${connections}`],
      ...['-P', destination, startUrl],
    ],
  }),
};
