import type { Shop } from '../shop';
import { RequestFailure } from '../graphql/failure';

/** Where to go after the login: only within the shop, since anyone can write a link to the login page. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/account';
}

/** The token of a link in a mail: behind the `#`, so that no server and no log sees it. */
export function mailedToken(url: URL): string | undefined {
  return new URLSearchParams(url.hash.slice(1)).get('token') || undefined;
}

/**
 * What follows a login: the guest's cart becomes the customer's, and the unread messages are counted. The login stands even when
 * the cart cannot be merged right now; the buyer is told.
 */
export async function enter({ cart, inbox, announcements }: Shop): Promise<void> {
  try {
    await cart.claim();
  } catch (thrown) {
    if (!(thrown instanceof RequestFailure)) {
      throw thrown;
    }
    announcements.say('You are logged in, but your cart could not be fetched yet.', {
      tone: 'bad',
    });
  }
  await inbox.refresh();
}

/** Ends the session on this device in any case; the server is told as far as it can be reached. */
export async function leave(shop: Shop): Promise<void> {
  const { session, announcements } = shop;
  forgetVisitor(shop);
  try {
    await session.logout();
    announcements.say('You are logged out.');
  } catch (thrown) {
    if (!(thrown instanceof RequestFailure)) {
      throw thrown;
    }
    announcements.say('You are logged out here; the shop could not be told.', { tone: 'bad' });
  }
}

/** After another tab has logged in or out: this one does the same. Gives whether it changed anything. */
export async function followOtherTab(shop: Shop): Promise<boolean> {
  const { session, cart, inbox, announcements } = shop;
  switch (await session.follow()) {
    case 'ended':
      forgetVisitor(shop);
      announcements.say('You have logged out in another window.');
      return true;
    case 'begun':
      await Promise.all([cart.refreshCount(), inbox.refresh()]);
      return true;
    case 'same':
      return false;
  }
}

/** What this device knows of a visitor apart from the session, so that the next one does not see it. */
function forgetVisitor({ cart, inbox, drafts, lastPurchase }: Shop): void {
  cart.leave();
  inbox.clear();
  drafts.forget();
  lastPurchase.forget();
}
