import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import {
  MoreReviewsDocument,
  type ReviewPageFragment,
  type ReviewTextFragment,
} from '../graphql/generated';

/** A product's reviews, page after page. */
export class ReviewList {
  reviews = $state.raw<readonly ReviewTextFragment[]>([]);
  hasMore = $state(false);
  isLoading = $state(false);
  /** Why the last page asked for did not come. */
  failure = $state.raw<RequestFailure>();

  readonly #client: GraphQLClient;
  readonly #productId: string;
  #after: string | null;

  constructor(client: GraphQLClient, productId: string, first: ReviewPageFragment) {
    this.#client = client;
    this.#productId = productId;
    this.reviews = first.nodes;
    this.hasMore = first.pageInfo.hasNextPage;
    this.#after = first.pageInfo.endCursor;
  }

  async more(): Promise<void> {
    if (this.isLoading || !this.hasMore) {
      return;
    }
    this.isLoading = true;
    this.failure = undefined;
    try {
      const variables = { id: this.#productId, after: this.#after };
      const { data } = await this.#client.send(MoreReviewsDocument, variables);
      this.#append(data.product?.reviews ?? undefined);
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure)) {
        throw thrown;
      }
      this.failure = thrown;
    } finally {
      this.isLoading = false;
    }
  }

  #append(page: ReviewPageFragment | undefined): void {
    this.reviews = [...this.reviews, ...(page?.nodes ?? [])];
    this.hasMore = page?.pageInfo.hasNextPage ?? false;
    this.#after = page?.pageInfo.endCursor ?? null;
  }
}
