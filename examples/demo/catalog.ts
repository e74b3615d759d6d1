/** What the demo site holds: galleries and pictures, as data. Paths are absolute on the site. */

export type Format = 'png' | 'jpeg';

export interface Picture {
  /** Number of its landscape. */
  seed: number;
  title: string;
  format: Format;
  width: number;
  height: number;
  /** Where the original is. */
  path: string;
  /** Smaller renditions, smallest first; the first serves as thumbnail. */
  renditions: { path: string; width: number }[];
}

/** How an original misbehaves. */
export type Fault = 'missing' | 'page' | 'cut' | 'stalls' | 'withdrawn' | 'busy';

export type Layout = 'linked' | 'srcset' | 'lazy' | 'viewer' | 'listing' | 'faults';

export interface Gallery {
  layout: Layout;
  path: string;
  title: string;
  about: string;
  pictures: Picture[];
}

export const PICTURES_PER_PAGE = 6;

/** The fault of the picture with this path, if it has one. */
export function faultOf({ path }: Pick<Picture, 'path'>): Fault | undefined {
  return FAULTS.find((fault) => path === `/faults/${fault}.jpg`);
}
const FAULTS: readonly Fault[] = ['missing', 'page', 'cut', 'stalls', 'withdrawn', 'busy'];
/** Those of which the thumbnail is there; the others show what they link to. */
const WITH_THUMBNAIL: ReadonlySet<Fault> = new Set(['withdrawn', 'busy']);

/** Two URLs, the same bytes. */
export const DUPLICATE = {
  original: '/coast/originals/coast-01.jpg',
  copy: '/files/copy-of-coast-01.jpg',
} as const;

const NAMES = ['Morning', 'Noon', 'Haze', 'Dusk', 'Wind', 'Rain', 'Frost', 'Still'];

const two = (n: number) => String(n).padStart(2, '0');

/** The catalogue; originals are `width` pixels wide, or less for portraits. */
export function createCatalog(width: number): Gallery[] {
  let seed = 0;
  const picture = (
    format: Format,
    path: string,
    renditions: (path: string, own: number) => Picture['renditions'],
  ): Picture => {
    seed++;
    const portrait = seed % 5 === 0;
    const own = portrait ? Math.round((width * 3) / 4) : width;
    return {
      seed,
      title: `${NAMES[seed % NAMES.length] ?? ''} ${seed}`,
      format,
      width: own,
      height: portrait ? width : Math.round((width * 2) / 3),
      path,
      renditions: renditions(path, own),
    };
  };
  const many = (count: number, make: (number: string, i: number) => Picture) =>
    Array.from({ length: count }, (_, i) => make(two(i + 1), i));

  const thumbnail = (folder: string) => (path: string, own: number) => [
    { path: `${folder}/${path.split('/').pop() ?? ''}`, width: Math.ceil(own / 4) },
  ];
  const sizes = (path: string, own: number) =>
    [4, 2].map((part) => {
      const smaller = Math.ceil(own / part);
      return { path: path.replace(/(\.\w+)$/, `-${smaller}w$1`), width: smaller };
    });
  const none = () => [];

  const coast = many(18, (n) =>
    picture('jpeg', `/coast/originals/coast-${n}.jpg`, thumbnail('/coast/thumbs')),
  );
  const listed = many(8, (n) => picture('png', `/files/scan-${n}.png`, none));
  const first = coast[0];
  if (first !== undefined) listed.unshift({ ...first, path: DUPLICATE.copy, renditions: [] });

  return [
    {
      layout: 'linked',
      path: '/coast/',
      title: 'Coast',
      about: 'Thumbnails that link to originals, on three numbered pages.',
      pictures: coast,
    },
    {
      layout: 'srcset',
      path: '/ridges/',
      title: 'Ridges',
      about: 'Responsive pictures: srcset and picture elements in several sizes.',
      pictures: many(10, (n) => picture('png', `/ridges/ridge-${n}.png`, sizes)),
    },
    {
      layout: 'lazy',
      path: '/nights/',
      title: 'Nights',
      about: 'Lazy loading: placeholders until a script would swap them.',
      pictures: many(10, (n, i) =>
        picture('jpeg', `/nights/night-${n}.jpg`, i % 2 === 0 ? none : sizes),
      ),
    },
    {
      layout: 'viewer',
      path: '/moons/',
      title: 'Moons',
      about: 'Thumbnails that lead to a viewer page for each picture.',
      pictures: many(10, (n) =>
        picture('png', `/moons/full/moon-${n}.png`, thumbnail('/moons/thumbs')),
      ),
    },
    {
      layout: 'listing',
      path: '/files/',
      title: 'Files',
      about: 'A bare directory listing. One of its files is a copy of a picture of the coast.',
      pictures: listed,
    },
    {
      layout: 'faults',
      path: '/faults/',
      title: 'Faults',
      about: 'Originals that misbehave on purpose.',
      pictures: FAULTS.map((fault) =>
        picture(
          'jpeg',
          `/faults/${fault}.jpg`,
          WITH_THUMBNAIL.has(fault) ? thumbnail('/faults/thumbs') : none,
        ),
      ),
    },
  ];
}
