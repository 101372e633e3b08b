import { shop } from '$lib/shop';
import { readListing } from '$lib/state/listing';
import { loading } from '$lib/state/loaded';
import { loadProducts } from '$lib/state/product-list';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
  const listing = readListing(url.searchParams);
  return { listing, ...(await loading(() => loadProducts(shop().degradation, listing))) };
};
