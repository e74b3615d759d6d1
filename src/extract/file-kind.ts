/** What a URL's file name promises. Only the answer's bytes can prove it. */

const PICTURE = words('jpg jpeg jpe jfif png apng gif webp avif heic heif bmp tif tiff svg jxl');

/** Extensions of generated and written pages: a name in their query is an argument, not the file that comes back. */
const PAGE = words('html htm xhtml shtml phtml php php3 php4 php5 asp aspx jsp jspx cgi pl cfm do');

const OTHER = words(`
  zip rar 7z tar gz tgz bz2 xz zst iso dmg exe msi apk deb rpm jar torrent bin wasm
  pdf ps eps psd ai djvu epub mobi doc docx xls xlsx ppt pptx odt ods odp rtf txt csv
  mp3 m4a aac ogg oga opus wav flac wma mid midi
  mp4 m4v webm mov avi mkv wmv flv mpg mpeg 3gp ogv m3u8 swf
  css js mjs map json xml rss atom xsl woff woff2 ttf otf eot ico cur
  cr2 cr3 nef arw dng orf rw2 raf pef srw xcf
  ics vcf kml kmz gpx srt vtt sql md5 sha1 sha256 sig asc`);

/** Parameters that name where a visitor goes next, not what is asked for. */
const RETURN_PARAMETER = words(
  'next return return_to returnto redirect redirect_to continue back ref referer referrer u',
);

/**
 * Whether a URL names a picture file: by the extension of its path, or by a file name in its query
 * (`/download?file=a.jpg`) where the path itself has no known extension. Takes absolute and relative URLs.
 */
export function looksLikePicture(url: string): boolean {
  const { file, query } = split(url);
  const extension = extensionOf(file);
  if (PICTURE.has(extension)) return !isWikiPage(file);
  if (PAGE.has(extension) || OTHER.has(extension)) return false;
  return query.split('&').some(namesPicture);
}

/** Whether a URL names a file that is neither a page nor a picture, such as an archive, a film or a style sheet. */
export function looksLikeOtherFile(url: string): boolean {
  const { file } = split(url);
  return OTHER.has(extensionOf(file)) && !isWikiPage(file);
}

/** The last segment of a URL's path, without parameters (`;…`), as it is written. */
export function fileNameOf(url: string): string {
  return split(url).file;
}

function split(url: string): { file: string; query: string } {
  const hash = url.indexOf('#');
  const bare = (hash === -1 ? url : url.slice(0, hash)).trim();
  const mark = bare.indexOf('?');
  const path = mark === -1 ? bare : bare.slice(0, mark);
  const slash = path.lastIndexOf('/');
  // After `//` comes a host, unless the two stand inside the path.
  const isHost =
    slash > 0 &&
    path[slash - 1] === '/' &&
    /^(?:[a-z][a-z0-9+.-]*:)?$/i.test(path.slice(0, slash - 1));
  const segment = isHost ? '' : path.slice(slash + 1);
  const semicolon = segment.indexOf(';');
  return {
    file: semicolon === -1 ? segment : segment.slice(0, semicolon),
    query: mark === -1 ? '' : bare.slice(mark + 1),
  };
}

/** Lower case, without the dot. A size after a colon (`a.jpg:large`) is not part of it. */
function extensionOf(file: string): string {
  const name = file.includes(':') ? file.replace(/:(?:orig|large|medium|small|thumb)$/, '') : file;
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
}

/** MediaWiki's `File:Sunset.jpg` is the page about a picture. A namespace has letters only; `12:30.jpg` is a time. */
function isWikiPage(file: string): boolean {
  if (!/:|%3a/i.test(file)) return false;
  const namespace = /^([^:]+?)(?::|%3a)/i.exec(file.slice(0, 200))?.[1];
  if (namespace === undefined) return false;
  return /^(?:\p{L}|%[89a-f][0-9a-f])+$/iu.test(namespace);
}

/** `file=a.jpg` does; `url=https://…/a.jpg` is how share links hand on another site's picture. */
function namesPicture(pair: string): boolean {
  const equals = pair.indexOf('=');
  if (equals === -1 || RETURN_PARAMETER.has(pair.slice(0, equals).toLowerCase())) return false;
  const value = pair.slice(equals + 1);
  if (/^https?(?::|%3a)/i.test(value)) return false;
  return PICTURE.has(extensionOf(value));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
