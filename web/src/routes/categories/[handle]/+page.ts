import { CategoryHeadDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { changed, readListing } from '$lib/state/listing';
import { loading } from '$lib/state/loaded';
import { loadProducts } from '$lib/state/product-list';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
  const { client, degradation } = shop();
  const listing = readListing(url.searchParams);
  // The category is the page's, not one filter among others.
  const narrowed = {
    ...changed(listing, { categories: [params.handle] }),
    after: listing.after,
    before: listing.before,
  };
  const outcome = await loading(async () => {
    const [head, list] = await Promise.all([
      client.send(CategoryHeadDocument, { handle: params.handle }),
      loadProducts(degradation, narrowed),
    ]);
    const { category } = head.data;
    return { value: category && { category, list: list.value }, missing: list.missing };
  });
  return { handle: params.handle, listing: { ...listing, categories: [] }, ...outcome };
};
