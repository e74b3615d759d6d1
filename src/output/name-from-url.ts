/** What a picture is called, by its URL. Pure. */

/** Some hosts ask for a size behind the extension: `cat.jpg:large`, `cat.jpg!w600`. */
const PICTURE_EXTENSION =
  /\.(?:jpe?g|jpe|jfif|a?png|gif|webp|avif|hei[cf]|bmp|tiff?|svg|jxl|ico|jp2|j2c)(?:[:!@]\w*)?$/i;
const SCRIPT_EXTENSION = /\.(?:php\d?|aspx?|ashx|jspx?|cgi|pl|cfm|do|html?|xhtml)$/i;

/** Far beyond what fits a file name. */
const MAX_CHARACTERS = 1_000;
const MAX_PARAMETERS = 8;
const FALLBACK = 'image';

/**
 * The last segment of the path without its extension, percent-decoded; for a script or a name without extension also
 * what the query says: the file that it names, or all of it (`image.php?id=12` → `image-id-12`). Not yet safe as a
 * file name. The same URL always gives the same name.
 */
export function nameFromUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return FALLBACK;
  const last = lastSegment(parsed.pathname);
  if (PICTURE_EXTENSION.test(last)) return last.replace(PICTURE_EXTENSION, '') || FALLBACK;
  const stem = last.replace(SCRIPT_EXTENSION, '') || FALLBACK;
  const parameters = [...new URLSearchParams(parsed.search.slice(0, MAX_CHARACTERS))];
  for (const [, value] of parameters) {
    const file = lastSegment(value);
    if (PICTURE_EXTENSION.test(file)) return file.replace(PICTURE_EXTENSION, '') || stem;
  }
  const said = parameters.slice(0, MAX_PARAMETERS).flat();
  return [stem, ...said.filter((word) => word !== '')].join('-');
}

/** `cat.jpg` is called `cat`; any other dot is part of the name. */
export function withoutPictureExtension(name: string): string {
  return name.slice(0, MAX_CHARACTERS).replace(PICTURE_EXTENSION, '');
}

/** Without the extension of a picture or of a script; any other dot is part of the name. */
export function withoutKnownExtension(name: string): string {
  return PICTURE_EXTENSION.test(name)
    ? name.replace(PICTURE_EXTENSION, '')
    : name.replace(SCRIPT_EXTENSION, '');
}

/** Decoded after the split, so that an encoded slash is part of the name. */
function lastSegment(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  return decodePercent((segments.at(-1) ?? '').slice(-MAX_CHARACTERS));
}

/** One character, by the lengths that UTF-8 gives (RFC 3629 §4). */
const ENCODED_CHARACTER =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;

/** What is no UTF-8 stays as it is. */
export function decodePercent(text: string): string {
  return text.replace(ENCODED_CHARACTER, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch (error) {
      if (error instanceof URIError) return encoded;
      throw error;
    }
  });
}
