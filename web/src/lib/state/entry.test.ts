import { expect, test } from 'vitest';
import { safeNext } from './entry';

test.each([
  ['/cart', '/cart'],
  ['/orders/ord_1?x=1', '/orders/ord_1?x=1'],
  [null, '/account'],
  ['', '/account'],
  ['https://evil.example/', '/account'],
  ['//evil.example/', '/account'],
  ['/\\evil.example/', '/account'],
])('after the login %s leads to %s', (next, target) => {
  expect(safeNext(next)).toBe(target);
});
