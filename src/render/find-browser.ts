/** Where a Chromium is installed on this machine. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { CrawlError } from '../errors.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

/** Where they stand when the search path does not name them. */
const PLACES = [
  ...NAMES.map((name) => `/usr/bin/${name}`),
  '/usr/local/bin/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The path of the browser that was named, or of the first that is found.
 * @param searchPath of the environment: folders with the system's separator
 * @throws CrawlError `invalid_option`
 */
export async function findBrowser(
  named: string | undefined,
  searchPath = process.env['PATH'] ?? '',
): Promise<string> {
  if (named !== undefined) {
    if (await isProgram(named)) return named;
    throw new CrawlError(
      'invalid_option',
      `--browser: ${named} is not a program; name the file of an installed Chromium or Chrome, like /usr/bin/chromium`,
    );
  }
  const folders = searchPath.split(delimiter).filter(isAbsolute);
  const places = [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...PLACES,
  ];
  for (const place of places) if (await isProgram(place)) return place;
  throw new CrawlError(
    'invalid_option',
    '--render needs Chromium or Chrome, and none is found: install one (apt-get install chromium), or name it with --browser <path>',
  );
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Not there, or not for this user.
    return false;
  }
}
