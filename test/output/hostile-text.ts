import fc from 'fast-check';

const SPITEFUL = [
  ...[
    '/',
    '\\',
    '.',
    '..',
    '...',
    ' ',
    '\0',
    '\t',
    '\n',
    ':',
    '*',
    '?',
    '"',
    '<',
    '>',
    '|',
    '~',
    '-',
    '%2e%2e%2f',
    '%00',
    '%ff',
  ],
  ...['CON', 'nul', 'COM1', 'LPT¹', 'CONOUT$', 'aux.', '.part', '.PART', '.jpg', '{', '}'],
  ...[
    '\u202e',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u2066',
    '\u2028',
    '\u00a0',
    '\u3000',
    '\u0085',
    '\uffff',
    '\u{1fffe}',
  ],
  ...[
    'e\u0301',
    '\u0301',
    '\u0338',
    '\ud800',
    '\udc00',
    '\u{1f469}\u200d\u{1f680}',
    '\u{1f1e9}\u{1f1ea}',
    '한',
    '\u1112\u1161\u11ab',
    'ÿ',
    '\u212b',
    '\u2126',
  ],
  ...['x'.repeat(60), '猫'.repeat(50), '\u{1f408}'.repeat(40)],
];

/** What a site could send where a name is expected. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(fc.oneof(fc.constantFrom(...SPITEFUL), fc.string({ maxLength: 3 })), { maxLength: 20 })
    .map((pieces) => pieces.join('')),
);

const DEVICES = ['CON', 'PRN', 'AUX', 'NUL', 'CONIN$', 'CONOUT$'].concat(
  Array.from('0123456789¹²³', (digit) => [`COM${digit}`, `LPT${digit}`]).flat(),
);

/** What Windows, or anyone who lists the folder, has against a name; written apart from the code that makes names. */
export function windowsFaults(name: string): string[] {
  const faults: string[] = [];
  if (name === '' || name === '.' || name === '..') faults.push('no name');
  const codes = Array.from(name, (char) => char.codePointAt(0) ?? 0);
  if (codes.some((code) => code < 32 || (code > 126 && code < 160))) faults.push('control');
  if (Array.from('<>:"/\\|?*').some((char) => name.includes(char))) faults.push('forbidden');
  if (name.endsWith('.') || name.endsWith(' ')) faults.push('end');
  if (name !== name.trim()) faults.push('space');
  const base = (name.split('.')[0] ?? '').trimEnd().toUpperCase();
  if (DEVICES.includes(base)) faults.push('device');
  const unseen = [
    [0x200b, 0x200f],
    [0x202a, 0x202e],
    [0x2066, 0x2069],
    [0xfeff, 0xfeff],
  ] as const;
  if (codes.some((code) => unseen.some(([from, to]) => code >= from && code <= to)))
    faults.push('unseen');
  if (codes.some((code) => code >= 0xd800 && code <= 0xdfff)) faults.push('surrogate');
  if (Buffer.byteLength(name) > 255 || name.length > 255) faults.push('long');
  return faults;
}
