import { AccountPageDocument, type AccountPageQuery } from '$lib/graphql/generated';
import { RequestFailure } from '$lib/graphql/failure';
import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';

type Viewer = AccountPageQuery['viewer'];

export function load() {
  return loading(async () => {
    const [{ cart, missing }, viewer] = await Promise.all([shop().cart.load(), loadViewer()]);
    return { value: { cart, viewer }, missing };
  });
}

/** The customer's saved addresses spare typing; without them the form is filled in by hand. */
async function loadViewer(): Promise<Viewer> {
  const { session, client } = shop();
  await session.resume();
  if (!session.isLoggedIn) {
    return null;
  }
  try {
    return (await client.send(AccountPageDocument, {})).data.viewer;
  } catch (thrown) {
    if (thrown instanceof RequestFailure) {
      return null;
    }
    throw thrown;
  }
}
