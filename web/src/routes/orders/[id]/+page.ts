import { OrderPageDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) =>
  loading(async () => {
    const { data, missing } = await shop().client.send(OrderPageDocument, { id: params.id });
    return { value: data.order, missing };
  });
