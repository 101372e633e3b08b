import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import { UnreadCountDocument } from '../graphql/generated';

/** How many unread messages the customer has, for the badge in the header. */
export class Inbox {
  unreadCount = $state(0);

  readonly #client: GraphQLClient;

  constructor(client: GraphQLClient) {
    this.#client = client;
  }

  /** Asks for the count. The badge is an extra: while it cannot be had, there is none. */
  async refresh(): Promise<void> {
    try {
      const { data } = await this.#client.send(UnreadCountDocument, {});
      this.unreadCount = data.viewer?.unreadNotificationCount ?? 0;
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure)) {
        throw thrown;
      }
      this.unreadCount = 0;
    }
  }

  clear(): void {
    this.unreadCount = 0;
  }
}
