import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';

/** What the journeys have in common, in a shopper's words. */

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** A new account each time: the journeys run against a shop that keeps its data. */
export function newAccount(): Account {
  const id = randomUUID();
  return { name: 'Wilma', email: `wilma-${id}@example.com`, password: `quarry ${id}` };
}

export async function register(page: Page, account: Account): Promise<void> {
  await page.goto('/register');
  await page.getByLabel('Your name').fill(account.name);
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Open account' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
}

export async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
}

export async function logIn(page: Page, account: Account): Promise<void> {
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('link', { name: account.name }).waitFor();
}

/** More of a product than all journeys together take of it in one run. */
const PLENTY = 8;

/** The title of a product of which there is plenty. Ends on the list in which it was found. */
export async function somethingForSale(page: Page): Promise<string> {
  await page.goto('/products');
  const links = page.getByRole('article').filter({ hasNotText: 'Sold out' }).getByRole('link');
  await links.first().waitFor();
  const candidates = await links.evaluateAll((all) =>
    all.map((link) => ({ path: link.getAttribute('href') ?? '', title: link.textContent.trim() })),
  );
  for (const { path, title } of candidates) {
    await page.goto(path);
    if ((await quantityInStock(page)) >= PLENTY) {
      await page.goto('/products');
      await links.first().waitFor();
      return title;
    }
  }
  return assert.fail(`none of the newest products has ${PLENTY} pieces in stock`);
}

/** Types a product's title into the search, and opens it from the results. */
export async function findAndOpen(page: Page, title: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search the shop' }).fill(title);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/products\?q=/);
  await page.getByRole('article').getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

export async function addToCart(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByTestId('cart-count').waitFor();
}

export async function fillAddress(page: Page): Promise<void> {
  await page.getByLabel('Full name').fill('Wilma Stone');
  await page.getByLabel('Street and number').fill('Quarry Road 1');
  await page.getByLabel('Postal code').fill('10115');
  await page.getByLabel('City').fill('Berlin');
}

export async function pay(page: Page, card: 'Approved' | 'Declined' | 'Slow'): Promise<void> {
  await page.getByRole('radio', { name: card }).check();
  await page.getByRole('button', { name: /^Pay/ }).click();
}

/** How many pieces of the variant shown can be had. */
export async function quantityInStock(page: Page): Promise<number> {
  const quantity = await page.getByTestId('stock').getAttribute('data-quantity');
  assert.notEqual(quantity, null, 'the product page shows no stock');
  return Number(quantity);
}
