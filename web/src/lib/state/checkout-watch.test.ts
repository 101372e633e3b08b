import { expect, test } from 'vitest';
import { GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import type { Listener, Subscriptions } from '../graphql/socket';
import { FakeClock, FakeWire, settled, type CannedAnswer } from '../testing/wire';
import { CheckoutWatch } from './checkout-watch.svelte';

/** A socket whose news the test tells. */
class FakeSubscriptions implements Subscriptions {
  listener: Listener<unknown> | undefined;
  isStopped = false;

  subscribe<Data>(_document: unknown, _variables: unknown, listener: Listener<Data>): () => void {
    this.listener = listener as Listener<unknown>;
    return () => {
      this.isStopped = true;
    };
  }
}

function checkout(status: string, step: string) {
  return { id: 'chk_1', status, step, failure: null, order: null };
}

function setUp(answer: () => CannedAnswer) {
  const clock = new FakeClock();
  const wire = new FakeWire(answer);
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs: 1_000 });
  const subscriptions = new FakeSubscriptions();
  const watch = new CheckoutWatch({ subscriptions, client, later: clock.later }, 'chk_1');
  return { clock, wire, subscriptions, watch };
}

test('news over the socket is shown as it comes, and nothing is asked', async () => {
  const { wire, subscriptions, watch } = setUp(() => ({ data: { checkout: null } }));
  watch.start();
  subscriptions.listener?.next({ checkoutProgress: checkout('PENDING', 'AUTHORIZING_PAYMENT') });
  expect(watch.current?.step).toBe('AUTHORIZING_PAYMENT');
  expect(watch.hasEnded).toBe(false);
  subscriptions.listener?.next({ checkoutProgress: checkout('COMPLETED', 'DONE') });
  subscriptions.listener?.ended();
  await settled();
  expect(watch.hasEnded).toBe(true);
  expect(watch.isLive).toBe(true);
  expect(wire.seen).toEqual([]);
});

test('without a socket the checkout is asked for until it has ended', async () => {
  const answers = ['PENDING', 'PENDING', 'FAILED'];
  const { clock, wire, subscriptions, watch } = setUp(() => ({
    data: { checkout: checkout(answers.shift() ?? 'FAILED', 'DONE') },
  }));
  watch.start();
  subscriptions.listener?.failed(RequestFailure.ofNetwork({ kind: 'unreachable' }));
  subscriptions.listener?.ended();
  await settled();
  expect(watch.isLive).toBe(false);
  expect(watch.current?.status).toBe('PENDING');
  clock.advance(1_000);
  await settled();
  clock.advance(1_999);
  await settled();
  expect(wire.seen).toHaveLength(2);
  clock.advance(1);
  await settled();
  expect(watch.hasEnded).toBe(true);
  clock.advance(60_000);
  await settled();
  expect(wire.seen).toHaveLength(3);
});

test('a stream that ends before the checkout does is not taken for its end', async () => {
  const { subscriptions, watch } = setUp(() => ({
    data: { checkout: checkout('COMPLETED', 'DONE') },
  }));
  watch.start();
  subscriptions.listener?.next({ checkoutProgress: checkout('PENDING', 'RESERVING_STOCK') });
  subscriptions.listener?.ended();
  await settled();
  expect(watch.current?.status).toBe('COMPLETED');
});

const UNREADABLE = { message: 'malformed', extensions: { code: 'BAD_USER_INPUT' } };

test.each<[string, CannedAnswer]>([
  ['that there is not', { data: { checkout: null } }],
  ['whose id is none', { data: { checkout: null }, errors: [UNREADABLE] }],
])('a checkout %s is unknown, and is not asked for again', async (_name, answer) => {
  const { clock, wire, subscriptions, watch } = setUp(() => answer);
  watch.start();
  subscriptions.listener?.ended();
  await settled();
  clock.advance(60_000);
  await settled();
  expect(watch.isUnknown).toBe(true);
  expect(watch.failure).toBeUndefined();
  expect(wire.seen).toHaveLength(1);
});

test('a page that is left stops listening and asking', async () => {
  const { clock, wire, subscriptions, watch } = setUp(() => ({
    data: { checkout: checkout('PENDING', 'RESERVING_STOCK') },
  }));
  watch.start();
  subscriptions.listener?.ended();
  await settled();
  watch.stop();
  clock.advance(60_000);
  await settled();
  expect(subscriptions.isStopped).toBe(true);
  expect(wire.seen).toHaveLength(1);
});
