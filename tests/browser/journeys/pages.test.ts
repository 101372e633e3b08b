import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { newAccount, register, somethingForSale } from '../shopping.ts';
import { audit, fits, visit } from '../visit.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the pages are accessible and fit at ${width} px, ${colorScheme}`, async () => {
      const { page, complaints, leave } = await visit(browser);
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const title = await somethingForSale(page);
      await page.getByRole('link', { name: title, exact: true }).click();
      await page.getByTestId('price').waitFor();
      const product = new URL(page.url()).pathname;
      for (const path of ['/', '/products', '/products?q=a', product, '/login', '/register']) {
        await page.goto(path);
        await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
        await page.getByRole('heading', { level: 1 }).waitFor();
        await audit(page);
        await fits(page);
        assert.match(await page.title(), /· Portico$/);
      }
      assert.deepEqual(complaints, []);
      await leave();
    });
  }
}

test('nothing moves while a page loads', async () => {
  const { page, complaints, leave } = await visit(browser);
  // A slow answer, so that the skeleton is seen first.
  await page.route('**/graphql', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.fallback();
  });
  for (const path of ['/', '/products', '/products?q=a', '/cart', '/login']) {
    await page.goto(path);
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
              sum += entry.value;
            }
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 200);
        }),
    );
    assert.ok(shift < 0.1, `${path} shifts by ${shift.toFixed(3)}`);
  }
  assert.deepEqual(complaints, []);
  await leave();
});

test('a list is ordered, narrowed and paged by its address', async () => {
  const { page, complaints, leave } = await visit(browser);
  const settled = () => page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  await page.goto('/products');
  await page.getByLabel('Order').selectOption('price-up');
  await page.waitForURL(/sort=price-up/);
  await settled();
  await page.getByRole('link', { name: 'Next page' }).click();
  await page.waitForURL(/after=/);
  await settled();
  await page.getByRole('link', { name: 'Previous' }).click();
  await page.waitForURL(/before=/);
  await settled();
  await page.getByLabel('Highest price').fill('30');
  await page.keyboard.press('Enter');
  await page.waitForURL(/max=30/);
  assert.equal(new URL(page.url()).searchParams.has('before'), false, 'narrowing starts again');
  await settled();
  const facet = page.getByRole('complementary', { name: 'Filters' }).getByRole('link').first();
  const chosen = facet.and(page.locator('[aria-current=true]'));
  await facet.click();
  await chosen.waitFor();
  await facet.click();
  await chosen.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Show all' }).click();
  await page.waitForURL((url) => !url.searchParams.has('max'));
  await audit(page);
  assert.deepEqual(complaints, []);
  await leave();
});

test('a customer keeps addresses, writes a review once, and stays logged in over a reload', async () => {
  const { page, complaints, leave } = await visit(browser);
  await register(page, newAccount());

  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('Full name').fill('Wilma Stone');
  await page.getByLabel('Street and number').fill('Quarry Road 1');
  await page.getByLabel('Postal code').fill('10115');
  await page.getByLabel('City').fill('Berlin');
  await page.getByRole('button', { name: 'Save address' }).click();
  await page.getByRole('button', { name: 'Edit the address Quarry Road 1' }).waitFor();
  await audit(page);

  await page.reload();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();

  const title = await somethingForSale(page);
  await page.getByRole('link', { name: title, exact: true }).click();
  const write = async (): Promise<void> => {
    await page.getByRole('radio', { name: '5, Excellent' }).check();
    await page.getByLabel('In a few words').fill('As good as it looks');
    await page.getByLabel('What is it like?').fill('Used every day since it came.');
    await page.getByRole('button', { name: 'Publish review' }).click();
  };
  await write();
  // Others, of earlier runs, may have said the same; this is the word about ours.
  await page.getByText('Your review is published.').waitFor();
  await page.getByRole('heading', { name: 'As good as it looks' }).first().waitFor();
  await write();
  await page.getByRole('alert').waitFor();
  await audit(page);

  assert.deepEqual(complaints, []);
  await leave();
});
