import { ProductPageDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  const { handle } = params;
  const outcome = await loading(async () => {
    const { data, missing } = await shop().client.send(ProductPageDocument, { handle });
    return { value: data.product, missing };
  });
  return { handle, ...outcome };
};
