/** Redirects, to where they may lead and to where they may not. */
import { png } from '../pictures.ts';
import { picture, redirect, status, type Answer } from '../site.ts';
import type { Hosts } from './fault-site.ts';
import { failed, saved, type Fault } from './fault.ts';

export function redirectFaults(hosts: Hosts): Fault[] {
  return [...redirects(hosts), ...forbidden(hosts)];
}

let seed = 200;
const next = () => png(20, 20, seed++);

/** A redirect whose target is there. */
function led(note: string, name: string, code: number, location: string, target: string): Fault {
  const bytes = next();
  const also = { [target]: picture(bytes) };
  return saved(note, `/redirect/${name}.png`, redirect(location, code), bytes, { also, asked: 1 });
}

function redirects({ main }: Hosts): Fault[] {
  const chained = next();
  const step = (at: number) => `/redirect/chain-${at}.png`;
  const steps = [1, 2, 3, 4].map((at) => [step(at), redirect(step(at + 1))] as const);
  const also = { ...Object.fromEntries(steps), [step(5)]: picture(chained) };
  const endless: Answer = (exchange) => {
    const at = Number(/\d+/.exec(exchange.logged.url)?.[0]);
    return redirect(`/redirect/on-${at + 1}.png`)(exchange);
  };
  const on = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`/redirect/on-${at + 1}.png`, endless]),
  );
  const roundTrip = { '/redirect/back.png': redirect('/redirect/forth.png') };
  const notice = { '/redirect/notice.html': status(200, { 'content-type': 'text/html' }, '<p>Hi') };
  return [
    ...[301, 302, 303, 307, 308].map((code) => {
      const target = `/redirect/target-${code}.png`;
      return led(`a ${code}`, String(code), code, target, target);
    }),
    saved('a chain of five', step(0), redirect(step(1)), chained, { also }),
    led('with a full URL', 'full', 302, `${main}/redirect/f.png`, '/redirect/f.png'),
    led('with a fragment', 'fragment', 302, '/redirect/g.png#top', '/redirect/g.png'),
    led('with a relative URL', 'relative', 302, '../redirect/./r.png', '/redirect/r.png'),
    failed('a chain without end', '/redirect/on-0.png', endless, 'too_many_redirects', {
      also: on,
    }),
    failed('to itself', '/redirect/self.png', redirect('/redirect/self.png'), 'too_many_redirects'),
    failed(
      'there and back',
      '/redirect/forth.png',
      redirect('/redirect/back.png'),
      'too_many_redirects',
      { also: roundTrip },
    ),
    failed('to a page', '/redirect/page.png', redirect('/redirect/notice.html'), 'not_a_picture', {
      also: notice,
    }),
    failed('to what is gone', '/redirect/gone.png', redirect('/redirect/nowhere.png'), 'not_found'),
    failed('without a target', '/redirect/none.png', status(302), 'unexpected_status'),
    ...OTHER_SCHEMES.map(([name, location]) =>
      failed(`to ${name}`, `/redirect/${name}.png`, redirect(location), 'bad_redirect'),
    ),
  ];
}

const OTHER_SCHEMES = [
  ['ftp', 'ftp://127.0.0.1/a.png'],
  ['file', 'file:///etc/hostname'],
  ['data', 'data:image/png;base64,iVBORw0KGgo='],
  ['javascript', 'javascript:alert(1)'],
  ['no-url', 'http://[not-an-address]/a.png'],
] as const;

/** Addresses that only a start URL may name. */
const PRIVATE = [
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '224.0.0.1',
  '[::1]',
  '[::]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[::ffff:127.0.0.2]',
  '[64:ff9b::7f00:2]',
  '2130706434',
  '0x7f.2',
  'localhost',
] as const;

function forbidden({ other }: Hosts): Fault[] {
  const { port } = new URL(other);
  return [
    ...PRIVATE.map((host) => {
      const name = host.replace(/[^\w.]+/g, '-');
      const path = `/forbidden/${name}.png`;
      return failed(
        `redirected to ${host}`,
        path,
        redirect(`http://${host}:${port}/a.png`),
        'forbidden_address',
        { asked: 1 },
      );
    }),
    failed(
      'redirected to another loopback address',
      OTHER_HOST,
      redirect(`${other}/a.png`),
      'forbidden_address',
      { asked: 1 },
    ),
    failed(
      'shown at another loopback address',
      '/forbidden/direct.png',
      undefined,
      'forbidden_address',
      {
        markup: `<img src="${other}/forbidden/direct.png">`,
      },
    ),
  ];
}

/** Leads to `Hosts.other`. */
export const OTHER_HOST = '/forbidden/other.png';
