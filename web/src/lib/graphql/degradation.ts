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
      const { data, faults } = await this.#attempt(document, attempt, options);
      const damages = faults.flatMap((fault) => damagesOf(fault, data, extras));
      const before = missing.size;
      for (const { extra, extent } of damages) {
        if (extent !== 'inside') {
          missing.add(extra);
          this.#restingUntil.set(extra, this.#now() + REST_MS);
        }
      }
      if (data !== undefined && damages.every(({ extent }) => extent !== 'above')) {
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

interface Damage<Names extends Extra> {
  readonly extra: Names;
  /** How much is null: more than the extra, the extra itself, or something within it. */
  readonly extent: 'above' | 'whole' | 'inside';
}

/** What a fault has done to the extras; one that names no place may have hit any of them. */
function damagesOf<Names extends Extra>(
  { path }: GraphQLFault,
  data: unknown,
  extras: readonly Names[],
): Damage<Names>[] {
  if (path === undefined) {
    return extras.map((extra) => ({ extra, extent: 'above' }));
  }
  let value = data;
  for (const segment of path) {
    const extra = extras.find((each) => FIELDS[each].some((field) => field === segment));
    const parent = value as Record<string | number, unknown> | null | undefined;
    value = parent?.[segment];
    if (extra !== undefined) {
      return [{ extra, extent: parent == null ? 'above' : value == null ? 'whole' : 'inside' }];
    }
  }
  return [];
}
