import type { Keep } from './keep';

const LAST_PURCHASE = 'portico.last-purchase';

/** Long enough for somebody who left a second window open, short enough to still be "just now". */
const RECENT_MS = 30 * 60_000;

/** The purchase made last on this device, for the other windows: to them the cart has become empty all by itself. */
export class LastPurchase {
  readonly #keep: Keep;
  readonly #now: () => number;

  /** `now` gives milliseconds since the epoch. */
  constructor(keep: Keep, now: () => number) {
    this.#keep = keep;
    this.#now = now;
  }

  remember(checkoutId: string): void {
    this.#keep.write(LAST_PURCHASE, `${this.#now()} ${checkoutId}`);
  }

  /** The checkout of a purchase made just now; undefined when there was none. */
  recent(): string | undefined {
    const [at = '', checkoutId] = (this.#keep.read(LAST_PURCHASE) ?? '').split(' ');
    const age = this.#now() - Number(at);
    return age >= 0 && age < RECENT_MS ? checkoutId : undefined;
  }

  /** Forgets the purchase, if it is the last one: it has come to nothing. */
  callOff(checkoutId: string): void {
    if (this.recent() === checkoutId) {
      this.forget();
    }
  }

  forget(): void {
    this.#keep.forget(LAST_PURCHASE);
  }
}
