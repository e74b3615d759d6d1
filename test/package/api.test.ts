/** The API reference (`npm run docs:api`): it can be made, and leaves out nothing that its pages refer to. */
import { expect, test } from 'vitest';
import { tool } from './project.ts';

test('every public name is in the API reference, and every link in it leads somewhere', async () => {
  // Warnings are errors there.
  await expect(tool('typedoc', ['--emit', 'none'])).resolves.toBeDefined();
});
