import { expect, test } from 'vitest';
import { EMPTY_ADDRESS } from './address-draft';
import { CheckoutDrafts } from './checkout-draft';
import { MemoryKeep } from './keep';

const DRAFT = {
  email: 'ada@example.com',
  addressId: '',
  address: { ...EMPTY_ADDRESS, name: 'Ada', city: 'London', countryCode: 'GB' as const },
};

test('a draft is there until it is forgotten', () => {
  const keep = new MemoryKeep();
  expect(new CheckoutDrafts(keep).read()).toBeUndefined();
  new CheckoutDrafts(keep).write(DRAFT);
  expect(new CheckoutDrafts(keep).read()).toEqual(DRAFT);
  new CheckoutDrafts(keep).forget();
  expect(new CheckoutDrafts(keep).read()).toBeUndefined();
});

test.each([
  ['no JSON', '{', undefined],
  ['no draft', '"x"', undefined],
  ['no address', '{"email":"ada@example.com"}', undefined],
  [
    'a country that the shop does not send to, and no texts',
    '{"email":7,"address":{"countryCode":"XX","city":"Bree"}}',
    { email: '', addressId: '', address: { ...EMPTY_ADDRESS, city: 'Bree' } },
  ],
])('%s is read for what it is worth', (_name, text, draft) => {
  const keep = new MemoryKeep();
  keep.write('portico.checkout-draft', text);
  expect(new CheckoutDrafts(keep).read()).toEqual(draft);
});
