import { expect, test } from 'vitest';
import { GraphQLClient } from '../graphql/client';
import { FakeWire, type CannedAnswer, type SeenRequest } from '../testing/wire';
import { CheckoutAttempt, type Purchase } from './checkout-attempt';
import { MemoryKeep } from './keep';

const PURCHASE: Purchase = {
  email: 'ada@example.com',
  shippingAddress: {
    name: 'Ada',
    line1: 'Engine Lane 1',
    city: 'London',
    postalCode: 'E1',
    countryCode: 'GB',
  },
  paymentToken: 'tok_approved',
  expectedTotal: { amount: '12.00', currencyCode: 'EUR' },
};
const ACCEPTED = {
  data: {
    checkoutSubmit: {
      __typename: 'CheckoutAccepted',
      orderId: 'ord_1',
      checkout: { id: 'chk_1' },
    },
  },
};

function setUp(script: (request: SeenRequest) => CannedAnswer | Promise<CannedAnswer>) {
  const keep = new MemoryKeep();
  const wire = new FakeWire(script);
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs: 1_000 });
  let tokens = 0;
  const newAttempt = () =>
    new CheckoutAttempt(client, keep, () => {
      tokens += 1;
      return `token-${tokens}`;
    });
  const sentTokens = () =>
    wire.seen.map(({ variables }) => (variables['input'] as { attemptToken: string }).attemptToken);
  return { newAttempt, sentTokens };
}

test('a lost answer is asked for again with the same token, also after a reload', async () => {
  let isLost = true;
  const { newAttempt, sentTokens } = setUp(() =>
    isLost ? Promise.reject(new TypeError('fetch failed')) : ACCEPTED,
  );
  await expect(newAttempt().submit('crt_1', PURCHASE)).rejects.toThrow();
  isLost = false;
  expect(await newAttempt().submit('crt_1', PURCHASE)).toEqual({
    kind: 'accepted',
    checkoutId: 'chk_1',
    orderId: 'ord_1',
  });
  expect(sentTokens()).toEqual(['token-1', 'token-1']);
});

test('another card is another try', async () => {
  const { newAttempt, sentTokens } = setUp(() => Promise.reject(new TypeError('fetch failed')));
  const attempt = newAttempt();
  await expect(attempt.submit('crt_1', PURCHASE)).rejects.toThrow();
  await expect(
    attempt.submit('crt_1', { ...PURCHASE, paymentToken: 'tok_declined' }),
  ).rejects.toThrow();
  expect(sentTokens()).toEqual(['token-1', 'token-2']);
});

test('after an answer the same purchase is a new try', async () => {
  const problem = { code: 'TOTAL_CHANGED', field: null, message: 'Look again.' };
  const { newAttempt, sentTokens } = setUp(() => ({
    data: { checkoutSubmit: { __typename: 'CheckoutFailed', userErrors: [problem] } },
  }));
  const attempt = newAttempt();
  expect(await attempt.submit('crt_1', PURCHASE)).toEqual({ kind: 'refused', problems: [problem] });
  await attempt.submit('crt_1', PURCHASE);
  expect(sentTokens()).toEqual(['token-1', 'token-2']);
});

test('being throttled is no answer: the try goes on', async () => {
  const { newAttempt, sentTokens } = setUp(() => ({
    data: { checkoutSubmit: { __typename: 'CheckoutThrottled', retryAfterSeconds: 3 } },
  }));
  const attempt = newAttempt();
  expect(await attempt.submit('crt_1', PURCHASE)).toEqual({
    kind: 'throttled',
    retryAfterSeconds: 3,
  });
  await attempt.submit('crt_1', PURCHASE);
  expect(sentTokens()).toEqual(['token-1', 'token-1']);
});
