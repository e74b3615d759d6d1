import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { AttemptError } from '../../src/errors.ts';
import { createAddressGuard, type AddressGuardOptions } from '../../src/http/index.ts';
import { png } from '../support/pictures.ts';
import { delayed, picture, redirect, withSite } from '../support/site.ts';
import { attemptError, collect, withClient } from './helpers.ts';

const bytes = png(16, 16, 1);

/** Answers look-ups in turn, the last answer for ever; `asked` counts. */
function resolver(...answers: string[][]) {
  let asked = 0;
  const lookup: NonNullable<AddressGuardOptions['lookup']> = (_host, _options, callback) => {
    const found = answers[Math.min(asked++, answers.length - 1)] ?? [];
    const family = (address: string): number => (address.includes(':') ? 6 : 4);
    const addresses: LookupAddress[] = found.map((address) => ({
      address,
      family: family(address),
    }));
    setImmediate(() => callback(null, addresses));
  };
  return { lookup, asked: () => asked };
}

/** Stand-ins, as no test may leave the machine: 127.0.0.1 is the public address, 127.0.0.2 a private one. */
const PUBLIC = ['127.0.0.1/32'];

describe('a host that is an address', () => {
  const guard = createAddressGuard({
    trustedHosts: ['192.168.7.7', '[FD00::7]'],
    allow: ['10.9.0.0/16'],
  });

  it.each([
    '127.0.0.1',
    '[::1]',
    '::1',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '192.168.7.8',
    '10.8.0.1',
    'fd00::8',
    '[::ffff:10.8.0.1]',
    '[64:ff9b::a08:1]',
    // Normalised by the URL parser; here they may come from elsewhere too.
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
  ])('%s is refused', (host) => expect(guard.refusal(host)?.code).toBe('forbidden_address'));

  it.each([
    '8.8.8.8',
    '[2606:4700::1111]',
    '192.168.7.7',
    'fd00::7',
    '10.9.1.1',
    'example.org',
    '',
  ])('%s is not', (host) => expect(guard.refusal(host)).toBeUndefined());

  it('tells a person what to do', () => {
    expect(guard.refusal('[::1]')?.message).toBe(
      'The address ::1 is not public (loopback): only the host of a start URL may have such a one. ' +
        'Use --allow-private ::1 to allow it.',
    );
  });
});

describe('a host name', () => {
  const resolve = (options: AddressGuardOptions, host: string, all = true) =>
    new Promise<unknown>((done) => {
      const guard = createAddressGuard(options);
      guard.lookup(host, { all }, (error, found) => done(error ?? found));
    });

  it('keeps only its public addresses', async () => {
    const { lookup } = resolver(['10.0.0.1', '1.1.1.1', '::1', '2606:4700::1111']);
    expect(await resolve({ trustedHosts: [], lookup }, 'mixed.example')).toEqual([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  it('is refused when none is left, and says so to whoever wants one address too', async () => {
    for (const all of [true, false]) {
      const { lookup } = resolver(['10.0.0.1', '::1']);
      const error = await resolve({ trustedHosts: [], lookup }, 'evil.example', all);
      expect(error).toMatchObject({
        code: 'forbidden_address',
        message:
          'The address 10.0.0.1 of evil.example is not public (private): only the host of a start URL may have such a one. ' +
          'Use --allow-private 10.0.0.1 to allow it.',
      });
    }
  });

  it('without any address does not resolve', async () => {
    const { lookup } = resolver([]);
    expect(await resolve({ trustedHosts: ['x.example'], lookup }, 'x.example')).toMatchObject({
      code: 'ENOTFOUND',
    });
  });

  const sameHost: [string, string][] = [
    ['Example.ORG', 'example.org'],
    ['example.org.', 'example.org'],
    ['example.org', 'example.org.'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'BÜCHER.example'],
    ['localhost', 'LOCALHOST'],
  ];
  it.each(sameHost)('%s of a start URL trusts %s', async (trusted, host) => {
    const { lookup } = resolver(['10.0.0.1']);
    expect(await resolve({ trustedHosts: [trusted], lookup }, host, false)).toBe('10.0.0.1');
  });

  it.each(['www.example.org', 'example.org.evil.example', 'xample.org', 'org'])(
    'is not trusted for looking like another: %s',
    async (host) => {
      const { lookup } = resolver(['10.0.0.1']);
      const result = await resolve({ trustedHosts: ['example.org'], lookup }, host);
      expect(result).toBeInstanceOf(AttemptError);
    },
  );
});

describe('a picture', () => {
  it('is fetched from the address that was checked, looked up once', () =>
    withSite({ '*': picture(bytes) }, async (site) => {
      const { lookup, asked } = resolver(['127.0.0.2', '127.0.0.1']);
      const guard = createAddressGuard({ trustedHosts: [], allow: PUBLIC, lookup });
      await withClient(
        async (client) => {
          const url = site.url.replace('127.0.0.1', 'pictures.example');
          expect(await collect((await client.fetch({ url })).body)).toEqual(bytes);
          expect(asked()).toBe(1);
        },
        { guard },
      );
    }));

  it('is out of reach of a name that answers otherwise the second time (DNS rebinding)', () =>
    withSite({ '*': delayed(100, picture(bytes)) }, async (site) => {
      const { lookup, asked } = resolver(['127.0.0.1'], ['127.0.0.2']);
      const guard = createAddressGuard({ trustedHosts: [], allow: PUBLIC, lookup });
      await withClient(
        async (client) => {
          const url = site.url.replace('127.0.0.1', 'rebind.example');
          // Two at a time: the second needs a connection, and so a look-up, of its own.
          const first = client.fetch({ url });
          const second = attemptError(client.fetch({ url }));
          expect((await second).code).toBe('forbidden_address');
          expect(await collect((await first).body)).toEqual(bytes);
          expect(asked()).toBe(2);
          expect(site.requests).toHaveLength(1);
        },
        { guard },
      );
    }));

  const hosts = ['localhost', '127.0.0.2', '[::1]', '2130706434', '0x7f.2', '0177.0.0.2', '127.2'];
  it.each(hosts)('behind a redirect to http://%s/ is refused', (host) =>
    withSite({ '*': picture(bytes) }, async (other) => {
      const target = other.url.replace('127.0.0.1', host);
      await withSite({ '*': redirect(target) }, (site) =>
        withClient(
          async (client) => {
            const error = await attemptError(client.fetch({ url: site.url }));
            expect(error.code).toBe('forbidden_address');
            expect(error.message).toContain('--allow-private');
            expect(other.connections).toBe(0);
          },
          { guard: createAddressGuard({ trustedHosts: ['127.0.0.1'] }) },
        ),
      );
    }),
  );

  it('of https is guarded too', () =>
    withSite(
      { '*': picture(bytes) },
      (site) =>
        withClient(
          async (client) => {
            for (const url of [site.url, site.url.replace('127.0.0.1', 'localhost')]) {
              expect((await attemptError(client.fetch({ url }))).code).toBe('forbidden_address');
            }
            expect(site.connections).toBe(0);
          },
          { guard: createAddressGuard({ trustedHosts: [] }), checkCertificate: false },
        ),
      { secure: true },
    ));

  it('of a start host may come from any of its ports', () =>
    withSite({ '*': picture(bytes) }, (site) =>
      withClient(
        async (client) => {
          expect(await collect((await client.fetch({ url: site.url })).body)).toEqual(bytes);
        },
        { guard: createAddressGuard({ trustedHosts: ['127.0.0.1'] }) },
      ),
    ));

  it('does not come on the connection of another host name', () =>
    withSite({ '*': picture(bytes) }, (site) =>
      withClient(
        async (client) => {
          await collect((await client.fetch({ url: site.url })).body);
          const url = site.url.replace('127.0.0.1', 'localhost');
          expect((await attemptError(client.fetch({ url }))).code).toBe('forbidden_address');
          expect(site.connections).toBe(1);
        },
        { guard: createAddressGuard({ trustedHosts: ['127.0.0.1'] }) },
      ),
    ));

  it('is not asked of a proxy when its host is a private address', () =>
    withSite({ '*': picture(bytes) }, (proxy) =>
      withClient(
        async (client) => {
          const proxyUrl = proxy.url;
          const error = await attemptError(client.fetch({ url: 'http://10.0.0.1/', proxyUrl }));
          expect(error.code).toBe('forbidden_address');
          // Names are the proxy's to resolve, and the proxy may stand anywhere.
          const named = await client.fetch({ url: 'http://site.invalid/a.png', proxyUrl });
          expect(await collect(named.body)).toEqual(bytes);
          expect(proxy.requests).toHaveLength(1);
        },
        { guard: createAddressGuard({ trustedHosts: [] }) },
      ),
    ));
});
