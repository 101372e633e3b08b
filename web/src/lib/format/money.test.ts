import { expect, test } from 'vitest';
import { formatMoney, isZero, percentOff } from './money';

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

test('a saving is rounded down, and never negative', () => {
  expect(percentOff(eur('59.00'), eur('79.00'))).toBe(25);
  expect(percentOff(eur('79.00'), eur('59.00'))).toBe(0);
  expect(percentOff(eur('79.00'), null)).toBe(0);
  expect(percentOff(eur('79.00'), eur('0.00'))).toBe(0);
});
