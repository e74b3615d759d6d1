/** What `npm run bench` can be told. */
import { expect, test } from 'vitest';
import { parseOptions, UsageError } from '../../bench/options.ts';

const parse = (...args: string[]) => parseOptions(args, ['small', 'large', 'hosts'], '/results');

test('everything, in its own size, beside all tools, is kept', () => {
  const { workloads, runs, server, results, only } = parse();
  expect({ workloads, runs, server, results }).toEqual({
    workloads: ['small', 'large', 'hosts'],
    runs: 3,
    server: 'nginx',
    results: '/results',
  });
  expect(only).toContain('wget2');
});

test.each([
  [
    ['large', 'small'],
    ['small', 'large'],
  ],
  [
    ['--only-workload', 'hosts,small'],
    ['small', 'hosts'],
  ],
  [
    ['small', '--only-workload', 'hosts'],
    ['small', 'hosts'],
  ],
])('workloads: %j', (args, expected) => expect(parse(...args).workloads).toEqual(expected));

test.each([['--smoke'], ['--pictures', '9'], ['--only', 'pixhaul']])(
  'what is measured in part is not kept, unless it is said where: %s',
  (...args) => {
    expect(parse(...args).results).toBeUndefined();
    expect(parse(...args, '--results', '/r').results).toBe('/r');
  },
);

test('in miniature nothing else is needed', () => {
  expect(parse('--smoke')).toMatchObject({ only: ['pixhaul'], server: 'node', runs: 1 });
});

test.each([
  [['middling'], 'workload knows small, large, hosts, not middling'],
  [['--only', 'pixhaul,wget3'], 'not wget3'],
  [['--runs', '0'], '--runs must be a whole number from 1'],
  [['--size', '12'], '--size must be a whole number from 200'],
  [['--server', 'apache'], 'not apache'],
  [['--fast'], '--fast'],
])('%j is refused', (args, words) => {
  expect(() => parse(...args)).toThrow(UsageError);
  expect(() => parse(...args)).toThrow(words);
});
