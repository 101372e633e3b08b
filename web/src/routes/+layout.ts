import { CategoryMenuDocument } from '$lib/graphql/generated';
import { shop } from '$lib/shop';
import { loaded } from '$lib/state/loaded';

// One page for all addresses: the gateway serves it for each path that is no file.
export const ssr = false;
export const prerender = false;

export function load() {
  const menu = loaded(async () => {
    const { data } = await shop().client.send(CategoryMenuDocument, {});
    return { value: data.categories };
  });
  // An object: the shell must not wait for it.
  return { shell: { menu } };
}
