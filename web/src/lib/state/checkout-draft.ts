import { COUNTRIES } from '../format/status';
import { EMPTY_ADDRESS, type AddressDraft } from './address-draft';
import type { Keep } from './keep';

/** What a buyer has filled in at the checkout, apart from the card. */
export interface CheckoutDraft {
  readonly email: string;
  /** The saved address chosen; empty for the one that is typed. */
  readonly addressId: string;
  readonly address: AddressDraft;
}

const DRAFT = 'portico.checkout-draft';

/** Keeps what was filled in, so that a declined card or a look at the cart does not cost it. The card is never kept. */
export class CheckoutDrafts {
  readonly #keep: Keep;

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  /** The draft as it was left; undefined when there is none, or none that can be read. */
  read(): CheckoutDraft | undefined {
    const text = this.#keep.read(DRAFT);
    return text === undefined ? undefined : draftOf(parsed(text));
  }

  write(draft: CheckoutDraft): void {
    this.#keep.write(DRAFT, JSON.stringify(draft));
  }

  forget(): void {
    this.#keep.forget(DRAFT);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Another version of the shop, or anyone else, may have written it: only texts are taken over. */
function draftOf(value: unknown): CheckoutDraft | undefined {
  if (!isRecord(value) || !isRecord(value['address'])) {
    return undefined;
  }
  const { address } = value;
  const countryCode = textOf(address, 'countryCode');
  return {
    email: textOf(value, 'email'),
    addressId: textOf(value, 'addressId'),
    address: {
      name: textOf(address, 'name'),
      line1: textOf(address, 'line1'),
      line2: textOf(address, 'line2'),
      city: textOf(address, 'city'),
      region: textOf(address, 'region'),
      postalCode: textOf(address, 'postalCode'),
      countryCode: isCountry(countryCode) ? countryCode : EMPTY_ADDRESS.countryCode,
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCountry(text: string): text is AddressDraft['countryCode'] {
  return Object.hasOwn(COUNTRIES, text);
}

function textOf(record: Record<string, unknown>, name: string): string {
  const value = record[name];
  return typeof value === 'string' ? value : '';
}
