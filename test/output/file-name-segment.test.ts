import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_NAME_BYTES,
  safeExtension,
  safeFolder,
  safeName,
} from '../../src/output/file-name-segment.ts';
import { hostileText, windowsFaults } from './hostile-text.ts';

describe('safeName', () => {
  it.each([
    ['plain', 'a red cat', 'a red cat'],
    ['unicode', 'Straße 猫 🐈', 'Straße 猫 🐈'],
    ['nothing', '', '_'],
    ['dot', '.', '_'],
    ['dots', '...', '_'],
    ['spaces around', '  cat \t\n tom  ', 'cat tom'],
    ['dots and spaces behind', 'cat. . .', 'cat'],
    ['hidden', '.htaccess', '_htaccess'],
    ['leading dash', '-rf', '-rf'],
    ['separators', 'a/b\\c', 'a_b_c'],
    ['what Windows forbids', '<>:"|?*', '_______'],
    ['port', '127.0.0.1:8080', '127.0.0.1_8080'],
    ['NUL and controls', 'a\0b\x1fc\x7fd\x85e', 'a_b_c_d_e'],
    ['direction override', 'cat\u202egpj.exe', 'catgpj.exe'],
    ['invisible only', '\u200b\u200d\ufeff\u2066', '_'],
    ['half a surrogate pair', 'a\ud83db', 'a_b'],
    ['decomposed', 'e\u0301', '\u00e9'],
    ['decomposed, hidden by a joiner', 'e\u200d\u0301', '\u00e9'],
    ['device', 'con', '_con'],
    ['device with extension', 'LPT1.tar.gz', '_LPT1.tar.gz'],
    ['device before a space', 'NUL .txt', '_NUL .txt'],
    ['device with superscript', 'COM²', '_COM²'],
    ['console', 'CONIN$', '_CONIN$'],
    ['no device', 'console', 'console'],
    ['part', 'cat.jpg.part', 'cat.jpg.part_'],
    ['part in upper case', 'cat.PART', 'cat.PART_'],
  ])('makes %s safe', (_, text, expected) => {
    expect(safeName(text)).toBe(expected);
  });

  it('cuts between characters as people see them', () => {
    const family = '\u{1f469}\u{1f3fd}'; // a woman and her skin tone: one character, 8 bytes
    const name = safeName('x' + family.repeat(100));
    expect(name).toBe('x' + family.repeat(29));
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
  });

  it('cuts a single endless character between code points', () => {
    const name = safeName('a' + '\u0316'.repeat(1_000));
    expect(Buffer.byteLength(name)).toBe(MAX_NAME_BYTES);
  });

  it('trims again what the cut laid bare', () => {
    expect(safeName(`${'x'.repeat(MAX_NAME_BYTES - 2)}. . more`)).toBe(
      'x'.repeat(MAX_NAME_BYTES - 2),
    );
    expect(safeName(`${'x'.repeat(MAX_NAME_BYTES - 5)}.part and more`)).toMatch(/x\.par_$/);
  });

  it('is safe on every system, fits, and is the same again, whatever it is given', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 20, max: MAX_NAME_BYTES }), (text, maxBytes) => {
        const name = safeName(text, maxBytes);
        expect(windowsFaults(name)).toEqual([]);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(maxBytes);
        expect(name).not.toMatch(/\.part$/i);
        expect(name.normalize('NFC')).toBe(name);
        expect(safeName(name, maxBytes)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays quick on long input', () => {
    const start = performance.now();
    for (const text of ['. '.repeat(5e5), ' '.repeat(1e6) + 'x', 'e\u0301'.repeat(5e5)])
      safeName(text);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('safeFolder', () => {
  it.each(['cat.jpg', 'CAT.PNG', 'x.avif', 'cat.jpg.part'])('keeps %s apart from files', (name) => {
    expect(safeFolder(name)).toBe(`${name}_`);
  });

  it.each(['example.org', 'v1.2', 'cat.jpg_'])('leaves %s as it is', (name) => {
    expect(safeFolder(name)).toBe(name);
  });
});

describe('safeExtension', () => {
  it.each([
    ['jpg', 'jpg'],
    ['JPG', 'jpg'],
    ['', 'bin'],
    ['part', 'bin'],
    ['../sh', 'sh'],
    ['j p/g', 'jpg'],
  ])('%j → %s', (ext, expected) => {
    expect(safeExtension(ext)).toBe(expected);
  });
});
