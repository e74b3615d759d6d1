/**
 * What the writing thread runs. Run from its sources, as tests do, the thread needs the loader for TypeScript too, which
 * no option of a Worker gives.
 */
export function workerFile(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./worker.js', import.meta.url);
  const loader = import.meta.resolve('tsx/esm/api');
  const file = new URL('./worker.ts', import.meta.url).href;
  const code = `import { register } from '${loader}'; register(); await import('${file}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
