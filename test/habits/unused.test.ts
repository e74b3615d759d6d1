import { expect, it } from 'vitest';
import { plantTree, runTool } from './planted-tree.ts';

const FILES = {
  'package.json': JSON.stringify({
    name: 'planted',
    type: 'module',
    dependencies: { pino: '*', zod: '*' },
  }),
  'src/index.ts': "export { used } from './room.ts';\n",
  'src/cli/main.ts': "import 'pino';\n",
  'src/room.ts':
    'export const used = 1;\nexport const unused = 2;\nexport interface Unused {\n  x: 1;\n}\n',
  'src/dead.ts': 'export const dead = 1;\n',
};

interface Named {
  name: string;
}

it('unused files, exports, types and packages are reported, and only those', async () => {
  const tree = await plantTree(['knip.json', 'tsconfig.json'], FILES);
  try {
    const { stdout, code } = await runTool(
      'knip/bin/knip.js',
      ['--reporter', 'json', '--no-progress', '--no-config-hints'],
      tree.directory,
    );
    const { issues } = JSON.parse(stdout) as {
      issues: Record<'files' | 'exports' | 'types' | 'dependencies', Named[]>[];
    };
    const named = (kind: 'files' | 'exports' | 'types' | 'dependencies') =>
      issues.flatMap((issue) => issue[kind].map(({ name }) => name));
    expect(named('files')).toEqual(['src/dead.ts']);
    expect(named('exports')).toEqual(['unused']);
    expect(named('types')).toEqual(['Unused']);
    expect(named('dependencies')).toEqual(['zod']);
    expect(code).toBe(1);
  } finally {
    await tree.remove();
  }
}, 60_000);
