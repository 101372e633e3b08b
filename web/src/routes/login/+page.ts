import { redirect } from '@sveltejs/kit';
import { shop } from '$lib/shop';
import { safeNext } from '$lib/state/entry';
import type { PageLoad } from './$types';

/** Who is logged in already has nothing to do here. */
export const load: PageLoad = async ({ url }) => {
  const { session } = shop();
  await session.resume();
  if (session.isLoggedIn) {
    redirect(307, safeNext(url.searchParams.get('next')));
  }
};
