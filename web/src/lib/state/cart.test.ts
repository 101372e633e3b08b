import { expect, test } from 'vitest';
import { GraphQLClient } from '../graphql/client';
import { FakeWire, type CannedAnswer, type SeenRequest } from '../testing/wire';
import { blocksCheckout, Cart } from './cart.svelte';
import { MemoryKeep } from './keep';

const CART_ID = 'portico.cart';
const EUR = { amount: '1.00', currencyCode: 'EUR' };
const COST = { subtotal: EUR, discount: EUR, shipping: EUR, tax: EUR, total: EUR };

function setUp(script: (request: SeenRequest) => CannedAnswer) {
  const keep = new MemoryKeep();
  const wire = new FakeWire(script);
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs: 1_000 });
  const cart = new Cart(client, keep);
  return { keep, wire, cart };
}

function cartOf(id: string, quantity: number, goods: Record<string, unknown> = {}) {
  const variant = { id: 'var_1', ...goods };
  const line = { id: 'cln_1', quantity, unitPrice: EUR, subtotal: EUR, variant };
  return {
    id,
    version: quantity,
    itemCount: quantity,
    lines: [line],
    cost: COST,
    discountCodes: [],
    problems: [],
  };
}

test('the first piece makes a cart whose id is kept, the next goes into it', async () => {
  const { cart, keep, wire } = setUp(({ operation }) =>
    operation === 'CartCreate'
      ? { data: { cartCreate: { cart: cartOf('crt_1', 1), userErrors: [] } } }
      : { data: { cartLinesAdd: { cart: cartOf('crt_1', 2), userErrors: [] } } },
  );
  expect(await cart.add('var_1', 1)).toEqual([]);
  expect(keep.read(CART_ID)).toBe('crt_1');
  expect(await cart.add('var_1', 1)).toEqual([]);
  expect(wire.operations).toEqual(['CartCreate', 'CartLinesAdd']);
  expect(cart.itemCount).toBe(2);
});

test('a cart that is gone is replaced by a new one', async () => {
  const gone = { code: 'CART_NOT_FOUND', field: null, message: 'Gone.' };
  const { cart, keep } = setUp(({ operation }) =>
    operation === 'CartCreate'
      ? { data: { cartCreate: { cart: cartOf('crt_2', 1), userErrors: [] } } }
      : { data: { cartLinesAdd: { cart: null, userErrors: [gone] } } },
  );
  keep.write(CART_ID, 'crt_1');
  expect(await cart.add('var_1', 1)).toEqual([]);
  expect(keep.read(CART_ID)).toBe('crt_2');
});

test('a refusal is handed on and leaves the cart as the shop says it is', async () => {
  const short = {
    code: 'INSUFFICIENT_STOCK',
    field: null,
    message: 'Only 3.',
    quantityAvailable: 3,
  };
  const { cart, keep } = setUp(() => ({
    data: { cartLinesUpdate: { cart: cartOf('crt_1', 3), userErrors: [short] } },
  }));
  keep.write(CART_ID, 'crt_1');
  expect(await cart.setQuantity('cln_1', 9)).toEqual([short]);
  expect(cart.itemCount).toBe(3);
});

test('too many pieces are refused with what there is and what the cart has of it', async () => {
  const short = { code: 'INSUFFICIENT_STOCK', field: null, message: 'Only 67.' };
  const { cart, keep } = setUp(({ operation }) =>
    operation === 'CartPage'
      ? { data: { cart: cartOf('crt_1', 50) } }
      : {
          data: { cartLinesAdd: { cart: null, userErrors: [{ ...short, quantityAvailable: 67 }] } },
        },
  );
  keep.write(CART_ID, 'crt_1');
  const [refusal] = await cart.add('var_1', 20);
  expect(refusal?.message).toMatch(/^Only 67 are left, and 50 of them are in your cart already/);
  expect(cart.itemCount).toBe(50);
});

test('a change keeps the titles that were loaded before', async () => {
  const { cart, keep } = setUp(({ operation }) =>
    operation === 'CartPage'
      ? {
          data: {
            cart: cartOf('crt_1', 1, { product: { id: 'p', handle: 'lamp', title: 'Lamp' } }),
          },
        }
      : { data: { cartLinesUpdate: { cart: cartOf('crt_1', 2), userErrors: [] } } },
  );
  keep.write(CART_ID, 'crt_1');
  await cart.load();
  await cart.setQuantity('cln_1', 2);
  expect(cart.current?.lines[0]?.quantity).toBe(2);
  expect(cart.current?.lines[0]?.variant?.product?.title).toBe('Lamp');
});

test('without the catalog the cart still shows what it costs', async () => {
  const whole = cartOf('crt_1', 2);
  const { cart, keep } = setUp(() => ({
    data: { cart: { ...whole, lines: whole.lines.map((line) => ({ ...line, variant: null })) } },
    errors: [
      {
        message: 'down',
        path: ['cart', 'lines', 0, 'variant'],
        extensions: { code: 'SUBGRAPH_UNREACHABLE', service: 'catalog' },
      },
    ],
  }));
  keep.write(CART_ID, 'crt_1');
  const { cart: loaded, missing } = await cart.load();
  expect(loaded?.itemCount).toBe(2);
  expect(missing).toEqual(new Set(['catalog']));
});

test('a login claims the guest cart, and takes over the id of the merged one', async () => {
  const { cart, keep } = setUp(() => ({
    data: { cartClaim: { cart: { id: 'crt_own', itemCount: 5 }, userErrors: [] } },
  }));
  keep.write(CART_ID, 'crt_guest');
  await cart.claim();
  expect(keep.read(CART_ID)).toBe('crt_own');
  expect(cart.itemCount).toBe(5);
});

test('a login without a guest cart finds the one left elsewhere', async () => {
  const { cart, keep, wire } = setUp(() => ({
    data: { viewer: { id: 'cus_1', cart: { id: 'crt_own', itemCount: 4 } } },
  }));
  await cart.claim();
  expect(wire.operations).toEqual(['CustomerCart']);
  expect(keep.read(CART_ID)).toBe('crt_own');
  cart.leave();
  expect(keep.read(CART_ID)).toBeUndefined();
  expect(cart.itemCount).toBe(0);
});

test('a cart that the shop does not know any more is forgotten', async () => {
  const { cart, keep } = setUp(() => ({ data: { cart: null } }));
  keep.write(CART_ID, 'crt_old');
  expect((await cart.load()).cart).toBeUndefined();
  expect(keep.read(CART_ID)).toBeUndefined();
});

test.each([
  ['NOT_ENOUGH_STOCK', true],
  ['WITHDRAWN', true],
  ['PRICE_CHANGED', false],
] as const)('%s keeps the cart from the checkout: %s', (code, blocks) => {
  expect(blocksCheckout({ code, message: '', line: null })).toBe(blocks);
});
