import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { README_QUERY, runInPlayground } from '../playground.ts';
import { visit } from '../visit.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('the playground runs a query over four services and shows how it was answered', async () => {
  const { page, complaints, leave } = await visit(browser);
  await runInPlayground(page, README_QUERY);
  const answer = page.getByRole('region', { name: 'Result Window' });
  await answer.getByText('"displayName"').first().waitFor();
  await answer.getByText('"quantityAvailable"').first().waitFor();
  const plan = page.locator('.plan');
  await plan.getByText(/^\s*4 requests in 3 steps, /).waitFor();
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
