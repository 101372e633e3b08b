import { CategoryHeadDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { readListing } from '$lib/state/listing';
import { loading } from '$lib/state/loaded';
import { loadProducts } from '$lib/state/product-list';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
  const { client } = shop();
  const { handle } = params;
  // The category is the page's, not one filter among others.
  const listing = { ...readListing(url.searchParams), query: '', categories: [handle] };
  const outcome = await loading(async () => {
    const [head, list] = await Promise.all([
      client.send(CategoryHeadDocument, { handle }),
      loadProducts(client, listing),
    ]);
    const { category } = head.data;
    return { value: category && { category, list: list.value }, missing: list.missing };
  });
  return { handle, ...outcome };
};
