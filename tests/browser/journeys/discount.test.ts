import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { addToCart, findAndOpen, somethingForSale } from '../shopping.ts';
import { audit, visit } from '../visit.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('a discount code takes something off, and one that does not exist says so', async () => {
  const { page, complaints, leave } = await visit(browser);
  await findAndOpen(page, await somethingForSale(page));
  await addToCart(page);
  await page.goto('/cart');
  await page.getByText('A discount code?').click();
  await page.getByLabel('Code').fill('NO-SUCH-CODE');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('alert').first().waitFor();
  await audit(page);

  await page.getByLabel('Code').fill('WELCOME10');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByTestId('discount-code').filter({ hasText: 'WELCOME10' }).waitFor();
  const discount = page.getByRole('term').filter({ hasText: 'Discount' });
  await discount.waitFor();
  await audit(page);

  await page.getByRole('button', { name: 'Remove WELCOME10' }).click();
  await discount.waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
  await leave();
});
