import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** The query that the README shows, which four services answer. */
export const README_QUERY = readFileSync(
  new URL('../../docs/examples/product.graphql', import.meta.url),
  'utf8',
);

/** Opens a link to an operation in the playground, runs it and shows its plan. */
export async function runInPlayground(page: Page, query: string): Promise<void> {
  await page.goto(`/graphql#${new URLSearchParams({ query })}`);
  // The editors are loaded after the page; before them there is nothing to run.
  await page.locator('.graphiql-query-editor .CodeMirror-line').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.getByRole('region', { name: 'Result Window' }).getByText('"data"').waitFor();
  await page.getByRole('button', { name: /Query plan/ }).click();
}
