import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, parseRange, specialKind } from '../../src/http/public-address.ts';

describe('specialKind', () => {
  const special: [string, string][] = [
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.127.255.255', 'carrier-grade NAT'],
    // Metadata of Alibaba, Oracle, Azure, and of nearly all others.
    ['100.100.100.200', 'carrier-grade NAT'],
    ['192.0.0.192', 'reserved'],
    ['168.63.129.16', 'cloud metadata'],
    ['169.254.169.254', 'link-local'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.0.1', 'private'],
    ['198.18.0.1', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'private'],
    ['fec0::1', 'private'],
    ['ff02::1', 'multicast'],
    ['100::1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['3fff::1', 'reserved'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['4000::1', 'reserved'],
    // IPv4 inside: mapped, compatible, translated, NAT64, local NAT64, 6to4, Teredo (client, then server).
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['::127.0.0.1', 'loopback'],
    ['::8.8.8.8', 'reserved'],
    ['::ffff:0:10.0.0.1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::a9fe:a9fe', 'link-local'],
    ['64:ff9b:1::8.8.8.8', 'reserved'],
    ['2002:7f00:1::1', 'loopback'],
    ['2002:a00:1::', 'private'],
    ['2001:0:808:808::80ff:fffe', 'loopback'],
    ['2001:0:a00:1::f7f7:f7f7', 'private'],
    // What is no address is not let through.
    ['', 'reserved'],
    ['localhost', 'reserved'],
    ['127.1', 'reserved'],
    ['0x7f.0.0.1', 'reserved'],
    ['[::1]', 'reserved'],
  ];
  it.each(special)('of %s is %s', (address, kind) => expect(specialKind(address)).toBe(kind));

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '198.20.0.1',
    '223.255.255.255',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '2a00::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
    '2001:0:808:808::f7f7:f7f7',
  ])('of %s is none: it is public', (address) => expect(specialKind(address)).toBeUndefined());

  /** The ranges that must never be reached, written down a second time, as numbers. */
  const FORBIDDEN: [string, number][] = [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ];
  const numberOf = (ip: string): number =>
    ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const textOf = (ip: number): string =>
    [24, 16, 8, 0].map((bits) => Math.floor(ip / 2 ** bits) % 256).join('.');
  const anyIpv4 = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc
      .tuple(fc.constantFrom(...FORBIDDEN), fc.double({ min: 0, max: 0.999999, noNaN: true }))
      .map(([[base, bits], at]) => numberOf(base) + Math.floor(at * 2 ** (32 - bits))),
  );

  it('lets no IPv4 address of a forbidden range pass, however it is written', () => {
    fc.assert(
      fc.property(anyIpv4, (ip) => {
        const forbidden = FORBIDDEN.some(
          ([base, bits]) =>
            Math.floor(ip / 2 ** (32 - bits)) === Math.floor(numberOf(base) / 2 ** (32 - bits)),
        );
        const text = textOf(ip);
        const hex = [ip >>> 16, ip & 0xffff].map((part) => part.toString(16)).join(':');
        const written = [
          text,
          `::ffff:${text}`,
          `::ffff:${hex}`,
          `64:ff9b::${text}`,
          `2002:${hex}::1`,
        ];
        for (const form of written) {
          if (forbidden) expect(specialKind(form), form).toBeDefined();
          expect(specialKind(form), form).toBe(specialKind(text));
        }
      }),
    );
  });

  it('lets only 2000::/3 of IPv6 pass, and what leads to public IPv4', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        if (specialKind(address) !== undefined) return;
        const first = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':')[0] ?? '';
        const high = Number.parseInt(first === '' ? '0' : first, 16);
        expect(high === 0 || high === 0x64 || high >> 13 === 1).toBe(true);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.domain()), (text) => {
        expect(['string', 'undefined']).toContain(typeof specialKind(text));
        expect(typeof isWithin(text, [parseRange('10.0.0.0/8')])).toBe('boolean');
      }),
    );
  });
});

describe('isWithin', () => {
  const cases: [string, string, boolean][] = [
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '::ffff:10.0.0.0/104', false],
    ['fd00::5', 'fd00::/8', true],
    ['fd00::5', '10.0.0.0/8', false],
    ['fe80::1%eth0', 'fe80::/10', true],
    // A tunnel whose server is allowed leads to a client that is not.
    ['2001:0:a00:1::80ff:fffe', '10.0.0.0/8', false],
    ['nonsense', '0.0.0.0/0', false],
  ];
  it.each(cases)('%s in %s: %s', (address, range, expected) =>
    expect(isWithin(address, [parseRange(range)])).toBe(expected),
  );
});
