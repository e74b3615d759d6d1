/**
 * `npm run test:package`: the packed package, installed in an empty project and used there under each release of
 * Node.js that it is for. The runtimes come from the npm registry, with their headers, so that the native module is
 * compiled for each of them. `npm run test:package -- current`: under the one that runs this, with the native module
 * of this checkout.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { png } from '../support/pictures.ts';
import { page, picture, withSite } from '../support/site.ts';
import {
  commandLine,
  install,
  OWN_ADDON,
  pack,
  use,
  versionInPackage,
  type Runtime,
} from './project.ts';

const RELEASES = process.argv[2] === 'current' ? ['current'] : ['20', '22', '24'];

const say = (text: string) => process.stdout.write(`${text}\n`);

const folder = await mkdtemp(join(tmpdir(), 'pixhaul-package-'));
try {
  const tarball = await pack(folder);
  for (const release of RELEASES) {
    const isOwn = release === 'current';
    const runtime = isOwn ? { node: process.execPath } : fetchRuntime(release);
    const version = execFileSync(runtime.node, ['--version'], { encoding: 'utf8' }).trim();
    const project = join(folder, `project-${release}`);
    say(`Node.js ${version}: installing`);
    await install(project, tarball, { runtime, ...(isOwn && { addon: OWN_ADDON }) });
    const routes = { '/': page('<img src="a.png">'), '/a.png': picture(png(80, 60)) };
    await withSite(routes, async (site) => {
      const said = await use(project, site.url, runtime);
      if (said.join() !== '1 saved,1 saved') throw new Error(`the programs said: ${said.join()}`);
    });
    const told = await commandLine(project, ['--version'], runtime);
    if (told.trim() !== (await versionInPackage())) throw new Error(`--version said: ${told}`);
    say(`Node.js ${version}: used from JavaScript, TypeScript and the command line`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The runtime for this kind of machine, as the registry has it. */
function fetchRuntime(release: string): Runtime {
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(folder, `node-${release}`);
  execFileSync('npm', [
    'install',
    '--prefix',
    home,
    '--no-audit',
    '--no-fund',
    '--loglevel',
    'error',
    `${name}@${release}`,
  ]);
  const root = join(home, 'node_modules', name);
  return { node: join(root, 'bin/node'), headers: root };
}
