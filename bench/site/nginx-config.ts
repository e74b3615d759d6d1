/** The configuration of the benchmark's own nginx. */

export interface NginxPlaces {
  port: number;
  /** Folder for its own files. */
  folder: string;
  /** Root of the pages. */
  pages: string;
  /** Root of the pictures. */
  pictures: string;
}

/** Modules that make a folder for large bodies as soon as nginx starts, and where they would, only root may. */
const TEMP_MODULES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'];

/**
 * One worker, files by `sendfile`, no access log.
 * @param built what `nginx -V` prints: a directive of a module that is not built in would be an error
 * @param user whom the workers run as; only root has a choice
 */
export function nginxConfig(
  { port, folder, pages, pictures }: NginxPlaces,
  built: string,
  user: string | undefined,
): string {
  const temporary = TEMP_MODULES.filter(
    (name) => !built.includes(`--without-http_${name}_module`),
  ).map((name) => `${name}_temp_path ${quoted(`${folder}/${name}`)};`);
  return `daemon off;
worker_processes 1;
${user === undefined ? '' : `user ${user};\n`}pid ${quoted(`${folder}/nginx.pid`)};
error_log ${quoted(`${folder}/error.log`)} error;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${quoted(`${folder}/body`)};
  ${temporary.join('\n  ')}
  types { text/html html; image/png png; }
  charset utf-8;
  sendfile on;
  tcp_nopush on;
  # Longer than any run: a connection that a tool keeps is never closed under its hands.
  keepalive_timeout 1h;
  keepalive_requests 1000000;
  open_file_cache max=20000 inactive=1h;
  server {
    listen 127.0.0.1:${port};
    location / { root ${quoted(pages)}; }
    location ~ \\.png$ { root ${quoted(pictures)}; }
  }
}
`;
}

/** A path as nginx reads it. It would take a dollar for a variable, and knows no way to write one. */
function quoted(path: string): string {
  if (path.includes('$')) throw new Error(`nginx cannot serve from a path with a dollar: ${path}`);
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}
