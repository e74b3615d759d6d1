/** Which links of a page are followed, and why others are not. Pure. */
import {
  looksLikeOtherFile,
  looksLikePicture,
  requestKey,
  type PageContent,
} from '../../extract/index.ts';
import type { Scope } from '../../gallery/index.ts';
import type { NewRequest } from '../../model.ts';
import { withoutUserInfo } from '../../output/index.ts';
import type { InspectedLink, LinkRule } from './types.ts';

/**
 * @param pageUrl the page's own, as it was asked for
 * @param found the requests made of the page
 */
export function linksOf(
  { links, refresh }: PageContent,
  pageUrl: string,
  found: readonly NewRequest[],
  scope: Scope,
): InspectedLink[] {
  const requests = new Map(
    found.flatMap((request) => (request.kind === 'gallery' ? [[request.key, request]] : [])),
  );
  const itself = requestKey('gallery', pageUrl);
  const fateOf = (url: string, isDocument = false): Pick<InspectedLink, 'follow' | 'rule'> => {
    const key = requestKey('gallery', url);
    const request = requests.get(key);
    if (request === undefined)
      return {
        follow: false,
        rule: key === itself ? 'itself' : ruleAgainst(url, isDocument, scope),
      };
    return request.skip === undefined ? { follow: true } : { follow: false, rule: request.skip };
  };
  const inspected = links.map(({ url, text, pagination, document }) => ({
    ...{ url: withoutUserInfo(url), text },
    ...fateOf(url, document),
    ...(pagination === undefined ? {} : { pagination }),
  }));
  if (refresh === undefined || links.some(({ url }) => url === refresh)) return inspected;
  return [{ url: withoutUserInfo(refresh), text: '', ...fateOf(refresh) }, ...inspected];
}

/** No request was made of the link: the first rule that speaks against it. */
function ruleAgainst(url: string, isDocument: boolean, scope: Scope): LinkRule {
  if (!isDocument && looksLikePicture(url)) return 'picture_file';
  if (!isDocument && looksLikeOtherFile(url)) return 'other_file';
  if (!scope.onSite(url)) return 'off_site';
  return scope.allowsPicture(url) ? 'scope' : 'excluded';
}
