import type { RecipeDefinition, RecipePage, RecipePicture } from '../types.ts';

/**
 * Piwigo's page of a picture shows a reduced size. The original is behind `action.php`, where visitors may download;
 * the other sizes stand in scripts, the largest last.
 */
export const piwigo: RecipeDefinition = {
  id: 'piwigo',
  match: { generator: 'piwigo', has: '#theMainImage' },
  pictures: (page) => {
    const shown = page.$('#theMainImage').attr('src');
    const [url, ...others] = [
      ...originals(page),
      ...sizes(page).reverse(),
      ...(shown === undefined ? [] : [shown]),
    ];
    const alt = page.$('#theMainImage').attr('alt');
    const picture: RecipePicture[] =
      url === undefined ? [] : [{ url, others, ...(alt !== undefined && { alt }) }];
    return picture;
  },
};

function originals({ $ }: RecipePage): string[] {
  const href = $('a[href*="action.php?id="][href*="part=e"]').attr('href');
  return href === undefined ? [] : [href];
}

/** `javascript:changeImgSrc('_data/i/upload/…-la.jpg','large','large')`, from the smallest to the largest. */
function sizes({ $ }: RecipePage): string[] {
  return $('#derivativeSwitchBox a[href^="javascript:"]')
    .toArray()
    .flatMap(({ attribs }) => {
      const url = /^javascript:changeImgSrc\('([^']*)'/.exec(attribs['href'] ?? '')?.[1];
      return url === undefined ? [] : [url.replaceAll('\\', '')];
    });
}
