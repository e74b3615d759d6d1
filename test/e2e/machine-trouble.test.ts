/** What the machine does to a running crawl: it stops or waits, says why, loses nothing, and can be resumed. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withWorkplace, type Running, type Workplace } from '../support/command-line.ts';
import { bytesAfter, png } from '../support/pictures.ts';
import { page, picture, slow, status, withSite, type Answer, type Site } from '../support/site.ts';

const COUNT = 30;
const FIRST = 6;
const bytesOf = (n: number) => bytesAfter(png(8, 8, n), 20_000, n);
const numberOf = (url: string) => Number(/\d+/.exec(url)?.[0] ?? 0);

/** A gallery whose first pictures come at once; the others when `release` is called. */
function heldSite() {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  const answer: Answer = async (exchange) => {
    if (exchange.logged.url === '/') {
      const images = Array.from({ length: COUNT }, (_, n) => `<img src="/${n}.png">`);
      return page(images.join(''))(exchange);
    }
    if (exchange.logged.url === '/robots.txt') return status(404)(exchange);
    if (++asked > FIRST) await released;
    return picture(bytesOf(numberOf(exchange.logged.url)))(exchange);
  };
  return { answer, release: () => release() };
}

async function savedIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.png'))
    .map((entry) => entry.name)
    .sort();
}

/** Starts a crawl of a held site, and waits for its first pictures. */
async function begun(workplace: Workplace, site: Site, ...args: string[]): Promise<Running> {
  const running = workplace.start([site.url, '--name', 'test', '--retry-delay', '20ms', ...args]);
  const at = args.indexOf('-d');
  const folder = join(workplace.folder, at < 0 ? 'pictures' : (args[at + 1] ?? ''));
  await workplace.until(async () => (await savedIn(folder)).length >= FIRST, running);
  return running;
}

const complete = { queued: COUNT, saved: COUNT, failed: 0, pending: 0 };
const held = { mayLeaveOpen: true };

test('the destination is removed: it stops and says so; what is gone can be had again', async () => {
  const { answer, release } = heldSite();
  await withSite(
    answer,
    async (site) => {
      await withWorkplace(async (workplace) => {
        const running = await begun(workplace, site);
        await rm(join(workplace.folder, 'pictures'), { recursive: true });
        release();
        const ended = await running.ended;
        expect(ended.stderr).toContain('vanished or was replaced while the crawl ran');
        expect(ended.stderr).not.toContain('    at ');
        expect(ended.exitCode).toBe(2);
        expect(await readdir(workplace.folder)).toEqual(['storage']);
        expect(await workplace.status()).toMatchObject({ failed: 0, running: false });

        const again = await workplace.run(['--name', 'test']);
        expect(again.stderr).toContain('was not there, and was made anew');
        expect(again.exitCode).toBe(0);
        expect(await workplace.status()).toMatchObject(complete);
        expect((await workplace.run(['verify', '--repair'])).exitCode).toBe(8);
        expect((await workplace.run(['--name', 'test'])).exitCode).toBe(0);
        expect((await workplace.run(['verify'])).exitCode).toBe(0);
        expect(await savedIn(join(workplace.folder, 'pictures'))).toHaveLength(COUNT);
      });
    },
    held,
  );
});

test('the destination is replaced by an empty folder: nothing is written to that', async () => {
  const { answer, release } = heldSite();
  await withSite(
    answer,
    async (site) => {
      await withWorkplace(async (workplace) => {
        const running = await begun(workplace, site, '-f', '{name}.{ext}');
        const destination = join(workplace.folder, 'pictures');
        await rename(destination, join(workplace.folder, 'away'));
        await mkdir(destination);
        release();
        expect((await running.ended).exitCode).toBe(2);
        expect(await readdir(destination)).toEqual([]);
        await rm(destination, { recursive: true });
        await rename(join(workplace.folder, 'away'), destination);
        const again = await workplace.run(['--name', 'test']);
        expect(again.exitCode).toBe(0);
        expect(again.stderr).not.toContain('made anew');
        expect(await workplace.status()).toMatchObject(complete);
        expect((await workplace.run(['verify'])).exitCode).toBe(0);
        expect(await workplace.files()).toHaveLength(COUNT);
      });
    },
    held,
  );
});

/** A folder that is another one's second name for a time, as a disk that is mounted and taken away. */
async function withDisk(work: (disk: Disk) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pixhaul-disk-'));
  const [inside, mountPoint] = [join(folder, 'inside'), join(folder, 'mounted')];
  await mkdir(inside);
  await mkdir(mountPoint);
  const plug = () =>
    void execFileSync('mount', ['--bind', inside, mountPoint], { stdio: 'ignore' });
  const unplug = () => void execFileSync('umount', ['-l', mountPoint], { stdio: 'ignore' });
  plug();
  try {
    await work({ mountPoint, plug, unplug });
  } finally {
    unplug();
    await rm(folder, { recursive: true });
  }
}
interface Disk {
  mountPoint: string;
  plug: () => void;
  unplug: () => void;
}
const mayMount = await withDisk(() => Promise.resolve()).then(
  () => true,
  () => false,
);

test.skipIf(!mayMount)('a disk is taken away, and is back for the next run', async () => {
  await withDisk(async ({ mountPoint, plug, unplug }) => {
    const { answer, release } = heldSite();
    await withSite(
      answer,
      async (site) => {
        await withWorkplace(async (workplace) => {
          const args = ['--name', 'test', '-d', mountPoint, '--retry-delay', '20ms'];
          const running = workplace.start([site.url, ...args]);
          await workplace.until(async () => (await savedIn(mountPoint)).length >= FIRST, running);
          unplug();
          release();
          const ended = await running.ended;
          expect(ended.stderr).toContain('Connect its disk again');
          expect(ended.exitCode).toBe(2);
          expect(await readdir(mountPoint)).toEqual([]);
          plug();
          expect((await workplace.run(['--name', 'test'])).exitCode).toBe(0);
          expect(await workplace.status()).toMatchObject(complete);
          expect((await workplace.run(['verify'])).exitCode).toBe(0);
          const left = await readdir(mountPoint, { recursive: true });
          expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
        });
      },
      held,
    );
  });
});

test.skipIf(!mayMount)('a destination that is read-only', async () => {
  await withDisk(async ({ mountPoint }) => {
    execFileSync('mount', ['-o', 'remount,bind,ro', mountPoint]);
    await withWorkplace(async (workplace) => {
      const ran = await workplace.run(['http://127.0.0.1:1/', '-d', mountPoint]);
      expect(ran.stderr).toContain('the file system is read-only');
      expect(ran.exitCode).toBe(2);
    });
  });
});

test('the storage is removed: it stops and says so; the same command begins anew', async () => {
  const { answer, release } = heldSite();
  await withSite(
    answer,
    async (site) => {
      await withWorkplace(async (workplace) => {
        const running = await begun(workplace, site);
        await rm(join(workplace.folder, 'storage'), { recursive: true });
        // It looks every five seconds, and before it ends.
        await sleep(500);
        release();
        const ended = await running.ended;
        expect(ended.stderr).toContain('crawl.sqlite vanished or was replaced');
        expect(ended.stderr).not.toContain('    at ');
        expect(ended.exitCode).toBe(2);
        expect((await workplace.crawl(site.url)).exitCode).toBe(0);
        expect(await workplace.status()).toMatchObject(complete);
        expect(await savedIn(join(workplace.folder, 'pictures'))).toHaveLength(COUNT);
        expect((await workplace.run(['verify'])).exitCode).toBe(0);
      });
    },
    held,
  );
});

/** 80 pictures that take a moment each. */
const steadySite: Answer = async (exchange) => {
  const { url } = exchange.logged;
  if (url === '/') {
    const images = Array.from({ length: 80 }, (_, n) => `<img src="/${n}.png">`);
    return page(images.join(''))(exchange);
  }
  if (url === '/robots.txt') return status(404)(exchange);
  await sleep(50);
  return slow(bytesOf(numberOf(url)), 200_000)(exchange);
};
const wide = ['--name', 'test', '-N', '60', '--per-host', '60', '--log-file', 'crawl.log'];
const fewFiles = { through: ['sh', '-c', 'ulimit -n 128 && exec "$@"', 'sh'] };

test('few open files: fewer transfers at a time, and no picture fails', async () => {
  await withSite(steadySite, async (site) => {
    await withWorkplace(async (workplace) => {
      const ended = await workplace.start([site.url, ...wide], fewFiles).ended;
      expect(ended.stderr).toContain('lets a process open 128 files, so that at most 29 requests');
      expect(ended.exitCode).toBe(0);
      expect(await workplace.status()).toMatchObject({ saved: 80, failed: 0, pending: 0 });
      expect(await readFile(join(workplace.folder, 'crawl.log'), 'utf8')).not.toContain('EMFILE');
    });
  });
});

const mayLimit = (() => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    // Not on this system.
    return false;
  }
})();

test.skipIf(!mayLimit)(
  'no more files may be opened all of a sudden: it waits and tries again',
  async () => {
    await withSite(
      steadySite,
      async (site) => {
        await withWorkplace(async (workplace) => {
          const running = workplace.start([site.url, ...wide, '--retry-delay', '200ms']);
          await workplace.until(
            async () => (await savedIn(join(workplace.folder, 'pictures'))).length > 0,
            running,
          );
          const limit = (files: string) =>
            execFileSync('prlimit', ['--pid', String(running.pid), `--nofile=${files}`]);
          // Less than what is open already: nothing at all can be opened.
          limit('30:4096');
          await sleep(1_500);
          limit('4096:4096');
          expect((await running.ended).exitCode).toBe(0);
          expect(await workplace.status()).toMatchObject({ saved: 80, failed: 0, pending: 0 });
          expect(await workplace.files()).toHaveLength(80);
        });
      },
      held,
    );
  },
);

test('whoever reads the messages goes away: the crawl does not', async () => {
  const { answer, release } = heldSite();
  release();
  await withSite(answer, async (site) => {
    await withWorkplace(async (workplace) => {
      const running = workplace.start([site.url, '--name', 'test', '-vv'], {
        through: ['sh', '-c', '"$@" 2>&1 | head -1', 'sh'],
      });
      const { stdout } = await running.ended;
      expect(stdout.split('\n')).toHaveLength(2);
      await workplace.until(async () => !(await workplace.status()).running);
      expect(await workplace.status()).toMatchObject(complete);
    });
  });
});

test.skipIf(process.platform !== 'linux')('the log cannot be written: told of once', async () => {
  const { answer, release } = heldSite();
  release();
  await withSite(answer, async (site) => {
    await withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(site.url, '--log-file', '/dev/full');
      expect(ran.stderr.match(/the log cannot be written/g)).toHaveLength(1);
      expect(ran.exitCode).toBe(0);
      expect(await workplace.status()).toMatchObject(complete);
    });
  });
});

test('asleep for longer than every timeout: what died meanwhile is tried again', async () => {
  const { answer, release } = heldSite();
  await withSite(
    answer,
    async (site) => {
      await withWorkplace(async (workplace) => {
        const running = await begun(
          workplace,
          site,
          ...['--stall-timeout', '2s', '--response-timeout', '2s', '--connect-timeout', '2s'],
        );
        running.kill('SIGSTOP');
        await sleep(6_000);
        const asleep = await workplace.status();
        expect(asleep).toMatchObject({ running: true, failed: 0 });
        release();
        running.kill('SIGCONT');
        expect((await running.ended).exitCode).toBe(0);
        expect(await workplace.status()).toMatchObject(complete);
        expect(await workplace.files()).toHaveLength(COUNT);
      });
    },
    held,
  );
});

test('the terminal is closed: it stops in order, and resumes', async () => {
  const { answer, release } = heldSite();
  await withSite(
    answer,
    async (site) => {
      await withWorkplace(async (workplace) => {
        const running = await begun(workplace, site);
        running.closeOutput();
        running.kill('SIGHUP');
        await sleep(200);
        release();
        expect((await running.ended).exitCode).toBe(11);
        const stopped = await workplace.status();
        expect(stopped.failed).toBe(0);
        expect(stopped.saved + stopped.pending).toBe(COUNT);
        expect((await workplace.run(['--name', 'test'])).exitCode).toBe(0);
        expect(await workplace.status()).toMatchObject(complete);
        expect(await workplace.files()).toHaveLength(COUNT);
      });
    },
    held,
  );
});
