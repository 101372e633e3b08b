import type { Answer, GraphQLClient, SendOptions } from './client';
import { RequestFailure, type GraphQLFault } from './failure';
import type { TypedDocumentString } from './generated';

/** A part of the shop that a page can do without, named as the variable that leaves it out of an operation. */
export type Extra = 'catalog' | 'inventory' | 'orders' | 'payments' | 'reviews';

/** What an operation gave, and which of its extras are missing from it. */
export interface Degraded<Data> {
  readonly data: Data;
  readonly missing: ReadonlySet<Extra>;
}

/** The fields by which a fault tells that an extra is gone. */
const FIELDS: Record<Extra, readonly string[]> = {
  catalog: ['title', 'selectedOptions', 'image', 'product'],
  inventory: ['availableForSale', 'quantityAvailable', 'shippingEstimate'],
  orders: ['order'],
  payments: ['transactions'],
  reviews: ['rating', 'reviews'],
};

/** For how long an extra that failed is not even asked for; long enough to spare each page its second request. */
const REST_MS = 5_000;

type Flags<Names extends Extra> = Record<Names, boolean>;

/**
 * Runs operations that span several services so that one service that is down costs the page only its own part.
 *
 * A field that may not be null takes its parents with it when its service is down. Each such part is therefore behind an
 * `@include` variable; when a fault has swallowed more than its own part, the operation runs again without the part.
 */
export class Degradation {
  readonly #client: GraphQLClient;
  readonly #now: () => number;
  readonly #restingUntil = new Map<Extra, number>();

  constructor(client: GraphQLClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  async send<Data, Names extends Extra, Variables extends Flags<Names>>(
    document: TypedDocumentString<Data, Variables>,
    variables: Omit<Variables, Names>,
    extras: readonly Names[],
    options: SendOptions = {},
  ): Promise<Degraded<Data>> {
    const missing = new Set<Extra>(extras.filter((extra) => this.#isResting(extra)));
    for (;;) {
      const flags = Object.fromEntries(extras.map((extra) => [extra, !missing.has(extra)]));
      const attempt = { ...variables, ...flags } as unknown as Variables;
      const outcome = await this.#attempt(document, attempt, options);
      const before = missing.size;
      for (const extra of blamed(outcome.faults, extras)) {
        missing.add(extra);
        this.#restingUntil.set(extra, this.#now() + REST_MS);
      }
      const { data, faults } = outcome;
      if (data !== undefined && !faults.some((fault) => swallowed(fault, data, extras))) {
        return { data, missing };
      }
      // Each round leaves out at least one extra more, so that there are never more rounds than extras, and one.
      if (missing.size === before) {
        throw RequestFailure.ofFaults(faults);
      }
    }
  }

  async #attempt<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    options: SendOptions,
  ): Promise<Partial<Answer<Data>> & { faults: readonly GraphQLFault[] }> {
    try {
      return await this.#client.send(document, variables, options);
    } catch (thrown) {
      if (thrown instanceof RequestFailure && thrown.network === undefined) {
        return { faults: thrown.faults };
      }
      throw thrown;
    }
  }

  #isResting(extra: Extra): boolean {
    return (this.#restingUntil.get(extra) ?? 0) > this.#now();
  }
}

/** The extras the faults point at; a fault that names no place may be any of them. */
function blamed<Names extends Extra>(
  faults: readonly GraphQLFault[],
  extras: readonly Names[],
): readonly Names[] {
  if (faults.length > 0 && faults.every((fault) => fault.path === undefined)) {
    return extras;
  }
  const segments = new Set(faults.flatMap((fault) => fault.path ?? []));
  return extras.filter((extra) => FIELDS[extra].some((field) => segments.has(field)));
}

/** Whether a fault has made null something that lies above the extra it happened in. */
function swallowed(fault: GraphQLFault, data: unknown, extras: readonly Extra[]): boolean {
  const own = new Set<string | number>(extras.flatMap((extra) => FIELDS[extra]));
  let value = data;
  for (const segment of fault.path ?? []) {
    if (value === null || value === undefined) {
      return true;
    }
    if (own.has(segment)) {
      return false;
    }
    value = (value as Record<string | number, unknown>)[segment];
  }
  return false;
}
