import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { visit } from '../visit.ts';

/** The query that the README shows, which four services answer. */
const query = readFileSync(
  new URL('../../../docs/examples/product.graphql', import.meta.url),
  'utf8',
);

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('the playground runs a query over four services and shows how it was answered', async () => {
  const { page, complaints, leave } = await visit(browser);
  await page.goto(`/graphql#${new URLSearchParams({ query })}`);
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const answer = page.getByRole('region', { name: 'Result Window' });
  await answer.getByText('"displayName"').first().waitFor();
  await answer.getByText('"quantityAvailable"').first().waitFor();
  await page.getByRole('button', { name: /Query plan/ }).click();
  const plan = page.locator('.plan');
  await plan.getByText('4 requests in 3 steps').waitFor();
  const services = await plan.locator('.plan-fetches strong').allTextContents();
  assert.deepEqual(services.map((text) => text.trim().replace(/^#\d+\s+/, '')).sort(), [
    'accounts',
    'catalog',
    'inventory',
    'reviews',
  ]);
  assert.deepEqual(complaints, []);
  await leave();
});
