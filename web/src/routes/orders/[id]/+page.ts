import { OrderPageDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { byId } from '$lib/state/by-id';
import { loading } from '$lib/state/loaded';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) =>
  loading(async () => {
    const { id } = params;
    const answer = await byId(() => shop().client.send(OrderPageDocument, { id }));
    return { value: answer?.data.order, ...(answer && { missing: answer.missing }) };
  });
