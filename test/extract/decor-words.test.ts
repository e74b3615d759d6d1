import { expect, it } from 'vitest';
import { ClassWords, SAYS } from '../../src/extract/decor/words.ts';

it.each([
  ['site-icon', SAYS.icon],
  ['badges', SAYS.icon],
  ['preloader', SAYS.nothing],
  ['loader', SAYS.icon],
  ['favicon', SAYS.icon],
  ['custom-emoji', SAYS.emoji],
  ['twemoji', SAYS.emoji],
  ['emojione', SAYS.emoji],
  ['smilies', SAYS.emoji],
  ['emoticons', SAYS.emoji],
  ['account__avatar', SAYS.avatar],
  ['gravatar', SAYS.avatar],
  ['userpic', SAYS.avatar],
  ['authorPhoto', SAYS.person | SAYS.avatar],
  ['commenter', SAYS.person],
  ['siteLogo', SAYS.logo],
  ['navbar-brand', SAYS.brand],
  ['masthead', SAYS.head],
  ['ad-slot', SAYS.ad],
  ['sidebar-ad', SAYS.ad],
  ['adsbygoogle', SAYS.ad],
  ['is-sponsored', SAYS.ad],
  ['ad-thumbs', SAYS.gallery],
  ['gallery-icon', SAYS.gallery],
  ['header shadow', SAYS.nothing],
  ['item n5', SAYS.nothing],
])('class %s', (text, says) => {
  const words = new ClassWords();
  expect([words.of(text), words.of(text)]).toEqual([says, says]);
});
