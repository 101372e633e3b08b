import { EventEmitter } from 'node:events';
import { variants } from './catalogue.ts';
import { costOf, customers, newId, notify, type Cart, type Cost, type Line } from './world.ts';

/** The made-up purchase: the steps of the real saga, by the clock. */

export interface Checkout {
  readonly id: string;
  readonly orderId: string;
  status: 'PENDING' | 'COMPLETED' | 'FAILED';
  step: string;
  failure: { code: string; message: string } | null;
  readonly cost: Cost;
  readonly submittedAt: string;
  endedAt: string | null;
}

export interface Order {
  readonly id: string;
  readonly number: string;
  status: 'PENDING' | 'CONFIRMED' | 'CANCELLED';
  paymentStatus: string;
  readonly customerId: string | undefined;
  readonly email: string;
  readonly shippingAddress: unknown;
  readonly lines: readonly Line[];
  readonly cost: Cost;
  readonly placedAt: string;
  readonly timeline: { at: string; kind: string; message: string }[];
  readonly transactions: { id: string; kind: string; state: string; processedAt: string }[];
}

export interface Submission {
  readonly cart: Cart;
  readonly email: string;
  readonly shippingAddress: unknown;
  readonly paymentToken: string;
}

export const checkouts = new Map<string, Checkout>();
export const orders = new Map<string, Order>();
export const changes = new EventEmitter({ captureRejections: true }).setMaxListeners(0);

const STEP_MS = Number(process.env['PORTICO_MOCK_STEP_MS'] ?? 350);
let orderNumber = 100_041;

export function submit(submission: Submission): Checkout {
  const checkout: Checkout = {
    id: newId('chk'),
    orderId: newId('ord'),
    status: 'PENDING',
    step: 'RESERVING_STOCK',
    failure: null,
    cost: costOf(submission.cart.lines),
    submittedAt: new Date().toISOString(),
    endedAt: null,
  };
  checkouts.set(checkout.id, checkout);
  void run(checkout, submission);
  return checkout;
}

async function run(checkout: Checkout, submission: Submission): Promise<void> {
  const lines = submission.cart.lines.map((line) => ({ ...line }));
  stock(lines, -1);
  await advance(checkout, 'AUTHORIZING_PAYMENT');
  if (submission.paymentToken === 'tok_slow' || submission.paymentToken === 'tok_timeout_charged') {
    await pause(STEP_MS * 8);
  }
  if (submission.paymentToken === 'tok_declined') {
    await advance(checkout, 'COMPENSATING');
    stock(lines, 1);
    checkout.failure = { code: 'PAYMENT_DECLINED', message: 'The bank declined the card.' };
    end(checkout, 'FAILED');
    return;
  }
  await advance(checkout, 'CREATING_ORDER');
  const order = placeOrder(checkout, submission, lines);
  await advance(checkout, 'COMMITTING_STOCK');
  await advance(checkout, 'CONFIRMING_ORDER');
  order.status = 'CONFIRMED';
  order.paymentStatus = 'AUTHORIZED';
  order.timeline.push(entry('CONFIRMED', 'The order is confirmed.'));
  submission.cart.lines = [];
  const customer = customers.get(order.customerId ?? '');
  if (customer !== undefined) {
    notify(
      customer,
      'ORDER_CONFIRMED',
      `Order ${order.number} is confirmed`,
      'We are packing it now.',
    );
  }
  end(checkout, 'COMPLETED');
}

function placeOrder(checkout: Checkout, submission: Submission, lines: Line[]): Order {
  orderNumber += 1;
  const placedAt = new Date().toISOString();
  const order: Order = {
    id: checkout.orderId,
    number: `P-${orderNumber}`,
    status: 'PENDING',
    paymentStatus: 'PENDING',
    customerId: submission.cart.customerId,
    email: submission.email,
    shippingAddress: submission.shippingAddress,
    lines,
    cost: checkout.cost,
    placedAt,
    timeline: [entry('PLACED', 'The order was placed.')],
    transactions: [
      { id: newId('txn'), kind: 'AUTHORIZATION', state: 'SUCCEEDED', processedAt: placedAt },
    ],
  };
  orders.set(order.id, order);
  return order;
}

function stock(lines: readonly Line[], sign: 1 | -1): void {
  for (const line of lines) {
    const known = variants.get(line.variantId);
    if (known !== undefined) {
      known.variant.onHand += sign * line.quantity;
    }
  }
}

async function advance(checkout: Checkout, step: string): Promise<void> {
  await pause(STEP_MS);
  checkout.step = step;
  changes.emit(checkout.id);
}

function end(checkout: Checkout, status: 'COMPLETED' | 'FAILED'): void {
  checkout.status = status;
  checkout.step = 'DONE';
  checkout.endedAt = new Date().toISOString();
  changes.emit(checkout.id);
}

function entry(kind: string, message: string) {
  return { at: new Date().toISOString(), kind, message };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
