import type {
  CheckoutStep,
  CountryCode,
  FulfilmentStatus,
  OrderStatus,
  PaymentStatus,
  TransactionKind,
  TransactionState,
} from '../graphql/generated';

/** How a state looks: settled well, under way, or gone wrong. */
export type Tone = 'good' | 'pending' | 'bad' | 'plain';

export interface Status {
  readonly label: string;
  readonly tone: Tone;
}

export const ORDER_STATUS: Record<OrderStatus, Status> = {
  PENDING: { label: 'In progress', tone: 'pending' },
  CONFIRMED: { label: 'Confirmed', tone: 'good' },
  CANCELLED: { label: 'Cancelled', tone: 'bad' },
};

export const PAYMENT_STATUS: Record<PaymentStatus, Status> = {
  PENDING: { label: 'Payment pending', tone: 'pending' },
  AUTHORIZED: { label: 'Payment authorised', tone: 'good' },
  PAID: { label: 'Paid', tone: 'good' },
  VOIDED: { label: 'Payment voided', tone: 'plain' },
  REFUNDED: { label: 'Refunded', tone: 'plain' },
};

export const FULFILMENT_STATUS: Record<FulfilmentStatus, Status> = {
  UNFULFILLED: { label: 'Not yet sent', tone: 'plain' },
  FULFILLED: { label: 'Sent', tone: 'good' },
};

export const TRANSACTION_KIND: Record<TransactionKind, string> = {
  AUTHORIZATION: 'Authorisation',
  CAPTURE: 'Charge',
  REFUND: 'Refund',
  VOID: 'Void',
};

export const TRANSACTION_STATE: Record<TransactionState, Status> = {
  SUCCEEDED: { label: 'Succeeded', tone: 'good' },
  DECLINED: { label: 'Declined', tone: 'bad' },
};

/** The steps of a purchase in their order, in the buyer's words. */
export const CHECKOUT_STEPS: readonly { readonly step: CheckoutStep; readonly label: string }[] = [
  { step: 'RESERVING_STOCK', label: 'Setting your goods aside' },
  { step: 'AUTHORIZING_PAYMENT', label: 'Asking your bank' },
  { step: 'CREATING_ORDER', label: 'Writing up the order' },
  { step: 'COMMITTING_STOCK', label: 'Taking the goods off the shelf' },
  { step: 'CONFIRMING_ORDER', label: 'Confirming' },
];

/** The step at which a purchase failed, by the failure's code; a time-out may happen at any. */
const FAILED_STEP: Readonly<Record<string, CheckoutStep | undefined>> = {
  STOCK_UNAVAILABLE: 'RESERVING_STOCK',
  PAYMENT_DECLINED: 'AUTHORIZING_PAYMENT',
};

/** Which step a failure happened at; for a code that does not tell, the one that was `reached`. */
export function failedStep(
  code: string,
  reached: CheckoutStep | undefined,
): CheckoutStep | undefined {
  return FAILED_STEP[code] ?? reached;
}

/** What happened to an order, in the shop's words; events not named here tell it in their own. */
const ORDER_EVENT: Readonly<Record<string, string | undefined>> = {
  CONFIRMED: 'The payment is authorised and the order confirmed.',
};

export function orderEventText({ kind, message }: { kind: string; message: string }): string {
  return ORDER_EVENT[kind] ?? message;
}

export const COUNTRIES: Record<CountryCode, string> = {
  AT: 'Austria',
  BE: 'Belgium',
  FR: 'France',
  DE: 'Germany',
  NL: 'Netherlands',
  GB: 'United Kingdom',
  US: 'United States',
};

/** A country's name; the code itself for one that the shop has not heard of. */
export function countryName(code: string): string {
  const names: Readonly<Record<string, string | undefined>> = COUNTRIES;
  return names[code] ?? code;
}
