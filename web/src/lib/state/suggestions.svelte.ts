import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import { ProductSuggestionsDocument, type ProductSuggestionsQuery } from '../graphql/generated';

export type Suggestion = ProductSuggestionsQuery['productSuggestions'][number];

/** One letter fits half the shop. */
const SHORTEST_PREFIX = 2;
/** A pause between two keystrokes of a fluent typist is shorter. */
const DEBOUNCE_MS = 120;

/**
 * Suggestions for what is being typed, and which of them is marked. Only the latest question counts: an older one is called off, and
 * no suggestion is better than a late error.
 */
export class Suggestions {
  items = $state.raw<readonly Suggestion[]>([]);
  /** Index of the marked suggestion; -1 for none. */
  marked = $state(-1);

  readonly #client: GraphQLClient;
  readonly #later: (task: () => void, delayMs: number) => () => void;
  #callOff: (() => void) | undefined;
  #question: AbortController | undefined;

  constructor(client: GraphQLClient, later: (task: () => void, delayMs: number) => () => void) {
    this.#client = client;
    this.#later = later;
  }

  /** The suggestion marked with the arrow keys. */
  get chosen(): Suggestion | undefined {
    return this.items[this.marked];
  }

  /** To be called at each change of the text. */
  typed(text: string): void {
    this.#cancel();
    const prefix = text.trim();
    if (prefix.length < SHORTEST_PREFIX) {
      this.#show([]);
      return;
    }
    this.#callOff = this.#later(() => void this.#ask(prefix), DEBOUNCE_MS);
  }

  /** Moves the mark by one, round the ends; -1 is the text itself. */
  move(step: 1 | -1): void {
    const places = this.items.length + 1;
    this.marked = ((this.marked + 1 + step + places) % places) - 1;
  }

  close(): void {
    this.#cancel();
    this.#show([]);
  }

  async #ask(prefix: string): Promise<void> {
    const question = new AbortController();
    this.#question = question;
    try {
      const { data } = await this.#client.send(
        ProductSuggestionsDocument,
        { prefix },
        { signal: question.signal },
      );
      if (!question.signal.aborted) {
        this.#show(data.productSuggestions);
      }
    } catch (thrown) {
      if (!question.signal.aborted && !(thrown instanceof RequestFailure)) {
        throw thrown;
      }
    }
  }

  #cancel(): void {
    this.#callOff?.();
    this.#question?.abort();
  }

  #show(items: readonly Suggestion[]): void {
    this.items = items;
    this.marked = -1;
  }
}
