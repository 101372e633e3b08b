import { CHECKOUT_STEPS } from '../format/status';
import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import {
  CheckoutNowDocument,
  CheckoutProgressDocument,
  type CheckoutProgressSubscription,
  type CheckoutStep,
} from '../graphql/generated';
import type { Subscriptions } from '../graphql/socket';
import { byId } from './by-id';

/** A checkout as the progress page shows it. */
export type CheckoutProgress = CheckoutProgressSubscription['checkoutProgress'];

export interface WatchPorts {
  readonly subscriptions: Subscriptions;
  readonly client: GraphQLClient;
  /** Runs a task later; the function returned calls it off. */
  readonly later: (task: () => void, delayMs: number) => () => void;
}

/** The pauses between questions while there is no live connection; the last one repeats. */
const POLL_MS = [1_000, 2_000, 4_000, 8_000] as const;
/** Asks no longer than about twenty minutes; by then each checkout has ended or the shop is down. */
const MOST_POLLS = 150;

/**
 * Follows a checkout to its end: live over the subscription, by asking now and then where that cannot be had (a proxy without
 * WebSocket, a connection lost for good).
 */
export class CheckoutWatch {
  /** The checkout as last heard of. */
  current = $state.raw<CheckoutProgress>();
  /** The step it was last seen at on its way forward: at its end, the checkout itself does not tell any more. */
  reached = $state.raw<CheckoutStep>();
  /** Why nothing was heard of it yet; undefined once something was. */
  failure = $state.raw<RequestFailure>();
  /** Whether the shop knows no such checkout, or shows it to somebody else only. */
  isUnknown = $state(false);
  /** Whether changes arrive by themselves. */
  isLive = $state(true);

  readonly #ports: WatchPorts;
  readonly #id: string;
  #polls = 0;
  #stopped = false;
  #callOff: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(ports: WatchPorts, id: string) {
    this.#ports = ports;
    this.#id = id;
  }

  get hasEnded(): boolean {
    return this.current !== undefined && this.current.status !== 'PENDING';
  }

  start(): void {
    this.#unsubscribe = this.#ports.subscriptions.subscribe(
      CheckoutProgressDocument,
      { id: this.#id },
      {
        next: ({ checkoutProgress }) => this.#show(checkoutProgress),
        failed: () => this.#fallBack(),
        ended: () => this.#fallBack(),
      },
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
    this.#unsubscribe?.();
  }

  #show(checkout: CheckoutProgress): void {
    this.failure = undefined;
    this.current = checkout;
    if (CHECKOUT_STEPS.some(({ step }) => step === checkout.step)) {
      this.reached = checkout.step;
    }
  }

  /** The stream is over; if the checkout is not, or how it ended was not heard, ask. */
  #fallBack(): void {
    // A stream may fail and then end as well: asking starts once.
    if (this.#stopped || this.hasEnded || !this.isLive) {
      return;
    }
    this.isLive = false;
    void this.#poll();
  }

  async #poll(): Promise<void> {
    try {
      const checkout = await this.#ask();
      if (checkout === undefined) {
        this.isUnknown = true;
        return;
      }
      this.#show(checkout);
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure)) {
        throw thrown;
      }
      this.failure = thrown;
    }
    this.#polls += 1;
    if (!this.#stopped && !this.hasEnded && this.#polls < MOST_POLLS) {
      const pause = POLL_MS[Math.min(this.#polls, POLL_MS.length) - 1] ?? POLL_MS[0];
      this.#callOff = this.#ports.later(() => void this.#poll(), pause);
    }
  }

  async #ask(): Promise<CheckoutProgress | undefined> {
    const { client } = this.#ports;
    const answer = await byId(() => client.send(CheckoutNowDocument, { id: this.#id }));
    return answer?.data.checkout ?? undefined;
  }
}
