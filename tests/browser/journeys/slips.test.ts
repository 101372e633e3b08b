import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { addToCart, findAndOpen, quantityInStock, somethingForSale } from '../shopping.ts';
import { audit, visit } from '../visit.ts';

/** What shoppers do by mistake, and what they are told. */

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('a quantity that cannot be is refused with the reason, and changes nothing', async () => {
  const { page, complaints, leave } = await visit(browser);
  await findAndOpen(page, await somethingForSale(page));
  const stock = await quantityInStock(page);
  const quantity = page.getByLabel('Quantity', { exact: true });
  const asked = ['0', '-1', '1.5', ''];
  for (const text of asked) {
    await quantity.fill(text);
    await quantity.blur();
    await page.getByText('Please give a whole number, 1 or more.').waitFor();
    assert.equal(await quantity.getAttribute('aria-invalid'), 'true');
    assert.equal(await quantity.inputValue(), text);
    await quantity.fill('1');
    await page.getByText('Please give a whole number').waitFor({ state: 'detached' });
  }
  await quantity.fill('0');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await audit(page);
  assert.equal(await page.getByTestId('cart-count').count(), 0, 'nothing was added');

  await quantity.fill('2');
  await addToCart(page);
  await page.getByText(/^2 × .+ are in your cart\.$/).waitFor();
  assert.match(await page.getByTestId('cart-count').innerText(), /2 pieces/);
  await quantity.fill(String(stock));
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page
    .getByText(
      `Only ${stock} are left, and 2 of them are in your cart already: you can add ${stock - 2} more.`,
    )
    .waitFor();

  await page.goto('/cart');
  await page.getByTestId('cart-line').waitFor();
  await quantity.fill('0');
  await quantity.blur();
  await page.getByText('Please give a whole number, 1 or more.').waitFor();
  await audit(page);
  await page.reload();
  assert.equal(await quantity.inputValue(), '2');
  assert.deepEqual(complaints, []);
  await leave();
});

test('filters that leave nothing can be seen and taken away one by one', async () => {
  const { page, complaints, leave } = await visit(browser);
  await page.goto('/products?category=lighting&min=9000');
  await page.getByRole('heading', { name: 'Nothing here fits' }).waitFor();
  const filters = page.getByRole('list', { name: 'Active filters' }).getByRole('link');
  await filters.filter({ hasText: 'Lighting' }).waitFor();
  await audit(page);
  await filters.filter({ hasText: 'From €9,000.00' }).click();
  await page.waitForURL((url) => url.search === '?category=lighting');
  await page.getByRole('article').first().waitFor();
  await filters.filter({ hasText: 'Lighting' }).click();
  await page.waitForURL((url) => url.search === '');
  await filters.first().waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
  await leave();
});
