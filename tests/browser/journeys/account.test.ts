import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../browser.ts';
import { mailedToken } from '../mailbox.ts';
import { logIn, logOut, newAccount, register } from '../shopping.ts';
import { audit, visit } from '../visit.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

test('an address is confirmed, a forgotten password replaced, an account erased', async () => {
  const { page, complaints, leave } = await visit(browser);
  const account = newAccount();
  await register(page, account);
  await page.getByText('Your address is not confirmed yet').waitFor();
  await audit(page);

  const proof = await mailedToken(account.email, 'Please confirm your e-mail address');
  await page.goto(`/account/verify#token=${proof}`);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('your address is confirmed').waitFor();
  await audit(page);
  await page.getByRole('link', { name: 'To your account' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  assert.equal(await page.getByText('not confirmed yet').count(), 0);

  await logOut(page);
  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('E-mail').fill(account.email);
  await audit(page);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('a mail is on its way').waitFor();
  const reset = await mailedToken(account.email, 'Set a new password');
  await page.goto('/');
  await page.goto(`/account/reset-password#token=${reset}`);
  const renewed = { ...account, password: `${account.password}, again` };
  await page.getByLabel('New password').fill(renewed.password);
  await audit(page);
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.waitForURL(/\/login$/);
  await logIn(page, renewed);

  await page.goto('/account');
  await page.getByText('Erase the account').click();
  await page.getByLabel('Your password, to be sure').fill(renewed.password);
  await audit(page);
  await page.getByRole('button', { name: 'Erase my account' }).click();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(renewed.email);
  await page.getByLabel('Password').fill(renewed.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').first().waitFor();
  assert.deepEqual(complaints, []);
  await leave();
});
