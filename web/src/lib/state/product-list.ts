import type { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import {
  ProductListDocument,
  ProductSearchDocument,
  type FacetsFragment,
  type ProductListQuery,
} from '../graphql/generated';
import { changed, listingAddress, ORDERS, PAGE_SIZE, whereOf, type Listing } from './listing';

/** One page of a list. */
export interface ProductList {
  /** What was asked for: cursors and facets belong to this listing and to no other. */
  readonly listing: Listing;
  readonly products: ProductListQuery['products']['nodes'];
  readonly totalCount: number;
  readonly pageInfo: ProductListQuery['products']['pageInfo'];
  /** Ways to narrow it. */
  readonly facets: readonly FacetsFragment[];
}

interface LoadedList {
  readonly value: ProductList;
  readonly missing: ReadonlySet<string>;
}

/** Loads the page that the address tells of; the first page when the address names a place that is none of this list's. */
export async function loadProducts(client: GraphQLClient, listing: Listing): Promise<LoadedList> {
  try {
    return await loadPage(client, listing);
  } catch (thrown) {
    const isNowhere = thrown instanceof RequestFailure && thrown.hasCode('PAGE_INVALID');
    const start = changed(listing, {});
    if (!isNowhere || listingAddress('', start) === listingAddress('', listing)) {
      throw thrown;
    }
    return loadPage(client, start);
  }
}

/** A search when the listing has a query, else the list in its order. */
function loadPage(client: GraphQLClient, listing: Listing): Promise<LoadedList> {
  return listing.query === '' ? inOrder(client, listing) : found(client, listing);
}

async function found(client: GraphQLClient, listing: Listing): Promise<LoadedList> {
  const { query, after } = listing;
  const variables = { query, first: PAGE_SIZE, after, where: whereOf(listing) };
  const { data, missing } = await client.send(ProductSearchDocument, variables);
  const { nodes, ...rest } = data.productSearch;
  return { value: { listing, products: nodes, ...rest }, missing };
}

async function inOrder(client: GraphQLClient, listing: Listing): Promise<LoadedList> {
  const { sortKey, reverse } = ORDERS[listing.order];
  const variables = { where: whereOf(listing), sortKey, reverse, ...window(listing) };
  const { data, missing } = await client.send(ProductListDocument, variables);
  const { nodes, ...rest } = data.products;
  const { facets } = data.everything;
  return { value: { listing, products: nodes, facets, ...rest }, missing };
}

function window({ after, before }: Listing) {
  return before === undefined ? { first: PAGE_SIZE, after } : { last: PAGE_SIZE, before };
}
