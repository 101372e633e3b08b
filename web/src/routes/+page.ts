import { HomePageDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';

export function load() {
  return loading(async () => {
    const { data, missing } = await shop().client.send(HomePageDocument, {});
    return { value: data, missing };
  });
}
