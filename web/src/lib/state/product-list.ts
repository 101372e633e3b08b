import type { GraphQLClient } from '../graphql/client';
import {
  ProductListDocument,
  ProductSearchDocument,
  type FacetsFragment,
  type ProductListQuery,
} from '../graphql/generated';
import { ORDERS, PAGE_SIZE, whereOf, type Listing } from './listing';

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

/** Loads the page that the address tells of: a search when it has a query, else the list in its order. */
export function loadProducts(client: GraphQLClient, listing: Listing): Promise<LoadedList> {
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
