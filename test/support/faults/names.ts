/** Names: in Content-Disposition, in paths, and those that meet each other. */
import { png } from '../pictures.ts';
import { picture, raw, type Answer } from '../site.ts';
import { saved, shared, type Fault } from './fault.ts';

let seed = 300;
const next = () => png(20, 20, seed++);

export function nameFaults(): Fault[] {
  return [...dispositions(), ...paths(), ...meetings()];
}

type Named = [note: string, header: string, fileName: string | RegExp];

/** RFC 6266 §4.3, RFC 8187; what is no such header, but is sent; and what is sent with bad intent. */
const DISPOSITIONS: Named[] = [
  ['a quoted name', 'attachment; filename="summer cat.jpg"', 'summer cat.png'],
  ['a token', 'inline; filename=token.png', 'token.png'],
  ['escaped quotes', 'attachment; filename="a \\"b\\" c.png"', 'a _b_ c.png'],
  ['an extended name', "attachment; filename*=UTF-8''%E7%8C%AB%20caf%C3%A9.png", '猫 café.png'],
  [
    'both, where the extended one counts',
    'attachment; filename="plain.png"; filename*=UTF-8\'\'r%C3%A4tsel.png',
    'rätsel.png',
  ],
  ['an extended name in Latin-1', "attachment; filename*=ISO-8859-1''gr%FCn.png", 'grün.png'],
  ['no name', 'attachment', /^cd-\d+\.png$/],
  ['an empty name', 'attachment; filename=""', /^cd-\d+\.png$/],
  ['traversal', 'attachment; filename="../../../../tmp/evil.png"', 'evil.png'],
  ['traversal with backslashes', 'attachment; filename="..\\\\..\\\\windows.png"', 'windows.png'],
  ['encoded traversal', "attachment; filename*=UTF-8''..%2F..%2Fencoded.png", 'encoded.png'],
  ['an absolute path', 'attachment; filename="/etc/passwd"', 'passwd.png'],
  ['a drive', 'attachment; filename="C:\\\\boot.png"', 'boot.png'],
  ['only dots', 'attachment; filename=".."', /^[^.].*\.png$/],
  ['a name that hides', 'attachment; filename=".htaccess"', /^[^.].*\.png$/],
  ['NUL, encoded', "attachment; filename*=UTF-8''nul%00byte.png", /^nul_?byte\.png$/],
  [
    'controls, encoded',
    "attachment; filename*=UTF-8''con%0D%0Atrols%1B%5B2J.png",
    /^con[^\p{Cc}]*trols[^\p{Cc}]*\.png$/u,
  ],
  [
    '300 characters',
    `attachment; filename="${'long'.repeat(75)}.png"`,
    /^(long){50,62}\w{0,3}\.png$/,
  ],
  [
    '300 characters of three bytes',
    `attachment; filename*=UTF-8''${'%E7%8C%AB'.repeat(300)}.png`,
    /^猫{60,83}\.png$/,
  ],
  ['a device of Windows', 'attachment; filename="CON.png"', /^_?CON_?\.png$/],
  ['another one', 'attachment; filename="com1.tar.png"', /^_com1\.tar\.png$/],
  ['right-to-left marks', "attachment; filename*=UTF-8''photo%E2%80%AEgnp.exe", 'photognp.exe.png'],
  ['an extension that is not the picture’s', 'attachment; filename="run.exe"', 'run.exe.png'],
  ['the name of an unfinished file', 'attachment; filename="half.part"', /^half\.part_?\.png$/],
  [
    'what Windows forbids',
    "attachment; filename*=UTF-8''a%3Cb%3E%3Ac%7Cd%3Fe%2A.png",
    'a_b__c_d_e_.png',
  ],
  ['spaces that are not quoted', 'attachment; filename=not quoted.png', /^not( quoted)?\.png$/],
  ['no header of this kind', ';;;=,"', /^cd-\d+\.png$/],
];

function dispositions(): Fault[] {
  const named = DISPOSITIONS.map(([note, header, fileName], at) => {
    const bytes = next();
    const answer = picture(bytes, 'image/png', { 'content-disposition': header });
    return saved(`Content-Disposition: ${note}`, `/name/cd-${at}.png`, answer, bytes, { fileName });
  });
  const utf8 = next();
  const bytewise: Answer = raw(
    `HTTP/1.1 200 OK\r\ncontent-type: image/png\r\nconnection: close\r\ncontent-disposition: attachment; filename="${Buffer.from('naïve 写真.png').toString('latin1')}"\r\n\r\n`,
    utf8,
  );
  return [
    ...named,
    saved('Content-Disposition: UTF-8 as it is', '/name/cd-utf8.png', bytewise, utf8, {
      fileName: 'naïve 写真.png',
    }),
  ];
}

function paths(): Fault[] {
  const cases: [note: string, path: string, fileName: string | RegExp, markup?: string][] = [
    ['upper-case extension', '/name/UPPER.PNG', 'UPPER.png'],
    ['no extension', '/name/noext', 'noext.png'],
    ['an extension that lies', '/name/lies.jpg', 'lies.png'],
    ['a script', '/name/show.php?id=12', 'show-id-12.png'],
    ['the extension only in the query', '/name/get.php?file=queried.jpg', 'queried.png'],
    ['a space', '/name/two%20words.png', 'two words.png', '<img src="/name/two words.png">'],
    ['Unicode', '/name/%E5%9B%BE/%E7%8C%AB.png', '猫.png', '<img src="/name/图/猫.png">'],
    ['Unicode, decomposed', '/name/cafe%CC%81.png', 'café.png'],
    ['percent-encoded that is no UTF-8', '/name/%E9t%E9.png', /^%E9t%E9\.png$/],
    ['an encoded slash', '/name/a%2F..%2F..%2Fb.png', /^[^/]*b\.png$/],
    ['an encoded NUL', '/name/z%00z.png', /^z_z\.png$/],
    ['encoded dots', '/name/%2e%2e%5cwin.png', /win\.png$/],
    ['a device of Windows', '/name/aux.png', '_aux.png'],
    ['a size behind the extension', '/name/sized.jpg:large', 'sized.png'],
    ['quotes and brackets', '/name/a%22b%3Cc%3E.png', 'a_b_c_.png'],
    ['a name of 600 characters', `/name/${'n'.repeat(600)}.png`, /^n{200,239}\.png$/],
  ];
  return cases.map(([note, path, fileName, markup]) => {
    const bytes = next();
    const shown = markup === undefined ? {} : { markup };
    return saved(`path: ${note}`, path, picture(bytes), bytes, { fileName, ...shown });
  });
}

/** Names, bytes and URLs that meet. */
function meetings(): Fault[] {
  const [x, y, z, twin, once, order] = [next(), next(), next(), next(), next(), next()];
  const same = /^[Ss]ame(-\w+)?\.png$/;
  return [
    saved('the same name in another folder', '/name/x/same.png', picture(x), x, { fileName: same }),
    saved('the same name in another folder', '/name/y/same.png', picture(y), y, { fileName: same }),
    saved('the same name in other case', '/name/z/Same.png', picture(z), z, { fileName: same }),
    shared('the same bytes', '/name/twin-1.png', picture(twin), twin),
    shared('the same bytes', '/name/twin-2.png', picture(twin), twin),
    shared('the same bytes as another type', '/name/twin-3.jpg', picture(twin, 'image/jpeg'), twin),
    saved('one URL with several fragments', '/name/fragment.png', picture(once), once, {
      asked: 1,
      markup: '<img src="%#a"><img src="%#b"><img src="%">',
    }),
    // A picture's URL is taken as it is: what the order means is for the server to say.
    shared('the same parameters', '/name/query.png?a=1&b=2', picture(order), order, { asked: 1 }),
    shared('in other order', '/name/query.png?b=2&a=1', picture(order), order, {
      asked: 1,
      markup: '<p><img src="%"></p>',
    }),
  ];
}
