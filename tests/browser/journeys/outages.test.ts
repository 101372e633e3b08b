import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { audit, visit } from '../visit.ts';

/** Outages on the browser's side of the wire; those of services are in `spread-out/`. */

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('without a connection a page says so, and works again once there is one', async () => {
  const { page, complaints, leave } = await visit(browser, { expected: ['ERR_CONNECTION_FAILED'] });
  await page.goto('/');
  await page.route('**/graphql', (route) => route.abort('connectionfailed'));
  await page.getByRole('link', { name: 'Everything', exact: true }).click();
  await page.getByRole('heading', { name: 'No connection to the shop' }).waitFor();
  await audit(page);
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('article').first().waitFor();
  await audit(page);
  assert.deepEqual(complaints, []);
  await leave();
});

test('addresses that lead nowhere, and lists that are empty', async () => {
  const { page, complaints, leave } = await visit(browser, { expected: ['Not found', '404'] });
  const pages: [path: string, heading: string][] = [
    ['/no/such/page', 'There is nothing behind this door'],
    ['/products/no-such-product', 'This product is not sold here any more'],
    ['/categories/no-such-category', 'There is no such category'],
    ['/products?q=xyzzyx', 'Nothing here fits'],
    ['/orders/nope', 'There is no such order'],
    ['/checkout/chk_nope', 'There is no such order'],
    ['/cart', 'Your cart is empty'],
    ['/checkout', 'There is nothing to pay for'],
  ];
  for (const [path, heading] of pages) {
    await page.goto(path);
    await page.getByRole('heading', { name: heading }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
    await audit(page);
  }
  await page.goto('/products?after=xx');
  await page.getByRole('article').first().waitFor();
  await page.goto('/account/orders');
  await page.waitForURL(/\/login\?next=%2Faccount%2Forders$/);
  await audit(page);
  assert.deepEqual(complaints, []);
  await leave();
});
