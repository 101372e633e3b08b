import { expect, test } from 'vitest';
import { FakeClock, FakeWire, type CannedAnswer } from '../testing/wire';
import { GraphQLClient } from './client';
import { Degradation } from './degradation';
import { RequestFailure } from './failure';
import { ProductPageDocument } from './generated';

const EXTRAS = ['inventory', 'reviews'] as const;
const PRODUCT = { id: 'prd_1', title: 'Lamp' };

function setUp(answer: (flags: { inventory: boolean; reviews: boolean }) => CannedAnswer) {
  const clock = new FakeClock();
  const wire = new FakeWire(({ variables }) =>
    answer(variables as { inventory: boolean; reviews: boolean }),
  );
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs: 1_000 });
  const degradation = new Degradation(client, clock.now);
  const load = () => degradation.send(ProductPageDocument, { handle: 'lamp' }, EXTRAS);
  return { clock, wire, load };
}

test('an operation in which nothing fails is sent once, with everything', async () => {
  const { wire, load } = setUp(() => ({ data: { product: PRODUCT } }));
  expect(await load()).toEqual({ data: { product: PRODUCT }, missing: new Set() });
  expect(wire.seen.map(({ variables }) => variables)).toEqual([
    { handle: 'lamp', inventory: true, reviews: true },
  ]);
});

test('a part that may be null is missing without a second request', async () => {
  const data = { product: { ...PRODUCT, reviews: null } };
  const { wire, load } = setUp(() => ({
    data,
    errors: [{ message: 'down', path: ['product', 'reviews'] }],
  }));
  expect(await load()).toEqual({ data, missing: new Set(['reviews']) });
  expect(wire.seen).toHaveLength(1);
});

test('a hole within a part does not make the part missing', async () => {
  const data = { product: { ...PRODUCT, reviews: { nodes: [{ id: 'rev_1', author: null }] } } };
  const { wire, load } = setUp(() => ({
    data,
    errors: [{ message: 'accounts is down', path: ['product', 'reviews', 'nodes', 0, 'author'] }],
  }));
  expect(await load()).toEqual({ data, missing: new Set() });
  expect(wire.seen).toHaveLength(1);
});

test('a part that takes its parents with it is left out of a second request', async () => {
  const { wire, load } = setUp(({ reviews }) =>
    reviews
      ? { data: { product: null }, errors: [{ message: 'down', path: ['product', 'rating'] }] }
      : { data: { product: PRODUCT } },
  );
  expect(await load()).toEqual({ data: { product: PRODUCT }, missing: new Set(['reviews']) });
  expect(wire.seen).toHaveLength(2);
});

test('parts that fail one after the other are all left out', async () => {
  const { wire, load } = setUp(({ inventory, reviews }) => {
    const path = reviews ? ['product', 'rating'] : ['product', 'variants', 0, 'availableForSale'];
    return reviews || inventory
      ? { data: { product: null }, errors: [{ message: 'down', path }] }
      : { data: { product: PRODUCT } };
  });
  expect((await load()).missing).toEqual(new Set(['inventory', 'reviews']));
  expect(wire.seen).toHaveLength(3);
});

test('what is down is not asked for a while, and then again', async () => {
  let isDown = true;
  const { clock, wire, load } = setUp(({ reviews }) =>
    reviews && isDown
      ? { data: { product: null }, errors: [{ message: 'down', path: ['product', 'rating'] }] }
      : { data: { product: PRODUCT } },
  );
  await load();
  expect((await load()).missing).toEqual(new Set(['reviews']));
  expect(wire.seen).toHaveLength(3);
  isDown = false;
  clock.advance(5_001);
  expect((await load()).missing).toEqual(new Set());
});

test('a fault of the page itself is a failure', async () => {
  const { wire, load } = setUp(() => ({
    data: { product: null },
    errors: [{ message: 'the catalog is down', path: ['product'] }],
  }));
  await expect(load()).rejects.toThrow('the catalog is down');
  expect(wire.seen).toHaveLength(1);
});

test('errors without data and without a place end as a failure once all extras are left out', async () => {
  const { wire, load } = setUp(() => ({ errors: [{ message: 'broken' }] }));
  await expect(load()).rejects.toBeInstanceOf(RequestFailure);
  expect(wire.seen).toHaveLength(2);
});
