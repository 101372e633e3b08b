import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import { OrderHistoryDocument, type OrderHistoryQuery } from '../graphql/generated';

type Connection = NonNullable<NonNullable<OrderHistoryQuery['viewer']>['orders']>;
export type PastOrder = Connection['nodes'][number];

const PAGE_SIZE = 10;

/** The customer's orders, newest first, page after page. */
export class OrderHistory {
  orders = $state.raw<readonly PastOrder[]>([]);
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
      const { data, faults } = await this.#client.send(OrderHistoryDocument, variables);
      const page = data.viewer?.orders;
      if (page == null) {
        throw RequestFailure.ofFaults(
          faults.length > 0 ? faults : [{ message: 'Your orders are not available right now.' }],
        );
      }
      this.orders = [...this.orders, ...page.nodes];
      this.hasMore = page.pageInfo.hasNextPage;
      this.#after = page.pageInfo.endCursor;
    } finally {
      this.isLoading = false;
    }
  }
}
