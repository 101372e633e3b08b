import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
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
import { audit, eventually, visit } from '../visit.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('a guest fills a cart, logs in, pays, and sees the order confirmed live', async () => {
  const { page, complaints, leave } = await visit(browser);
  const heard = listenToSockets(page);
  const account = newAccount();

  await register(page, account);
  await logOut(page);

  const title = await somethingForSale(page);
  await findAndOpen(page, title);
  await addToCart(page);
  assert.equal(await page.getByTestId('cart-count').getAttribute('data-count'), '1');

  await page.goto('/login?next=/cart');
  await logIn(page, account);
  await page.getByTestId('cart-line').filter({ hasText: title }).waitFor();
  assert.equal(await page.getByTestId('cart-line').count(), 1, 'the cart came along');
  await page.getByRole('link', { name: 'To the checkout' }).click();
  assert.equal(await page.getByLabel('E-mail').inputValue(), account.email);

  // Anything but the same document would have lost this mark.
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
  await fillAddress(page);
  await pay(page, 'Approved');
  await page.locator('[data-testid=checkout][data-status=COMPLETED]').waitFor();
  assert.equal(
    await page.evaluate(() => 'sameDocument' in globalThis),
    true,
    'nothing was reloaded',
  );
  assert.ok(
    heard.some((frame) => frame.includes('"COMPLETED"')),
    'the news came over the socket',
  );
  const number = await page.getByTestId('order-number').innerText();
  await page.getByTestId('cart-count').waitFor({ state: 'detached' });
  await audit(page);

  await page.getByRole('link', { name: 'See the order' }).click();
  await page.locator('[data-testid=order-status][data-status=CONFIRMED]').waitFor();
  await page.getByText(title).first().waitFor();
  await audit(page);

  await page.goto('/account/orders');
  await page.getByTestId('orders').getByRole('link', { name: number }).waitFor();
  await eventually(async () => {
    await page.goto('/account/inbox');
    await page.getByRole('heading', { name: number }).waitFor({ timeout: 2_000 });
  });
  assert.doesNotMatch(await page.getByRole('main').innerText(), /\d EUR/);
  await audit(page);

  assert.deepEqual(complaints, []);
  await leave();
});

test('two carts become one at login', async () => {
  const { page, complaints, leave } = await visit(browser);
  const account = newAccount();
  await register(page, account);

  const title = await somethingForSale(page);
  await findAndOpen(page, title);
  await addToCart(page);
  await page.goto('/account');
  await logOut(page);
  assert.equal(await page.getByTestId('cart-count').count(), 0, 'the cart stays with the customer');

  await findAndOpen(page, title);
  await addToCart(page);
  await page.goto('/login?next=/cart');
  await logIn(page, account);
  const line = page.getByTestId('cart-line');
  await line.waitFor();
  assert.equal(await line.count(), 1);
  assert.equal(await line.getByLabel('Quantity', { exact: true }).inputValue(), '2');
  await audit(page);

  assert.deepEqual(complaints, []);
  await leave();
});

/** The text of what arrives over the page's WebSockets from now on. */
function listenToSockets(page: Page): string[] {
  const frames: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()));
  });
  return frames;
}
