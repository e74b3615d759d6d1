import { describe, expect, test } from 'vitest';
import type { AttemptCode } from '../../src/errors.ts';
import { ATTEMPT_CODES } from '../../src/errors.ts';
import { nextRendition } from '../../src/image/index.ts';
import { leasedImage } from './helpers.ts';

const OTHERS = ['https://cdn.example/m.jpg', 'http://example.org:81/s.jpg'];
const after = (
  askedUrl: string | undefined,
  code: AttemptCode = 'not_found',
  others?: string[],
) => {
  const { data } = leasedImage();
  return nextRendition(
    {
      data: others === undefined ? data : { ...data, others },
      ...(askedUrl === undefined ? {} : { askedUrl }),
    },
    code,
  );
};

describe('the next best rendition', () => {
  test('is the one after that which was asked for, under its own host', () => {
    const [medium, small] = OTHERS;
    expect(after(undefined, 'not_found', OTHERS)).toEqual({
      askedUrl: medium,
      host: 'cdn.example',
    });
    expect(after(medium, 'not_found', OTHERS)).toEqual({ askedUrl: small, host: 'example.org:81' });
    expect(after(small, 'not_found', OTHERS)).toBeUndefined();
    expect(after(undefined)).toBeUndefined();
  });

  test('is asked for after errors that tell of the file, and of nothing else', () => {
    const codes = Object.keys(ATTEMPT_CODES) as AttemptCode[];
    expect(codes.filter((code) => after(undefined, code, OTHERS) === undefined)).toEqual([
      'rate_limited',
      'dns',
      'connect',
      'connect_timeout',
      'tls',
      'robots_unavailable',
      'host_unavailable',
      'unexpected',
    ]);
  });
});
