import { shop } from '$lib/shop';
import { readListing } from '$lib/state/listing';
import { loading } from '$lib/state/loaded';
import { loadProducts } from '$lib/state/product-list';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
  const listing = readListing(url.searchParams);
  const outcome = await loading(() => loadProducts(shop().client, listing));
  return { query: listing.query, ...outcome };
};
