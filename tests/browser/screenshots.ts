import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { README_QUERY, runInPlayground } from './playground.ts';
import { startBrowser, storefront } from './browser.ts';

/**
 * Pictures of the pages at the width of a phone and of a desk, to look at:
 * `PORTICO_URL=... npm run screenshots -- <folder> [dark]`.
 */
const folder = process.argv[2] ?? 'screenshots';
const colorScheme = process.argv[3] === 'dark' ? 'dark' : 'light';
const WIDTHS = [390, 1280];

mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
try {
  for (const width of WIDTHS) {
    const context = await browser.newContext({
      baseURL: storefront(),
      viewport: { width, height: width < 600 ? 844 : 860 },
      colorScheme,
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        process.stderr.write(`${page.url()}: ${message.text()}\n`);
      }
    });
    page.on('pageerror', (error) =>
      process.stderr.write(`${page.url()}: ${error.stack ?? error.message}\n`),
    );
    await walk(page, (name) => shoot(page, `${name}-${width}`));
    await context.close();
  }
} finally {
  await browser.close();
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** One visit that passes each kind of page. */
async function walk(page: Page, shot: (name: string) => Promise<void>): Promise<void> {
  await page.goto('/');
  await shot('home');
  await page.goto('/products');
  await shot('products');
  await page.getByRole('combobox', { name: 'Search the shop' }).fill('la');
  await page.getByRole('option').first().waitFor();
  await shot('suggestions');
  await page.goto('/products?q=lamp');
  await shot('search');
  await page.goto('/products?q=zzz');
  await shot('nothing-found');
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Categories' }).getByRole('link').nth(2).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await shot('category');
  await page.getByRole('article').first().getByRole('link').click();
  await page.getByTestId('price').waitFor();
  await shot('product');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByTestId('cart-count').waitFor();
  await page.goto('/cart');
  await page.getByTestId('cart-line').waitFor();
  await shot('cart');
  await page.goto('/login');
  await shot('login');
  await page.goto('/register');
  await page.getByLabel('Your name').fill('Wilma');
  await page.getByLabel('E-mail').fill(`wilma-${Date.now()}@example.com`);
  await page.getByLabel('Password').fill('a quarry of stones');
  await page.getByRole('button', { name: 'Open account' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.getByRole('button', { name: 'Add an address' }).click();
  await shot('account');
  await page.goto('/checkout');
  await page.getByLabel('Full name').fill('Wilma Stone');
  await page.getByLabel('Street and number').fill('Quarry 1');
  await page.getByLabel('Postal code').fill('10115');
  await page.getByLabel('City').fill('Berlin');
  await shot('checkout');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByTestId('checkout').waitFor();
  await page.screenshot({
    path: join(folder, `progress-${page.viewportSize()?.width ?? 0}.png`),
    fullPage: true,
  });
  await page.locator('[data-testid=checkout][data-status=COMPLETED]').waitFor();
  await shot('completed');
  await page.getByRole('link', { name: 'See the order' }).click();
  await page.getByTestId('order-status').waitFor();
  await shot('order');
  await page.goto('/account/orders');
  await page.getByTestId('orders').waitFor();
  await shot('orders');
  await page.goto('/account/inbox');
  await shot('inbox');
  await page.goto('/nowhere');
  await shot('missing');
  await runInPlayground(page, README_QUERY);
  await page.locator('.plan-fetches').waitFor();
  await shot('playground');
}
