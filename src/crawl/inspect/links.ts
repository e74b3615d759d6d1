/** Which links of a page are followed, and why others are not. Pure. */
import { requestKey, type PageContent } from '../../extract/index.ts';
import { linksLeftOut, type FollowContext } from '../../gallery/index.ts';
import type { NewRequest } from '../../model.ts';
import { withoutUserInfo } from '../../output/index.ts';
import type { InspectedLink } from './types.ts';

/** @param found the requests made of the page */
export function linksOf(
  content: PageContent,
  found: readonly NewRequest[],
  context: FollowContext,
): InspectedLink[] {
  const { links, refresh, otherFiles = [] } = content;
  const requests = new Map(
    found.flatMap((request) => (request.kind === 'gallery' ? [[request.key, request]] : [])),
  );
  const rules = linksLeftOut(content, context);
  const fateOf = (url: string, rule?: InspectedLink['rule']) => {
    const request = requests.get(requestKey('gallery', url));
    if (request === undefined) return { follow: false, rule: rule ?? ('itself' as const) };
    return request.skip === undefined ? { follow: true } : { follow: false, rule: request.skip };
  };
  const onward = refresh === undefined || links.some(({ url }) => url === refresh) ? [] : [refresh];
  return [
    ...onward.map((url) => ({ url: withoutUserInfo(url), text: '', ...fateOf(url, 'scope') })),
    ...links.map((link) => ({
      ...{ url: withoutUserInfo(link.url), text: link.text },
      ...fateOf(link.url, rules.get(link)),
      ...(link.pagination === undefined ? {} : { pagination: link.pagination }),
    })),
    ...otherFiles.map((url) => ({
      ...{ url: withoutUserInfo(url), text: '' },
      ...{ follow: false, rule: 'other_file' as const },
    })),
  ];
}
