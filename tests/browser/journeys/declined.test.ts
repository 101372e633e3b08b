import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import {
  addToCart,
  fillAddress,
  findAndOpen,
  pay,
  quantityInStock,
  somethingForSale,
} from '../shopping.ts';
import { audit, eventually, visit } from '../visit.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('a declined card is explained, the stock is back, and another card works', async () => {
  const { page, complaints, leave } = await visit(browser);
  const title = await somethingForSale(page);
  await findAndOpen(page, title);
  const product = new URL(page.url()).pathname;
  const before = await quantityInStock(page);
  await addToCart(page);

  await page.goto('/checkout');
  await page.getByLabel('E-mail').fill('guest@example.com');
  await fillAddress(page);
  await pay(page, 'Declined');
  await page.locator('[data-testid=checkout][data-status=FAILED]').waitFor();
  const failure = page.getByTestId('failure');
  assert.equal(await failure.getAttribute('data-code'), 'PAYMENT_DECLINED');
  assert.match(await failure.innerText(), /declin/i);
  const states = await page
    .locator('[data-step][data-state]')
    .evaluateAll((steps) => steps.map((step) => step.getAttribute('data-state')));
  assert.deepEqual(states, ['undone', 'failed', 'ahead', 'ahead', 'ahead']);
  assert.equal(await page.getByTestId('cart-count').count(), 1, 'the cart is as it was');
  await audit(page);

  await eventually(async () => {
    await page.goto(product);
    assert.equal(await quantityInStock(page), before);
  });

  await page.goto('/checkout');
  assert.equal(await page.getByLabel('E-mail').inputValue(), 'guest@example.com');
  assert.equal(await page.getByLabel('City').inputValue(), 'Berlin');
  assert.equal(await page.getByRole('radio', { name: 'Declined' }).isChecked(), false);
  await pay(page, 'Approved');
  await page.locator('[data-testid=checkout][data-status=COMPLETED]').waitFor();
  await page.getByRole('link', { name: 'See the order' }).click();
  await page.locator('[data-testid=order-status][data-status=CONFIRMED]').waitFor();
  await eventually(async () => {
    await page.goto(product);
    assert.equal(await quantityInStock(page), before - 1);
  });
  await audit(page);

  assert.deepEqual(complaints, []);
  await leave();
});
