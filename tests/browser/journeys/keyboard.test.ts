import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { somethingForSale } from '../shopping.ts';
import { audit, visit } from '../visit.ts';

/** More stops than any page has before what is looked for. */
const MOST_STOPS = 150;

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('a purchase with the keyboard alone', async () => {
  const { page, complaints, leave } = await visit(browser);
  const title = await somethingForSale(page);
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();

  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the content');
  await tabTo(page, 'Search the shop');
  await page.keyboard.type(title.split(' ')[0] ?? title, { delay: 15 });
  await page.getByRole('option', { name: title }).waitFor();
  await audit(page);
  await markOption(page, title);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();

  await tabTo(page, 'Add to cart');
  await page.keyboard.press('Enter');
  await page.getByTestId('cart-count').waitFor();
  await tabTo(page, /^Cart/);
  await page.keyboard.press('Enter');
  await page.getByTestId('cart-line').waitFor();
  await tabTo(page, 'To the checkout');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();

  await typeInto(page, 'E-mail', 'keys@example.com');
  await typeInto(page, 'Full name', 'Wilma Stone');
  await typeInto(page, 'Street and number', 'Quarry Road 1');
  await typeInto(page, 'Postal code', '10115');
  await typeInto(page, 'City', 'Berlin');
  await tabTo(page, /^Approved/);
  await audit(page);
  // Enter in a form's field sends the form; with cards that would surprise, so the button is walked to.
  await tabTo(page, /^Pay/);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=checkout][data-status=COMPLETED]').waitFor();
  await tabTo(page, 'See the order');
  await page.keyboard.press('Enter');
  await page.getByTestId('order-status').waitFor();
  await audit(page);

  assert.deepEqual(complaints, []);
  await leave();
});

/** Goes down the suggestions until the one of that title is marked. */
async function markOption(page: Page, title: string): Promise<void> {
  const options = await page.getByRole('option').count();
  for (let step = 0; step < options; step += 1) {
    await page.keyboard.press('ArrowDown');
    const marked = page.locator('[role=option][aria-selected=true]');
    if ((await marked.innerText()).includes(title)) {
      const active = await page.getByRole('combobox').getAttribute('aria-activedescendant');
      assert.equal(active, await marked.getAttribute('id'), 'the mark is told to screen readers');
      return;
    }
  }
  assert.fail(`"${title}" is not among the suggestions`);
}

/** The accessible name of what has the focus, and whether one can see that it does. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) {
      return '';
    }
    const labelled = element as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> | null };
    const label = labelled.labels?.[0]?.innerText;
    return (element.getAttribute('aria-label') ?? label ?? element.innerText).trim();
  });
}

async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const current = await focused(page);
    if (typeof name === 'string' ? current.startsWith(name) : name.test(current)) {
      assert.equal(await isFocusVisible(page), true, `the focus on "${current}" can be seen`);
      return;
    }
    seen.push(current);
  }
  assert.fail(`no stop is called ${String(name)}; there were: ${seen.join(' | ')}`);
}

async function typeInto(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(text);
}

/** Whether the focused element, or what stands for it, is outlined. */
async function isFocusVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const candidates = [element, element?.closest('label')];
    return candidates.some((candidate) => {
      if (!candidate) {
        return false;
      }
      return ['', '::after'].some((part) => {
        const style = getComputedStyle(candidate, part === '' ? undefined : part);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      });
    });
  });
}
