import { expect, test } from 'vitest';
import { formatMoney, isZero, percentOff, withShopAmounts } from './money';

const eur = (amount: string) => ({ amount, currencyCode: 'EUR' });

test.each([
  ['0.00', '€0.00'],
  ['12.3', '€12.30'],
  ['1234.50', '€1,234.50'],
  // More digits than a float has.
  ['90071992547409.93', '€90,071,992,547,409.93'],
  ['9007199254740993.01', '€9,007,199,254,740,993.01'],
])('%s is written %s', (amount, text) => {
  expect(formatMoney(eur(amount))).toBe(text);
});

test.each([
  ['0', true],
  ['0.00', true],
  ['-0.00', true],
  ['0.01', false],
  ['10', false],
])('%s is nothing: %s', (amount, zero) => {
  expect(isZero(eur(amount))).toBe(zero);
});

test.each([
  ['The price has changed to 30.00 EUR.', 'The price has changed to €30.00.'],
  ['Subtotal 1078.00 EUR\nTotal 1082.90 EUR', 'Subtotal €1,078.00\nTotal €1,082.90'],
  ['Europe, 12.5 EUR, 1.2.30 EUR, 7.00 EUROPA', 'Europe, 12.5 EUR, 1.2.30 EUR, 7.00 EUROPA'],
])('the amounts of "%s" are written as in the shop', (text, shown) => {
  expect(withShopAmounts(text)).toBe(shown);
});

test('a saving is rounded down, and never negative', () => {
  expect(percentOff(eur('59.00'), eur('79.00'))).toBe(25);
  expect(percentOff(eur('79.00'), eur('59.00'))).toBe(0);
  expect(percentOff(eur('79.00'), null)).toBe(0);
  expect(percentOff(eur('79.00'), eur('0.00'))).toBe(0);
});
