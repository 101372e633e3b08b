import { expect, test } from 'vitest';
import { GraphQLClient } from '../graphql/client';
import { FakeWire, type CannedAnswer, type SeenRequest } from '../testing/wire';
import { readListing } from './listing';
import { loadProducts } from './product-list';

const NO_PLACE: CannedAnswer = {
  data: null,
  errors: [{ message: 'the cursor is not one of this list', extensions: { code: 'PAGE_INVALID' } }],
};
const PAGE = { nodes: [], totalCount: 0, pageInfo: {} };
const LIST: CannedAnswer = { data: { products: PAGE, everything: { facets: [] } } };
const FOUND: CannedAnswer = { data: { productSearch: { ...PAGE, facets: [] } } };

function load(address: string, script: (request: SeenRequest) => CannedAnswer) {
  const wire = new FakeWire(script);
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs: 1_000 });
  return { wire, outcome: loadProducts(client, readListing(new URLSearchParams(address))) };
}

test.each([
  ['after=xx&sort=title', LIST],
  ['before=xx', LIST],
  ['q=lamp&after=xx', FOUND],
])('%s names no place: the list begins at its start', async (address, whole) => {
  const isPlaced = ({ variables }: SeenRequest) =>
    (variables['after'] ?? variables['before']) !== undefined;
  const { wire, outcome } = load(address, (request) => (isPlaced(request) ? NO_PLACE : whole));
  const { listing } = (await outcome).value;
  expect(listing.after ?? listing.before).toBeUndefined();
  expect(listing.order).toBe(address.includes('sort') ? 'title' : 'newest');
  expect(wire.seen).toHaveLength(2);
});

test('a list whose start is refused as well is a failure, asked for once', async () => {
  const { wire, outcome } = load('sort=title', () => NO_PLACE);
  await expect(outcome).rejects.toThrow();
  expect(wire.seen).toHaveLength(1);
});
