import { redirect } from '@sveltejs/kit';
import { shop } from '$lib/shop';
import type { LayoutLoad } from './$types';

/** Everything below needs a customer. While it cannot be found out who is asking, the pages say so instead of asking to log in. */
export const load: LayoutLoad = async ({ url }) => {
  const { session } = shop();
  await session.resume();
  if (!session.isLoggedIn && session.problem === undefined) {
    redirect(307, `/login?next=${encodeURIComponent(url.pathname)}`);
  }
  return { problem: session.problem };
};
