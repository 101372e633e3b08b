import { signedIn, type Caller } from './account-mutations.ts';
import { checkouts, submit } from './saga.ts';
import { cartView, checkoutView } from './views.ts';
import {
  addCart,
  carts,
  costOf,
  put,
  quantityOf,
  refusal,
  type Cart,
  type Refusal,
} from './world.ts';

interface LineInput {
  readonly variantId: string;
  readonly quantity: number;
}

interface Submission {
  readonly attemptToken: string;
  readonly email: string;
  readonly shippingAddress: unknown;
  readonly paymentToken: string;
  readonly expectedTotal: { amount: string };
}

/** The first answer of each attempt. */
const attempts = new Map<string, string>();

export const cartMutations = {
  cartCreate: ({ input }: { input: { lines?: LineInput[] } }, { customerId }: Caller) =>
    added(addCart(customerId), input.lines ?? []),
  cartLinesAdd: ({ id, input }: { id: string; input: { lines: LineInput[] } }) =>
    inCart(id, (cart) => added(cart, input.lines)),
  cartLinesUpdate: ({
    id,
    input,
  }: {
    id: string;
    input: { lines: { lineId: string; quantity: number }[] };
  }) =>
    inCart(id, (cart) => {
      const errors = input.lines.map(({ lineId, quantity }) =>
        put(cart, cart.lines.find((line) => line.id === lineId)?.variantId ?? '', quantity),
      );
      return payload(cart, errors);
    }),
  cartLinesRemove: ({ id, input }: { id: string; input: { lineIds: string[] } }) =>
    inCart(id, (cart) => {
      cart.lines = cart.lines.filter((line) => !input.lineIds.includes(line.id));
      cart.version += 1;
      return payload(cart, []);
    }),
  cartClaim: ({ id }: { id: string }, caller: Caller) =>
    inCart(id, (cart) => {
      const customer = signedIn(caller);
      const own = carts.get(customer.cartId ?? '');
      if (own === undefined || own === cart) {
        cart.customerId = customer.id;
        customer.cartId = cart.id;
        return payload(cart, []);
      }
      for (const line of cart.lines) {
        put(own, line.variantId, quantityOf(own, line.variantId) + line.quantity);
      }
      carts.delete(cart.id);
      return payload(own, []);
    }),
  checkoutSubmit: ({ cartId, input }: { cartId: string; input: Submission }) => {
    const earlier = checkouts.get(attempts.get(input.attemptToken) ?? '');
    if (earlier !== undefined) {
      return accepted('CheckoutAlreadyAccepted', earlier.id);
    }
    const cart = carts.get(cartId);
    if (cart === undefined || cart.lines.length === 0) {
      return failed(refusal('CART_EMPTY', 'There is nothing in the cart.'));
    }
    if (Number(input.expectedTotal.amount) * 100 !== costOf(cart.lines).total) {
      return failed(refusal('TOTAL_CHANGED', 'The total has changed. Please look at it again.'));
    }
    const checkout = submit({ ...input, cart });
    attempts.set(input.attemptToken, checkout.id);
    return accepted('CheckoutAccepted', checkout.id);
  },
};

function accepted(__typename: string, id: string) {
  const checkout = checkouts.get(id);
  return { __typename, orderId: checkout?.orderId, checkout: checkoutView(checkout) };
}

function failed(error: Refusal) {
  return { __typename: 'CheckoutFailed', userErrors: [error] };
}

function inCart(id: string, task: (cart: Cart) => unknown): unknown {
  const cart = carts.get(id);
  return cart === undefined
    ? {
        cart: null,
        userErrors: [refusal('CART_NOT_FOUND', 'There is no such cart.')],
        warnings: [],
      }
    : task(cart);
}

function added(cart: Cart, lines: readonly LineInput[]) {
  return payload(
    cart,
    lines.map(({ variantId, quantity }) =>
      put(cart, variantId, quantityOf(cart, variantId) + quantity),
    ),
  );
}

function payload(cart: Cart, errors: readonly (Refusal | undefined)[]) {
  return {
    cart: cartView(cart),
    userErrors: errors.filter((error) => error !== undefined),
    warnings: [],
  };
}
