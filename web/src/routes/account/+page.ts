import { AccountPageDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';

export function load() {
  return loading(async () => {
    const { data } = await shop().client.send(AccountPageDocument, {});
    return { value: data.viewer };
  });
}
