import { asFailure, type RequestFailure } from '../graphql/failure';

/** The outcome of loading a page's data. A loader never rejects: the page shows either state. */
export type Loaded<Value> =
  | { readonly state: 'ready'; readonly value: Value; readonly missing: ReadonlySet<string> }
  | { readonly state: 'failed'; readonly failure: RequestFailure };

/** What a route's `load` hands to its page: the outcome, or the promise of it. */
export type Pending<Value> = Loaded<Value> | Promise<Loaded<Value>>;

/** How long a navigation waits for its data before the new page shows its skeleton. */
const PATIENCE_MS = 180;

const NOTHING_MISSING: ReadonlySet<string> = new Set();

/**
 * Runs a loader and gives its outcome when it comes quickly, or else the promise of it.
 *
 * Waiting a moment spares fast answers the flash of a skeleton and lets the browser restore the scroll position.
 * The result is an object: SvelteKit would wait for a bare promise.
 */
export async function loading<Value>(
  loader: () => Promise<{ value: Value; missing?: ReadonlySet<string> }>,
): Promise<{ page: Pending<Value> }> {
  const outcome = loaded(loader);
  const page = await Promise.race([outcome, patience()]);
  return { page: page ?? outcome };
}

/** Runs a loader; its failure is part of the outcome. */
export async function loaded<Value>(
  loader: () => Promise<{ value: Value; missing?: ReadonlySet<string> }>,
): Promise<Loaded<Value>> {
  try {
    const { value, missing = NOTHING_MISSING } = await loader();
    return { state: 'ready', value, missing };
  } catch (thrown) {
    return { state: 'failed', failure: asFailure(thrown) };
  }
}

function patience(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
}
