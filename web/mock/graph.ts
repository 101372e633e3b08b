import { on } from 'node:events';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { apiSchema } from '../scripts/paths.ts';
import { accountMutations, type Caller } from './account-mutations.ts';
import { cartMutations } from './cart-mutations.ts';
import { catalogQueries } from './catalog-queries.ts';
import { products } from './catalogue.ts';
import { failFieldsOfDownServices } from './outage.ts';
import { changes, orders } from './saga.ts';
import { cartView, checkoutById, customerById, orderView } from './views.ts';
import { accessTokens, addCustomer, carts, newId, reviews } from './world.ts';

/** The made-up graph: the real schema over the made-up shop. */
export function mockSchema(): GraphQLSchema {
  const schema = buildSchema(apiSchema());
  failFieldsOfDownServices(schema);
  return schema;
}

export const root = {
  ...catalogQueries,
  ...accountMutations,
  ...cartMutations,
  viewer: (_: unknown, { customerId }: Caller) => customerById(customerId),
  cart: ({ id }: { id: string }) => cartView(carts.get(id)),
  order: ({ id }: { id: string }) => orderView(orders.get(id)),
  checkout: ({ id }: { id: string }) => checkoutById(id),
  checkoutProgress: async function* ({ id }: { id: string }) {
    const events = on(changes, id);
    for (;;) {
      const checkout = checkoutById(id);
      yield { checkoutProgress: checkout };
      if (checkout === null || checkout.status !== 'PENDING') {
        return;
      }
      await events.next();
    }
  },
};

/** The caller an `Authorization` value names; undefined when it names nobody any more. */
export function callerOf(authorization: unknown): Caller | undefined {
  if (typeof authorization !== 'string') {
    return { customerId: undefined };
  }
  const customerId = accessTokens.get(authorization.replace(/^Bearer /, ''));
  return customerId === undefined ? undefined : { customerId };
}

/** The demo customers and their reviews. */
export function seed(): void {
  const ada = addCustomer('ada@example.com', 'analytical engine', 'Ada');
  const grace = addCustomer('grace@example.com', 'nanoseconds of wire', 'Grace');
  const texts = [
    ['Just right', 'Stands on the sill all year round and looks better each month.'],
    ['Sturdy', 'Survived two children and a storm. Would buy it again.'],
    ['Nice, but heavy', 'Beautiful, though I would not carry it far.'],
  ] as const;
  for (const product of products) {
    for (let index = 0; index < product.number % 9; index += 1) {
      const [title, body] = texts[index % texts.length] ?? texts[0];
      const { id, displayName } = index % 2 === 0 ? ada : grace;
      reviews.push({
        id: newId('rev'),
        productId: product.id,
        author: { id: `${id}_${index}`, displayName },
        rating: 3 + ((product.number + index) % 3),
        title,
        body,
        createdAt: new Date(Date.UTC(2026, 9, 1 + index)).toISOString(),
      });
    }
  }
}
