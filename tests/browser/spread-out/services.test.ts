import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import {
  addToCart,
  fillAddress,
  findAndOpen,
  newAccount,
  pay,
  register,
  somethingForSale,
} from '../shopping.ts';
import { audit, eventually, visit, type Visit } from '../visit.ts';
import { Processes } from './processes.ts';

/** One service killed at a time: what does not need it works, what does shows the rest and says what is missing. */

let browser: Browser | undefined;
let shop: Processes | undefined;
let customer: Visit;
/** Something that was bought, and where the order is. */
let bought: { title: string; product: string; order: string };

before(async () => {
  shop = await Processes.start();
  browser = await startBrowser();
  customer = await visit(browser, { at: shop.url });
  bought = await buySomething(customer.page);
});
// Also after a start that failed half way: what is left open keeps the run from ending.
after(async () => {
  await browser?.close();
  await shop?.stop();
});

async function buySomething(page: Page): Promise<typeof bought> {
  await register(page, newAccount());
  const title = await somethingForSale(page);
  await findAndOpen(page, title);
  const product = new URL(page.url()).pathname;
  await addToCart(page);
  await page.goto('/checkout');
  await fillAddress(page);
  await pay(page, 'Approved');
  await page.locator('[data-testid=checkout][data-status=COMPLETED]').waitFor();
  await page.getByRole('link', { name: 'See the order' }).click();
  await page.getByTestId('order-status').waitFor();
  const order = new URL(page.url()).pathname;
  // Something stays in the cart, for the pages that show it.
  await page.goto(product);
  await addToCart(page);
  return { title, product, order };
}

/** Runs the check while a service is down, and again whether all is well once it is back. */
function without(service: string, whatHolds: string, check: (page: Page) => Promise<void>): void {
  test(`without ${service}: ${whatHolds}`, async () => {
    const { page, complaints } = customer;
    assert.ok(shop !== undefined);
    await shop.kill(service);
    try {
      await check(page);
    } finally {
      await shop.restart(service);
    }
    await eventually(async () => {
      await page.goto(bought.product);
      await page.getByRole('heading', { level: 1, name: bought.title, exact: true }).waitFor();
      assert.equal(await page.getByText('not available right now').count(), 0);
    });
    assert.deepEqual(complaints, []);
  });
}

/** The product page stands, whatever else is missing. */
async function productStands(page: Page): Promise<void> {
  await page.goto(bought.product);
  await page.getByRole('heading', { level: 1, name: bought.title, exact: true }).waitFor();
  await page.getByTestId('price').waitFor();
}

async function says(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor();
  await audit(page);
}

without('reviews', 'products show everything but their reviews', async (page) => {
  await productStands(page);
  await says(page, 'Reviews are not available right now.');
  await page.getByTestId('stock').waitFor();
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await says(page, 'Reviews are not available right now.');
});

without('inventory', 'products show everything but their stock', async (page) => {
  await productStands(page);
  await says(page, 'Stock information is not available right now.');
  await page.getByRole('heading', { name: 'What others say' }).waitFor();
  await page.goto('/cart');
  await page.getByTestId('cart-line').waitFor();
  await says(page, 'Stock information is not available right now.');
});

without('payments', 'an order shows everything but its payment', async (page) => {
  await page.goto(bought.order);
  await page.getByTestId('order-status').waitFor();
  await says(page, 'Payment details are not available right now.');
  await page.getByText(bought.title).waitFor();
  await productStands(page);
});

without('catalog', 'carts and orders keep what they know by themselves', async (page) => {
  await page.goto(bought.order);
  await page.getByTestId('order-status').waitFor();
  await says(page, 'Pictures and product details are not available right now.');
  await page.getByText(bought.title).waitFor();
  await page.goto('/cart');
  await page.getByTestId('cart-line').waitFor();
  await says(page, 'Pictures and product details are not available right now.');
  await page.goto('/products');
  await says(page, 'This could not be loaded');
});

without('orders', 'the list of orders says so, and shopping goes on', async (page) => {
  await page.goto('/account/orders');
  await says(page, 'This could not be loaded');
  await productStands(page);
  await page.getByTestId('stock').waitFor();
  await page.goto('/cart');
  await page.getByTestId('cart-line').waitFor();
});

without('notifications', 'the inbox says so, and the account stands', async (page) => {
  await page.goto('/account/inbox');
  await says(page, 'This could not be loaded');
  await page.goto('/account/orders');
  await page.getByTestId('orders').waitFor();
  await productStands(page);
});

without('checkout', 'the cart says so, and products and orders stand', async (page) => {
  await page.goto('/cart');
  await says(page, 'This could not be loaded');
  await page.goto(bought.order);
  await page.getByTestId('order-status').waitFor();
  await productStands(page);
  await page.getByTestId('stock').waitFor();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('alert').first().waitFor();
  await audit(page);
});

without('accounts', 'guests can still look around', async () => {
  assert.ok(browser !== undefined && shop !== undefined);
  const guest = await visit(browser, { at: shop.url });
  await productStands(guest.page);
  await guest.page.getByTestId('stock').waitFor();
  await guest.page.getByRole('heading', { name: 'What others say' }).waitFor();
  await guest.page.goto('/login');
  await guest.page.getByLabel('E-mail').fill('ada@example.com');
  await guest.page.getByLabel('Password').fill('whatever it may be');
  await guest.page.getByRole('button', { name: 'Log in' }).click();
  await guest.page.getByRole('alert').first().waitFor();
  await audit(guest.page);
  assert.deepEqual(guest.complaints, []);
  await guest.leave();
});
