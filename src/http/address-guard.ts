/**
 * Which addresses a connection may go to. A page, a redirect or a DNS answer must not be able to make pixhaul talk to
 * the user's own machine or network (server-side request forgery).
 *
 * The check is made on the very addresses that are connected to: there is no second look-up that could be answered
 * otherwise (DNS rebinding).
 */
import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { AttemptError } from '../errors.ts';
import { isWithin, parseRange, specialKind } from './public-address.ts';

type ResolveAll = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface AddressGuardOptions {
  /** Host names of the start URLs: the user named them, so that they may have any address, on any port. */
  trustedHosts: readonly string[];
  /** Ranges (CIDR) that are allowed besides the public addresses. Default: none. */
  allow?: readonly string[];
  /** Resolves names. Default: the system's resolver, without a cache. */
  lookup?: ResolveAll;
}

export interface AddressGuard {
  /** For a host that is itself an address: why it may not be connected to. A host name is judged by `lookup`. */
  refusal(host: string): AttemptError | undefined;
  /**
   * For the `lookup` option of a connection: only addresses that may be connected to. It fails with an AttemptError
   * `forbidden_address` when none is left.
   */
  readonly lookup: LookupFunction;
}

/** One spelling for each host: lower case, IDN in ASCII, without brackets and without the dot at the end. */
function plainHost(host: string): string {
  const bracketed = isIP(host) === 6 ? `[${host}]` : host;
  const url = URL.canParse(`http://${bracketed}`) ? new URL(`http://${bracketed}`) : undefined;
  return (url?.hostname ?? host.toLowerCase()).replace(/^\[(.*)\]$/s, '$1').replace(/\.$/, '');
}

function refused(host: string, address: string, kind: string): AttemptError {
  const owner = host === address ? '' : ` of ${host.slice(0, 100)}`;
  const message =
    `The address ${address}${owner} is not public (${kind}): only the host of a start URL may have such a one. ` +
    `Use --allow-private ${address} to allow it.`;
  return new AttemptError('forbidden_address', message);
}

function noAddress(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} has no address.`), { code: 'ENOTFOUND', hostname: host });
}

/** Guards connections; give it to `createAgents`. */
export function createAddressGuard(options: AddressGuardOptions): AddressGuard {
  const trusted = new Set(options.trustedHosts.map(plainHost));
  const allowed = (options.allow ?? []).map(parseRange);
  const resolve: ResolveAll = options.lookup ?? systemLookup;

  const kindOf = (address: string): string | undefined =>
    isWithin(address, allowed) ? undefined : specialKind(address);

  const permitted = (host: string, found: LookupAddress[]): LookupAddress[] | AttemptError => {
    if (trusted.has(plainHost(host))) return found;
    const left = found.filter(({ address }) => kindOf(address) === undefined);
    const [first] = found;
    if (left.length > 0 || first === undefined) return left;
    return refused(host, first.address, kindOf(first.address) ?? '');
  };

  return {
    refusal(host) {
      const address = plainHost(host);
      if (isIP(address) === 0 || trusted.has(address)) return undefined;
      const kind = kindOf(address);
      return kind === undefined ? undefined : refused(address, address, kind);
    },
    lookup(host, { all, ...wanted }, callback) {
      // All of them, also where one is asked for: the first may be a forbidden one.
      resolve(host, { ...wanted, all: true }, (error, found) => {
        const left = error ?? permitted(host, found);
        const [first] = left instanceof Error ? [] : left;
        if (left instanceof Error) callback(left, []);
        else if (first === undefined) callback(noAddress(host), []);
        else if (all === true) callback(null, left);
        else callback(null, first.address, first.family);
      });
    },
  };
}
