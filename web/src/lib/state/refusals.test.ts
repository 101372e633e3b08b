import { expect, test } from 'vitest';
import { inBuyersWords, shortage } from './refusals';

const EUR = { amount: '30', currencyCode: 'EUR' };
const CHANGED = 'Your cart has changed since you opened this page.';
const PLEASE = 'Please look it over before you pay.';

test.each([
  ['VERSION_CONFLICT', EUR, `${CHANGED} It comes to €30.00 now. ${PLEASE}`],
  ['TOTAL_CHANGED', EUR, `${CHANGED} It comes to €30.00 now. ${PLEASE}`],
  ['TOTAL_CHANGED', undefined, `${CHANGED} ${PLEASE}`],
  ['WITHDRAWN', EUR, 'As the shop says.'],
])('%s with a total of %o', (code, total, message) => {
  const problem = { code, field: null, message: 'As the shop says.' };
  expect(inBuyersWords(problem, total)).toEqual({ ...problem, message });
});

test.each([
  [0, 0, 'This is sold out.'],
  [1, 0, 'Only 1 is left.'],
  [67, 0, 'Only 67 are left.'],
  [67, 50, 'Only 67 are left, and 50 of them are in your cart already: you can add 17 more.'],
  [3, 1, 'Only 3 are left, and 1 of them is in your cart already: you can add 2 more.'],
  [3, 3, 'Only 3 are left, and you have all of that in your cart already.'],
  [1, 2, 'Only 1 is left, and you have all of that in your cart already.'],
])('of %i there are %i in the cart', (available, inCart, text) => {
  expect(shortage(available, inCart)).toBe(text);
});
