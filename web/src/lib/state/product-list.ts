import type { Degradation, Extra } from '../graphql/degradation';
import {
  ProductListDocument,
  ProductSearchDocument,
  type ProductListQuery,
  type ProductSearchQuery,
} from '../graphql/generated';
import { ORDERS, PAGE_SIZE, whereOf, type Listing } from './listing';

/** One page of a list. */
export interface ProductList {
  readonly products: ProductListQuery['products']['nodes'];
  readonly totalCount: number;
  readonly pageInfo: ProductListQuery['products']['pageInfo'];
  /** Ways to narrow it; none for a list that is not a search. */
  readonly facets: ProductSearchQuery['productSearch']['facets'];
}

const EXTRAS = ['inventory', 'reviews'] as const;

/** Loads the page that the address tells of: a search when it has a query, else the list in its order. */
export async function loadProducts(
  degradation: Degradation,
  listing: Listing,
): Promise<{ value: ProductList; missing: ReadonlySet<Extra> }> {
  const where = whereOf(listing);
  if (listing.query !== '') {
    const { query, after } = listing;
    const variables = { query, first: PAGE_SIZE, after, where };
    const { data, missing } = await degradation.send(ProductSearchDocument, variables, EXTRAS);
    const { nodes, ...rest } = data.productSearch;
    return { value: { products: nodes, ...rest }, missing };
  }
  const { sortKey, reverse } = ORDERS[listing.order];
  const { data, missing } = await degradation.send(
    ProductListDocument,
    { where, sortKey, reverse, ...window(listing) },
    EXTRAS,
  );
  const { nodes, ...rest } = data.products;
  return { value: { products: nodes, facets: [], ...rest }, missing };
}

function window({ after, before }: Listing) {
  return before === undefined ? { first: PAGE_SIZE, after } : { last: PAGE_SIZE, before };
}
