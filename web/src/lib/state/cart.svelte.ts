import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import {
  CartClaimDocument,
  CartCreateDocument,
  CartDiscountCodesUpdateDocument,
  CartLinesAddDocument,
  CartLinesRemoveDocument,
  CartLinesUpdateDocument,
  CartPageDocument,
  CustomerCartDocument,
  type CartCoreFragment,
  type CartPageQuery,
  type ProblemFragment,
} from '../graphql/generated';
import type { Keep } from './keep';
import { shortage } from './refusals';

export type CartView = NonNullable<CartPageQuery['cart']>;
export type CartLine = CartView['lines'][number];

/** A refusal of a change; `quantityAvailable` when stock was the reason. */
export type CartRefusal = ProblemFragment & { quantityAvailable?: number };

interface CartPayload {
  readonly cart: CartCoreFragment | null;
  readonly userErrors: readonly CartRefusal[];
}

interface LoadedCart {
  readonly cart: CartView | undefined;
  /** The services without whose answer it had to be shown. */
  readonly missing: ReadonlySet<string>;
}

/** Under which the cart's id is kept, for all tabs. */
export const CART_ID = 'portico.cart';
const NO_CART: LoadedCart = { cart: undefined, missing: new Set() };

/** The one open cart of this visitor. Its id is all that is kept; the cart itself lives in the shop. */
export class Cart {
  /** Pieces in the cart, for the badge in the header. */
  itemCount = $state(0);
  /** The cart as last loaded or changed; undefined before the first load and without a cart. */
  current = $state.raw<CartView>();

  readonly #client: GraphQLClient;
  readonly #keep: Keep;

  constructor(client: GraphQLClient, keep: Keep) {
    this.#client = client;
    this.#keep = keep;
  }

  get id(): string | undefined {
    return this.#keep.read(CART_ID);
  }

  /** Loads the cart with what other services know of its goods. */
  async load(): Promise<LoadedCart> {
    const { id } = this;
    if (id === undefined) {
      this.#show(undefined);
      return NO_CART;
    }
    const { data, missing } = await this.#client.send(CartPageDocument, { id });
    if (data.cart === null) {
      // It has expired, or became somebody's own elsewhere.
      this.#keep.forget(CART_ID);
    }
    this.#show(data.cart ?? undefined);
    return { cart: this.current, missing };
  }

  /** Loads the cart for the badge in the header, which is an extra: while it cannot be had, there is none. */
  async refreshCount(): Promise<void> {
    try {
      await this.load();
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure)) {
        throw thrown;
      }
    }
  }

  /** How many pieces of a variant the cart holds, as last loaded. */
  quantityOf(variantId: string): number {
    const lines = this.current?.lines.filter(({ variant }) => variant?.id === variantId) ?? [];
    return lines.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** Puts pieces into the cart, and makes one when there is none; the refusals, none on success. */
  async add(variantId: string, quantity: number): Promise<readonly CartRefusal[]> {
    const lines = [{ variantId, quantity }];
    const { id } = this;
    if (id !== undefined) {
      const { data } = await this.#client.send(CartLinesAddDocument, { id, input: { lines } });
      if (!isGone(data.cartLinesAdd)) {
        return this.#tellingShortage(variantId, this.#apply(data.cartLinesAdd));
      }
      this.#keep.forget(CART_ID);
    }
    const { data } = await this.#client.send(CartCreateDocument, { input: { lines } });
    return this.#tellingShortage(variantId, this.#apply(data.cartCreate));
  }

  /** Sets a line's quantity, at least 1; the refusals, none on success. */
  async setQuantity(lineId: string, quantity: number): Promise<readonly CartRefusal[]> {
    const { id } = this;
    if (id === undefined) {
      return [];
    }
    const input = { lines: [{ lineId, quantity }] };
    const { data } = await this.#client.send(CartLinesUpdateDocument, { id, input });
    return this.#apply(data.cartLinesUpdate);
  }

  /** Takes a line out; the refusals, none on success. */
  async remove(lineId: string): Promise<readonly CartRefusal[]> {
    const { id } = this;
    if (id === undefined) {
      return [];
    }
    const input = { lineIds: [lineId] };
    const { data } = await this.#client.send(CartLinesRemoveDocument, { id, input });
    return this.#apply(data.cartLinesRemove);
  }

  /** Sets all discount codes that the cart is to have; the refusals, none on success. */
  async setDiscountCodes(codes: readonly string[]): Promise<readonly CartRefusal[]> {
    const { id } = this;
    if (id === undefined) {
      return [];
    }
    const input = { codes: [...codes] };
    const { data } = await this.#client.send(CartDiscountCodesUpdateDocument, { id, input });
    return this.#apply(data.cartDiscountCodesUpdate);
  }

  /**
   * After a login: makes the guest's cart the customer's own (the shop merges it into the one they have), or finds the one they
   * left elsewhere.
   */
  async claim(): Promise<void> {
    const claimed = await this.#claimGuestCart();
    const cart = claimed ?? (await this.#findCustomerCart());
    if (cart === undefined) {
      this.#show(undefined);
      return;
    }
    this.#keep.write(CART_ID, cart.id);
    this.itemCount = cart.itemCount;
  }

  /** After a logout: the cart stays with the customer, not with the device. */
  leave(): void {
    this.#keep.forget(CART_ID);
    this.#show(undefined);
  }

  async #claimGuestCart(): Promise<{ id: string; itemCount: number } | undefined> {
    const { id } = this;
    if (id === undefined) {
      return undefined;
    }
    const { data } = await this.#client.send(CartClaimDocument, { id });
    if (data.cartClaim.cart === null) {
      this.#keep.forget(CART_ID);
    }
    return data.cartClaim.cart ?? undefined;
  }

  async #findCustomerCart(): Promise<{ id: string; itemCount: number } | undefined> {
    const { data } = await this.#client.send(CustomerCartDocument, {});
    return data.viewer?.cart ?? undefined;
  }

  /** The shop counts what is in the cart already against the stock; the buyer shall know. */
  async #tellingShortage(
    variantId: string,
    refusals: readonly CartRefusal[],
  ): Promise<readonly CartRefusal[]> {
    if (refusals.every(({ quantityAvailable }) => quantityAvailable === undefined)) {
      return refusals;
    }
    // A changed cart comes without its variants.
    await this.refreshCount();
    return refusals.map((refusal) => {
      const { quantityAvailable } = refusal;
      return quantityAvailable === undefined
        ? refusal
        : { ...refusal, message: shortage(quantityAvailable, this.quantityOf(variantId)) };
    });
  }

  #apply({ cart, userErrors }: CartPayload): readonly CartRefusal[] {
    if (cart !== null) {
      this.#keep.write(CART_ID, cart.id);
      this.#show(withGoods(cart, this.current));
    }
    return userErrors;
  }

  #show(cart: CartView | undefined): void {
    this.current = cart;
    this.itemCount = cart?.itemCount ?? 0;
  }
}

function isGone({ userErrors }: CartPayload): boolean {
  return userErrors.some((error) => error.code === 'CART_NOT_FOUND' || error.code === 'NOT_FOUND');
}

/** A changed cart with the titles and pictures that were loaded before; the change itself comes without them. */
function withGoods(cart: CartCoreFragment, before: CartView | undefined): CartView {
  const known = new Map(before?.lines.map((line) => [line.id, line.variant]));
  const lines = cart.lines.map((line) => ({
    ...line,
    variant: known.get(line.id) ?? null,
  }));
  return { ...cart, lines };
}

/** Whether a problem keeps the cart from being bought; a changed price only has to be seen. */
export function blocksCheckout({ code }: CartView['problems'][number]): boolean {
  switch (code) {
    case 'NOT_ENOUGH_STOCK':
    case 'WITHDRAWN':
      return true;
    case 'PRICE_CHANGED':
      return false;
  }
}
