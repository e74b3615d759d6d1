import { expect, test } from 'vitest';
import { optionTable } from '../../src/config/index.ts';

/** `npx vitest run test/config -u` writes docs/options.md anew. */
test('docs/options.md says what the table of options says', async () => {
  const cell = (text: string) => text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;');
  const rows = optionTable().map(({ key, flag, description, env, defaultText, repeatable }) =>
    [
      `\`${flag}\``,
      `\`${key}\`${repeatable ? ' (array)' : ''}`,
      defaultText === '' ? '' : cell(defaultText),
      cell(description) + (env === undefined ? '' : ` (environment: \`${env}\`)`),
    ].join(' | '),
  );
  const text = `# Options

Made from \`src/config/option-table.ts\`: the same options are flags of the command line and keys of
\`createCrawl({…})\`, where \`start\` holds the start URLs. Times are seconds (\`30\`), or text with a unit (\`'500ms'\`,
\`'30s'\`, \`'2m'\`, \`'1h'\`). Sizes are bytes (\`50000\`), or text with a decimal unit (\`'50k'\`, \`'2M'\`, \`'1.5G'\`).
A flag \`--no-…\` is a key that is \`false\`; without \`no-\` it takes back what an earlier run of the crawl was told. An
unknown flag or key is an error.

| flag | key | default | meaning |
| --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
  await expect(text).toMatchFileSnapshot('../../docs/options.md');
});
