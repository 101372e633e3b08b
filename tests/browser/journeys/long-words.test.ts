import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { addToCart, newAccount, pay, register, somethingForSale } from '../shopping.ts';
import { audit, fits, visit } from '../visit.ts';

/** Wider than a phone in any font, and without a place to break it. */
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmütze'.repeat(2);

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('words of any length fit on a phone', async () => {
  const { page, leave } = await visit(browser);
  await page.setViewportSize({ width: 375, height: 800 });
  const title = await somethingForSale(page);
  const account = { ...newAccount(), name: LONG.slice(0, 60) };
  await register(page, account);
  await fits(page);

  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('Full name').fill(LONG);
  await page.getByLabel('Street and number').fill(LONG);
  await page.getByLabel('Postal code').fill('10115');
  await page.getByLabel('City').fill(LONG);
  await page.getByRole('button', { name: 'Save address' }).click();
  await page.getByRole('button', { name: /^Edit the address/ }).waitFor();
  await fits(page);

  await page.goto(`/products?q=${LONG}&option=${LONG}:${LONG}`);
  await page.getByRole('heading', { name: 'Nothing here fits' }).waitFor();
  await fits(page);

  await page.goto('/products');
  await page.getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('radio', { name: '3, Good' }).check();
  await page.getByLabel('In a few words').fill(LONG);
  await page.getByLabel('What is it like?').fill(`${LONG} ${LONG}`);
  await page.getByRole('button', { name: 'Publish review' }).click();
  await page.getByRole('heading', { name: LONG }).first().waitFor();
  await fits(page);
  await audit(page);

  await addToCart(page);
  await page.goto('/cart');
  await page.getByTestId('cart-line').waitFor();
  await fits(page);
  await page.goto('/checkout');
  await page.getByText(LONG).first().waitFor();
  await fits(page);
  await pay(page, 'Approved');
  await page.locator('[data-testid=checkout][data-status=COMPLETED]').waitFor();
  await fits(page);
  await page.getByRole('link', { name: 'See the order' }).click();
  await page.getByTestId('order-status').waitFor();
  await page.getByText(LONG).first().waitFor();
  await fits(page);
  await audit(page);
  for (const path of ['/account/orders', '/account/inbox']) {
    await page.goto(path);
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
    await fits(page);
  }
  await leave();
});
