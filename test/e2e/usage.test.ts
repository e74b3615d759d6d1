/** Bad input, as a new user would give it: one clear sentence and the documented code. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAIN, withWorkplace } from '../support/command-line.ts';
import { page, withSite } from '../support/site.ts';

test.each([
  [[], 2, 'no start URL'],
  [['nonsense'], 2, '"nonsense" is neither a web address nor a command'],
  [['ftp://example.org/'], 2, 'not a web address'],
  [['http://'], 2, 'not a web address'],
  [['--dept', '3', 'http://127.0.0.1:1/'], 2, 'Did you mean --depth?'],
  [['http://127.0.0.1:1/', '-N', 'many'], 2, '--concurrency: "many" is not a whole number'],
  [['http://127.0.0.1:1/', '-f', '{nam}.{ext}'], 2, 'did you mean {num}'],
  [['http://127.0.0.1:1/', '-f', '../{name}.{ext}'], 2, 'File-name template'],
  [['http://127.0.0.1:1/', '--exclude', '/(/'], 2, 'not a regular expression'],
  [['-i', 'not-there.txt'], 2, 'cannot read not-there.txt'],
  [['status'], 2, 'there is no crawl in storage'],
  [['status', '--name', 'x'], 2, 'there is no crawl "x"'],
  [['--name', 'x'], 2, 'there is no crawl "x"'],
  [['export', 'everything'], 2, 'manifest, failures, skipped, duplicates'],
  [['export', 'manifest', '--format', 'xml'], 2, 'jsonl, json, csv'],
  [['retry'], 2, 'there is no crawl in storage'],
  [['retry', '--code', 'nonsense'], 2, 'not_found'],
  [['http://127.0.0.1:1/', '--log-file', '/'], 2, '--log-file: cannot write /'],
  [['http://127.0.0.1:1/', '--log-file', 'no/such/folder.log'], 2, '--log-file: cannot write'],
  [['http://127.0.0.1:1/', '-d', '/proc/pictures'], 2, 'Cannot write /proc/pictures'],
])('pixhaul %j', async (args, exitCode, sentence) => {
  await withWorkplace(async (workplace) => {
    const ran = await workplace.run(args);
    expect(ran.stderr).toContain(sentence);
    expect(ran.stderr).not.toContain('    at ');
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stdout).toBe('');
  });
});

test('an unreachable start URL is a failure with its reason', async () => {
  await withWorkplace(async (workplace) => {
    const ran = await workplace.crawl('http://127.0.0.1:1/');
    expect(ran.exitCode).toBe(8);
    expect(ran.stderr).toContain('1 connect');
    expect((await workplace.rows('failures'))[0]).toMatchObject({
      kind: 'gallery',
      code: 'connect',
      attempts: 3,
    });
  });
});

test('an export to a device, a link, a full device', async () => {
  await withSite({ '/': page('<p>a</p>') }, async (site) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(site.url);
      const real = join(workplace.folder, 'real.csv');
      await writeFile(real, 'old');
      await symlink(real, join(workplace.folder, 'link.csv'));
      expect((await workplace.run(['export', 'manifest', '--output', 'link.csv'])).exitCode).toBe(
        0,
      );
      expect(await readFile(real, 'utf8')).toMatch(/^url,/);
      const device = await workplace.run(['export', 'manifest', '--output', '/dev/null']);
      expect(device.exitCode).toBe(0);
      expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
      const csv = ['export', 'manifest', '--format', 'csv', '--output', '/dev/full'];
      expect(await workplace.run(csv)).toMatchObject({ exitCode: 3 });
    });
  });
});

test('a damaged crawl does not hide the others from the list', async () => {
  await withSite({ '/': page('<p>a</p>') }, async (site) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(site.url);
      await mkdir(join(workplace.folder, 'storage', 'bad'));
      await writeFile(join(workplace.folder, 'storage', 'bad', 'crawl.sqlite'), 'x'.repeat(5000));
      const list = await workplace.run(['list']);
      expect(list).toMatchObject({ exitCode: 0 });
      expect(list.stdout).toContain('test\tfinished');
      expect(list.stderr).toContain('bad: ');
    });
  });
});

test('a destination that is a file', async () => {
  await withWorkplace(async (workplace) => {
    await writeFile(join(workplace.folder, 'pictures'), 'mine');
    const ran = await workplace.run(['http://127.0.0.1:1/']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('something that is not a folder is in its place');
  });
});

test.skipIf(process.getuid?.() === 0)('a destination without permission', async () => {
  await withWorkplace(async (workplace) => {
    await mkdir(join(workplace.folder, 'closed'));
    await chmod(join(workplace.folder, 'closed'), 0o500);
    const ran = await workplace.run(['http://127.0.0.1:1/', '-d', 'closed/pictures']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('closed/pictures');
  });
});

test('a state file that is damaged, or is something else', async () => {
  await withWorkplace(async (workplace) => {
    const folder = join(workplace.folder, 'storage', 'test');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'crawl.sqlite'), 'this is no database, '.repeat(500));
    for (const args of [['status'], ['http://127.0.0.1:1/', '--name', 'test']]) {
      const ran = await workplace.run(args);
      expect(ran.stderr).toContain('is damaged or is no crawl of pixhaul. Move it away');
      expect(ran.exitCode).toBe(2);
    }
  });
});

test('--help begins with examples and names the exit codes; data goes to standard output', async () => {
  await withWorkplace(async (workplace) => {
    const ran = await workplace.run(['--help']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout.startsWith('Examples:')).toBe(true);
    expect(ran.stdout).toContain('11 interrupted');
    expect(ran.stdout).toContain('--per-host <count>');
    expect(ran.stderr).toBe('');
  });
});

test('a list of start URLs: comments, blank lines, and the line that is wrong', async () => {
  await withSite({ '/a': page('<p>a</p>'), '/b': page('<p>b</p>') }, async (site) => {
    await withWorkplace(async (workplace) => {
      const good = await workplace.run(['-i', '-', '--name', 'test'], {
        input: `# mine\n\n${site.url}/a\r\n${site.url}/b\n`,
      });
      expect(good.exitCode).toBe(0);
      expect((await workplace.status()).pages.crawled).toBe(2);
      const bad = await workplace.run(['-i', '-'], { input: `${site.url}/a\nnot a url\n` });
      expect(bad.exitCode).toBe(2);
      expect(bad.stderr).toContain('line 2 of standard input is not a web address');
    });
  });
});

test('several crawls: one must be named', async () => {
  await withSite({ '/': page('<p>a</p>') }, async (site) => {
    await withWorkplace(async (workplace) => {
      for (const name of ['one', 'two']) await workplace.run([site.url, '--name', name]);
      const status = await workplace.run(['status']);
      expect(status.exitCode).toBe(2);
      expect(status.stderr).toContain('choose one with --name: one, two');
      expect((await workplace.run(['list'])).stdout.split('\n')).toHaveLength(3);
      expect((await workplace.run(['status', '--name', 'two'])).stdout).toContain('two (finished)');
    });
  });
});

test('a process that has nothing left to wait for, but has not ended, says so and fails', async () => {
  const preload = 'data:text/javascript,setTimeout(() => process.stdin.unref(), 300)';
  const child = spawn(process.execPath, ['--import', preload, MAIN, '-i', '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  child.stdin.destroy();
  expect(stderr).toContain('ended before its work was done');
  expect(code).toBe(1);
});
