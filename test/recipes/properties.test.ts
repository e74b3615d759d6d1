/** Patterns and neighbours, against slow and plain ways to say the same; and pages of any kind. */
import { isTag, type Element, type ParentNode } from 'domhandler';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineRecipe } from '../../src/index.ts';
import { parsePage } from '../../src/extract/index.ts';
import { queryOf } from '../../src/extract/select.ts';
import { compileMatch } from '../../src/recipes/match.ts';
import { nearest } from '../../src/recipes/nearest.ts';
import { elementsOf } from '../../src/recipes/selector.ts';
import { readBy } from './helpers.ts';

test('a pattern matches what the expression matches that it stands for', () => {
  const piece = fc.stringMatching(/^[ab/?]{0,4}$/);
  const pattern = fc.array(piece, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(pattern, fc.stringMatching(/^[ab/]{0,12}$/), (pieces, rest) => {
      const path = `/${pieces.join('*')}`;
      const url = `https://site.test/${rest}?b`;
      const expected = new RegExp(
        `^${path.replaceAll('?', '\\?').split('*').join('.*')}$`,
        's',
      ).test(new URL(url).pathname + new URL(url).search);
      const page = { url, $: queryOf(undefined), json: undefined };
      expect(compileMatch('x', `site.test${path}`)(page)).toBe(expected);
    }),
  );
});

/** Trees of pictures, captions, and boxes around them. */
const markup = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constant('<img src=x>'),
    fc.constant('<p>c</p>'),
    fc.array(tie('node'), { maxLength: 3 }).map((nodes) => `<div>${nodes.join('')}</div>`),
  ),
})).node;

const below = (box: ParentNode): Element[] =>
  box.children.filter(isTag).flatMap((child) => [child, ...below(child)]);

test('what stands with a picture is in the largest box that holds no other picture', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(markup, { maxLength: 4 }), async (nodes) => {
      const $ = queryOf(await parsePage(`<main>${nodes.join('')}</main>`));
      const pictures = elementsOf('img', $);
      const find = nearest('p', $, pictures);
      for (const picture of pictures) {
        let expected: Element | undefined;
        for (
          let box: ParentNode | null = picture.parent;
          box !== null && isTag(box) && expected === undefined;
          box = box.parent
        ) {
          const inside = below(box);
          if (inside.filter(({ name }) => name === 'img').length > 1) break;
          expected = inside.find(({ name }) => name === 'p');
        }
        expect(find(picture)).toBe(expected);
      }
    }),
  );
});

test('no page makes a recipe throw', async () => {
  const recipe = defineRecipe({
    match: '*',
    pictures: ['[b]@b', 'a', 'img@srcset', 'img'],
    pages: 'a',
    next: 'a',
    name: 'p',
    caption: 'b',
    title: 'p',
  });
  const text = fc.stringMatching(/^[ab<>="' /:?#@%&;,.]{0,20}$/);
  const tag = fc
    .tuple(
      fc.constantFrom('a', 'img', 'p', 'b', 'base', '/p', '/a'),
      fc.constantFrom('href', 'src', 'srcset', 'b'),
      text,
    )
    .map(([name, attribute, value]) => `<${name} ${attribute}="${value.replaceAll('"', '')}">`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(tag, text)), async (parts) => {
      const { content } = await readBy(recipe, parts.join(''), 'https://site.test/x/');
      const chosen = content.pictures.map((picture) => picture.chosen.url);
      expect(new Set(chosen).size).toBe(chosen.length);
      for (const { others } of content.pictures)
        for (const { url } of others) expect(chosen).not.toContain(url);
    }),
  );
});
