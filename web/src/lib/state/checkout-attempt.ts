import type { GraphQLClient } from '../graphql/client';
import {
  CheckoutSubmitDocument,
  type CheckoutSubmitInput,
  type ProblemFragment,
} from '../graphql/generated';
import type { Keep } from './keep';

/** An order as the buyer fills it in; the attempt's token is added when it is sent. */
export type Purchase = Omit<CheckoutSubmitInput, 'attemptToken'>;

export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly checkoutId: string; readonly orderId: string }
  | { readonly kind: 'refused'; readonly problems: readonly ProblemFragment[] }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

const ATTEMPT = 'portico.attempt';

/**
 * Submits a checkout so that one try to buy stays one try: the token is written down before the first request leaves, and the same
 * purchase takes the same token again until the shop has answered. A lost answer, an impatient click or a reload therefore
 * never buys twice; another card or address is a new try.
 */
export class CheckoutAttempt {
  readonly #client: GraphQLClient;
  readonly #keep: Keep;
  readonly #newToken: () => string;

  constructor(client: GraphQLClient, keep: Keep, newToken: () => string) {
    this.#client = client;
    this.#keep = keep;
    this.#newToken = newToken;
  }

  /** Throws the client's failure when no answer came; the token is then kept for the next call. */
  async submit(cartId: string, purchase: Purchase): Promise<SubmitOutcome> {
    const attemptToken = this.#tokenFor(JSON.stringify([cartId, purchase]));
    const { data } = await this.#client.send(CheckoutSubmitDocument, {
      cartId,
      input: { ...purchase, attemptToken },
    });
    const result = data.checkoutSubmit;
    switch (result.__typename) {
      case 'CheckoutAccepted':
      case 'CheckoutAlreadyAccepted':
        this.#keep.forget(ATTEMPT);
        return { kind: 'accepted', checkoutId: result.checkout.id, orderId: result.orderId };
      case 'CheckoutFailed':
        this.#keep.forget(ATTEMPT);
        return { kind: 'refused', problems: result.userErrors };
      case 'CheckoutThrottled':
        return { kind: 'throttled', retryAfterSeconds: result.retryAfterSeconds };
    }
  }

  #tokenFor(fingerprint: string): string {
    const open = this.#keep.read(ATTEMPT);
    if (open !== undefined) {
      const separator = open.indexOf(' ');
      if (open.slice(separator + 1) === fingerprint) {
        return open.slice(0, separator);
      }
    }
    const token = this.#newToken();
    this.#keep.write(ATTEMPT, `${token} ${fingerprint}`);
    return token;
  }
}
