import { randomUUID } from 'node:crypto';
import { variants } from './catalogue.ts';

/** What the made-up shop remembers, and its rules as far as the pages can see them. */

export interface Customer {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  displayName: string;
  readonly registeredAt: string;
  addresses: Address[];
  cartId: string | undefined;
  readonly notifications: Notification[];
}

export interface Address {
  id: string;
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  countryCode: string;
  isDefault: boolean;
}

export interface Notification {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly body: string;
  readonly sentAt: string;
  readAt: string | null;
}

export interface Line {
  readonly id: string;
  readonly variantId: string;
  quantity: number;
}

export interface Cart {
  readonly id: string;
  version: number;
  lines: Line[];
  customerId: string | undefined;
}

export interface Review {
  readonly id: string;
  readonly productId: string;
  readonly author: { id: string; displayName: string };
  readonly rating: number;
  readonly title: string;
  readonly body: string;
  readonly createdAt: string;
}

export const customers = new Map<string, Customer>();
export const carts = new Map<string, Cart>();
export const accessTokens = new Map<string, string>();
export const refreshTokens = new Map<string, string>();
export const reviews: Review[] = [];

export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}

export function customerByEmail(email: string): Customer | undefined {
  return [...customers.values()].find((customer) => customer.email === email.toLowerCase());
}

export function addCustomer(email: string, password: string, displayName: string): Customer {
  const customer: Customer = {
    id: newId('cus'),
    email: email.toLowerCase(),
    password,
    displayName,
    registeredAt: new Date().toISOString(),
    addresses: [],
    cartId: undefined,
    notifications: [],
  };
  customers.set(customer.id, customer);
  notify(
    customer,
    'ACCOUNT_REGISTERED',
    'Welcome to Portico',
    'Your account is open. Have a look around.',
  );
  return customer;
}

export function notify(customer: Customer, kind: string, subject: string, body: string): void {
  const sentAt = new Date().toISOString();
  customer.notifications.unshift({ id: newId('ntf'), kind, subject, body, sentAt, readAt: null });
}

export function addCart(customerId: string | undefined): Cart {
  const cart: Cart = { id: newId('crt'), version: 1, lines: [], customerId };
  carts.set(cart.id, cart);
  const customer = customers.get(customerId ?? '');
  if (customer !== undefined) {
    customer.cartId = cart.id;
  }
  return cart;
}

export interface Refusal {
  readonly __typename: 'InputError' | 'InsufficientStockError';
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly quantityAvailable?: number;
}

export function refusal(code: string, message: string, field: string[] | null = null): Refusal {
  return { __typename: 'InputError', code, field, message };
}

/** Adds to a cart, or sets, a variant's quantity; the refusal when it cannot be. */
export function put(cart: Cart, variantId: string, quantity: number): Refusal | undefined {
  const known = variants.get(variantId);
  if (known === undefined) {
    return refusal('VARIANT_NOT_FOUND', 'This is not sold here any more.', ['input', 'lines']);
  }
  if (quantity < 1 || quantity > 99) {
    return refusal('QUANTITY_INVALID', 'The quantity must be from 1 to 99.', ['input', 'lines']);
  }
  const { onHand, title } = known.variant;
  if (quantity > onHand) {
    return {
      __typename: 'InsufficientStockError',
      code: 'INSUFFICIENT_STOCK',
      field: null,
      message: `Only ${onHand} of ${title} are left.`,
      quantityAvailable: onHand,
    };
  }
  const line = cart.lines.find((each) => each.variantId === variantId);
  if (line === undefined) {
    cart.lines.push({ id: newId('cln'), variantId, quantity });
  } else {
    line.quantity = quantity;
  }
  cart.version += 1;
  return undefined;
}

export function quantityOf(cart: Cart, variantId: string): number {
  return cart.lines.find((line) => line.variantId === variantId)?.quantity ?? 0;
}

export interface Cost {
  readonly subtotal: number;
  readonly shipping: number;
  readonly tax: number;
  readonly total: number;
}

/** In cents: 4.90 shipping below 60.00; prices are net of 19 % tax. */
export function costOf(lines: readonly Line[]): Cost {
  const subtotal = lines.reduce((sum, line) => sum + priceOf(line.variantId) * line.quantity, 0);
  const shipping = subtotal === 0 || subtotal >= 6000 ? 0 : 490;
  const tax = Math.round(subtotal * 0.19);
  return { subtotal, shipping, tax, total: subtotal + shipping + tax };
}

export function priceOf(variantId: string): number {
  return variants.get(variantId)?.variant.priceCents ?? 0;
}
