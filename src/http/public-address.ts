/**
 * Whether an IP address is one of the public internet. Everything that is not is refused: what is reserved today may
 * be somebody's network tomorrow (IANA special-purpose address registries, RFC 6890).
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type AddressRange = [Address, number];

/** What people call the ranges that ipaddr.js names. */
const NAMES: Readonly<Record<string, string>> = {
  unspecified: 'unspecified',
  broadcast: 'broadcast',
  multicast: 'multicast',
  linkLocal: 'link-local',
  loopback: 'loopback',
  carrierGradeNat: 'carrier-grade NAT',
  private: 'private',
  uniqueLocal: 'private',
  deprecatedSiteLocal: 'private',
  benchmarking: 'benchmarking',
};
const RESERVED = 'reserved';

/** Public by its number, and answered by the machine's own cloud platform: the metadata service of Azure. */
const PLATFORM: AddressRange = ipaddr.parseCIDR('168.63.129.16/32');
/** All that is given out of IPv6 as public unicast (RFC 4291 §2.4, IANA registry). */
const GLOBAL_UNICAST: AddressRange = ipaddr.parseCIDR('2000::/3');

const NAT64: AddressRange = ipaddr.parseCIDR('64:ff9b::/96');
const COMPATIBLE: AddressRange = ipaddr.parseCIDR('::/96');

/** `match` throws for an address of the other family. */
function within(address: Address, [base, bits]: AddressRange): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

function ipv4From(high = 0, low = 0): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

/** The IPv4 addresses that packets for an IPv6 address end at, of every kind of translation and tunnel. */
function carried({ parts }: ipaddr.IPv6, range: string): ipaddr.IPv4[] {
  const [, p1 = 0, p2 = 0, p3 = 0, , , p6 = 0, p7 = 0] = parts;
  // RFC 3056 §2: the site's router comes after 2002.
  if (range === '6to4') return [ipv4From(p1, p2)];
  // RFC 4380 §4: the server, and the client with its bits inverted.
  if (range === 'teredo') return [ipv4From(p2, p3), ipv4From(p6 ^ 0xffff, p7 ^ 0xffff)];
  // RFC 4291 §2.5.5, RFC 6052 §2.1, RFC 2765 §2.1: the last 32 bits.
  return [ipv4From(p6, p7)];
}

function embedded(address: Address): ipaddr.IPv4[] {
  if (!(address instanceof ipaddr.IPv6)) return [];
  const range: string = address.range();
  const holds =
    ['ipv4Mapped', '6to4', 'teredo', 'rfc6145'].includes(range) ||
    within(address, NAT64) ||
    (within(address, COMPATIBLE) && range !== 'unspecified' && range !== 'loopback');
  return holds ? carried(address, range) : [];
}

function kindOf(address: Address): string | undefined {
  const range: string = address.range();
  if (within(address, PLATFORM)) return 'cloud metadata';
  const inside = embedded(address);
  const problem = inside.map(kindOf).find((kind) => kind !== undefined);
  if (problem !== undefined) return problem;
  // Mapped addresses and NAT64 lead to public IPv4 hosts; 6to4 and Teredo are public as such.
  if (range === 'ipv4Mapped' || within(address, NAT64) || range === '6to4' || range === 'teredo')
    return undefined;
  if (range !== 'unicast') return NAMES[range] ?? RESERVED;
  const global = address.kind() === 'ipv4' || within(address, GLOBAL_UNICAST);
  return global ? undefined : RESERVED;
}

/** The address without its zone (`%eth0`), parsed; undefined for text that is none in full notation. */
function parse(text: string): Address | undefined {
  const bare = text.replace(/%.*$/s, '');
  const version = isIP(bare);
  if (version === 0) return undefined;
  // ipaddr.js takes the deprecated `::1.2.3.4` for `::ffff:1.2.3.4`; in hexadecimal digits there is no doubt.
  return ipaddr.parse(version === 6 ? new URL(`http://[${bare}]`).hostname.slice(1, -1) : bare);
}

/**
 * What makes an address one that is not public (`loopback`, `private`, …), or undefined for a public one. IPv4
 * inside IPv6 (mapped, NAT64, 6to4, Teredo, …) counts as the IPv4 address; text that is no address as reserved.
 */
export function specialKind(text: string): string | undefined {
  const address = parse(text);
  return address === undefined ? RESERVED : kindOf(address);
}

/** Whether an address, or one that it carries inside, lies in one of the ranges. */
export function isWithin(text: string, ranges: readonly AddressRange[]): boolean {
  const address = parse(text);
  if (address === undefined) return false;
  if (ranges.some((range) => within(address, range))) return true;
  // Each of them: a tunnel that begins in a range and ends elsewhere is not within.
  const inside = embedded(address);
  return inside.length > 0 && inside.every((ipv4) => ranges.some((range) => within(ipv4, range)));
}

/** @throws Error for text that is no CIDR; options are checked before they come here */
export function parseRange(cidr: string): AddressRange {
  return ipaddr.parseCIDR(cidr);
}
