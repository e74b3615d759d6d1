/** Web servers: how each is told to serve a folder, and, but for the plain one, to list it. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface Place {
  root: string;
  port: number;
  /** For what the server writes. */
  folder: string;
  /** Where the packages from npm are. */
  npm: string;
}

type Command = [command: string, ...args: string[]];

export interface Server {
  name: string;
  command: (place: Place) => Command | Promise<Command>;
  /** Its listings do not escape `%` and `#`: it gets names without them. */
  plainNames?: true;
  /** Folders besides the root whose pictures it serves. */
  alsoServes?: readonly string[];
}

export const PLAIN: Server = { name: 'nginx', command: (place) => nginx(place, 'off') };

export const LISTING: readonly Server[] = [
  { name: 'nginx autoindex', command: (place) => nginx(place, 'on') },
  { name: 'Apache mod_autoindex', command: apache, alsoServes: ['/usr/share/apache2/icons'] },
  { name: 'lighttpd mod_dirlisting', command: lighttpd },
  {
    name: 'Caddy file-server --browse',
    command: ({ root, port }) => [
      '/usr/bin/caddy',
      'file-server',
      '--browse',
      `--root=${root}`,
      `--listen=127.0.0.1:${port}`,
    ],
  },
  {
    name: 'webfs',
    command: ({ root, port }) => [
      '/usr/bin/webfsd',
      '-F',
      ...['-i', '127.0.0.1'],
      ...['-p', String(port)],
      ...['-r', root],
    ],
  },
  {
    name: 'Python http.server',
    command: ({ root, port }) => [
      '/usr/bin/python3',
      ...['-m', 'http.server', String(port)],
      ...['--bind', '127.0.0.1'],
      ...['-d', root],
    ],
  },
  {
    name: 'serve',
    plainNames: true,
    command: ({ root, port, npm }) => [
      process.execPath,
      programOf(npm, 'serve', 'serve'),
      '--no-clipboard',
      '--no-port-switching',
      `--listen=tcp://127.0.0.1:${port}`,
      root,
    ],
  },
  {
    name: 'http-server',
    command: ({ root, port, npm }) => [
      process.execPath,
      programOf(npm, 'http-server', 'http-server'),
      root,
      ...['-a', '127.0.0.1'],
      ...['-p', String(port)],
    ],
  },
];

/** The script that a package of npm installs under a name. */
export function programOf(npm: string, name: string, script: string): string {
  const file = join(npm, 'node_modules', name, 'package.json');
  const { bin } = createRequire(import.meta.url)(file) as {
    bin: string | Record<string, string>;
  };
  return join(npm, 'node_modules', name, typeof bin === 'string' ? bin : (bin[script] ?? ''));
}

async function written(file: string, text: string): Promise<string> {
  await writeFile(file, text);
  return file;
}

async function nginx({ root, port, folder }: Place, autoindex: 'on' | 'off'): Promise<Command> {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = await written(
    join(folder, 'nginx.conf'),
    `
daemon off;
# One process, under this user: nothing to be left over, and no other user who would have to read the files.
master_process off;
pid "${folder}/nginx.pid";
events { worker_connections 256; }
http {
  include /etc/nginx/mime.types;
  access_log off;
${temporary.map((name) => `  ${name}_temp_path "${folder}/${name}";`).join('\n')}
  server {
    listen 127.0.0.1:${port};
    root "${root}";
    autoindex ${autoindex};
  }
}
`,
  );
  // Debian puts it where the path of a person who is not root does not lead.
  return ['/usr/sbin/nginx', '-p', folder, '-e', 'stderr', '-c', config];
}

/** With Debian's own settings of the listing: icons, columns, links that sort. */
async function apache({ root, port, folder }: Place): Promise<Command> {
  const modules = ['mpm_event', 'authz_core', 'dir', 'alias', 'autoindex', 'mime'];
  const config = await written(
    join(folder, 'apache.conf'),
    `
ServerRoot "${folder}"
ServerName 127.0.0.1
DefaultRuntimeDir "${folder}"
PidFile "${folder}/apache.pid"
ErrorLog "${folder}/error.log"
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
# Apache does not serve as root.
User www-data
Group www-data
TypesConfig /etc/mime.types
Include /etc/apache2/mods-available/alias.conf
Include /etc/apache2/mods-available/autoindex.conf
DocumentRoot "${root}"
<Directory "${root}">
  Options Indexes
  Require all granted
</Directory>
`,
  );
  return ['/usr/sbin/apache2', '-D', 'FOREGROUND', '-f', config];
}

async function lighttpd({ root, port, folder }: Place): Promise<Command> {
  const config = await written(
    join(folder, 'lighttpd.conf'),
    `
server.document-root = "${root}"
server.bind = "127.0.0.1"
server.port = ${port}
server.modules = ("mod_dirlisting")
dir-listing.activate = "enable"
include_shell "/usr/share/lighttpd/create-mime.conf.pl"
`,
  );
  return ['/usr/sbin/lighttpd', '-D', '-f', config];
}
