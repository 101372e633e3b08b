import { GraphQLClient } from './graphql/client';
import { WebSocketSubscriptions } from './graphql/socket';
import { Announcements } from './state/announcements.svelte';
import { Cart } from './state/cart.svelte';
import { CheckoutAttempt } from './state/checkout-attempt';
import { CheckoutDrafts } from './state/checkout-draft';
import { CheckoutWatch } from './state/checkout-watch.svelte';
import { Inbox } from './state/inbox.svelte';
import { BrowserKeep } from './state/keep';
import { LastPurchase } from './state/last-purchase';
import { Session, type Exclusive } from './state/session.svelte';
import { Suggestions } from './state/suggestions.svelte';

/** Everything that lives as long as the tab, put together in one place. */
export class Shop {
  readonly client: GraphQLClient;
  readonly session: Session;
  readonly cart: Cart;
  readonly inbox: Inbox;
  readonly attempt: CheckoutAttempt;
  readonly drafts: CheckoutDrafts;
  readonly lastPurchase: LastPurchase;
  readonly announcements = new Announcements(later);
  readonly #subscriptions: WebSocketSubscriptions;

  constructor(origin: Location) {
    const keep = new BrowserKeep(() => localStorage);
    // An attempt and a draft hold an address: they go with the tab.
    const keepForTab = new BrowserKeep(() => sessionStorage);
    const now = (): number => Date.now();
    this.client = new GraphQLClient({
      endpoint: '/graphql',
      fetch: (input, init) => fetch(input, init),
      timeoutMs: 15_000,
    });
    this.session = new Session({ client: this.client, keep, exclusive: acrossTabs, now });
    this.client.useCredentials(this.session);
    this.cart = new Cart(this.client, keep);
    this.inbox = new Inbox(this.client);
    this.attempt = new CheckoutAttempt(this.client, keepForTab, newToken);
    this.drafts = new CheckoutDrafts(keepForTab);
    this.lastPurchase = new LastPurchase(keep, now);
    const scheme = origin.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#subscriptions = new WebSocketSubscriptions(
      `${scheme}//${origin.host}/graphql`,
      this.session,
    );
  }

  watchCheckout(id: string): CheckoutWatch {
    const { client } = this;
    return new CheckoutWatch({ subscriptions: this.#subscriptions, client, later }, id);
  }

  suggestions(): Suggestions {
    return new Suggestions(this.client, later);
  }
}

let current: Shop | undefined;

/** The shop of this tab. Made at first use: modules are also loaded where there is no browser, at build time. */
export function shop(): Shop {
  current ??= new Shop(location);
  return current;
}

function later(task: () => void, delayMs: number): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}

/** Locks exist only in secure contexts; elsewhere the tab alone has to do. */
const acrossTabs: Exclusive = (task) =>
  'locks' in navigator ? navigator.locks.request('portico.session', task) : task();

/** `randomUUID` exists only in secure contexts; random values exist everywhere. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
