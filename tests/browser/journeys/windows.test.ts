import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import {
  addToCart,
  fillAddress,
  findAndOpen,
  logIn,
  logOut,
  newAccount,
  pay,
  register,
  somethingForSale,
} from '../shopping.ts';
import { audit, visit } from '../visit.ts';

/** One visitor with two windows. */

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('a logout and a login reach the other windows', async () => {
  const { page, complaints, leave } = await visit(browser);
  const account = newAccount();
  await register(page, account);
  const other = await page.context().newPage();
  const third = await page.context().newPage();
  await other.goto('/account');
  await other.getByRole('heading', { name: 'Your account' }).waitFor();
  await third.goto('/products');
  await third.getByRole('link', { name: account.name }).waitFor();

  await logOut(page);
  await other.waitForURL(/\/login\?next=%2Faccount$/);
  await third.getByRole('link', { name: 'Log in' }).waitFor();
  await third.getByText('You have logged out in another window.').waitFor();
  await audit(third);

  await page.goto('/login');
  await logIn(page, account);
  await third.getByRole('link', { name: account.name }).waitFor();
  // The window that waits at the login goes where it was asked to.
  await other.getByRole('heading', { name: 'Your account' }).waitFor();

  await page.goto('/login');
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.goto('/register?next=/cart');
  await page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor();
  assert.deepEqual(complaints, []);
  await leave();
});

test('a cart that changed, or was paid for, in another window', async () => {
  const { page, complaints, leave } = await visit(browser);
  await findAndOpen(page, await somethingForSale(page));
  await addToCart(page);
  await page.goto('/checkout');
  await page.getByLabel('E-mail').fill('guest@example.com');
  await fillAddress(page);

  const other = await page.context().newPage();
  await other.goto('/cart');
  await other.getByRole('button', { name: 'One more' }).click();
  await other.getByText('2', { exact: true }).first().waitFor();
  await other.locator('[data-testid=cart-count][data-count="2"]').waitFor();
  const total = await other.getByTestId('total').innerText();

  await pay(page, 'Approved');
  await page
    .getByRole('alert')
    .filter({ hasText: `Your cart has changed since you opened this page. It comes to ${total}` })
    .waitFor();
  assert.equal(await page.getByTestId('total').innerText(), total);
  await audit(page);

  await other.goto('/checkout');
  await other.getByLabel('E-mail').fill('guest@example.com');
  await fillAddress(other);
  await pay(page, 'Approved');
  await page.locator('[data-testid=checkout][data-status=COMPLETED]').waitFor();
  const number = await page.getByTestId('order-number').innerText();

  await pay(other, 'Approved');
  await other.getByRole('heading', { name: 'There is nothing to pay for' }).waitFor();
  await audit(other);
  await other.getByRole('link', { name: 'See your order' }).click();
  assert.equal(await other.getByTestId('order-number').innerText(), number);
  assert.deepEqual(complaints, []);
  await leave();
});
