import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import {
  InboxPageDocument,
  NotificationMarkReadDocument,
  type InboxPageQuery,
} from '../graphql/generated';

type Connection = NonNullable<NonNullable<InboxPageQuery['viewer']>['notifications']>;
export type Message = Connection['nodes'][number];

const PAGE_SIZE = 15;

/** The messages the shop has sent to the customer, newest first, page after page. */
export class MessageList {
  messages = $state.raw<readonly Message[]>([]);
  hasMore = $state(true);
  isLoading = $state(false);

  readonly #client: GraphQLClient;
  #after: string | null = null;

  constructor(client: GraphQLClient) {
    this.#client = client;
  }

  /** Loads the next page. Throws when it cannot be had; what was loaded stays. */
  async more(): Promise<void> {
    if (this.isLoading || !this.hasMore) {
      return;
    }
    this.isLoading = true;
    try {
      const variables = { first: PAGE_SIZE, after: this.#after };
      const { data, faults } = await this.#client.send(InboxPageDocument, variables);
      const page = data.viewer?.notifications;
      if (page == null) {
        throw RequestFailure.ofFaults(
          faults.length > 0 ? faults : [{ message: 'Messages are not available right now.' }],
        );
      }
      this.messages = [...this.messages, ...page.nodes];
      this.hasMore = page.pageInfo.hasNextPage;
      this.#after = page.pageInfo.endCursor;
    } finally {
      this.isLoading = false;
    }
  }

  /** Marks a message as read. Throws when the shop cannot be told; the message then stays unread. */
  async markRead(id: string): Promise<void> {
    const { data } = await this.#client.send(NotificationMarkReadDocument, { id });
    const read = data.notificationMarkRead.notification;
    if (read !== null) {
      this.messages = this.messages.map((message) =>
        message.id === id ? { ...message, readAt: read.readAt } : message,
      );
    }
  }
}
