import { expect, test } from 'vitest';
import { GraphQLClient } from '../graphql/client';
import { UnreadCountDocument } from '../graphql/generated';
import { FakeClock, FakeWire, type CannedAnswer, type SeenRequest } from '../testing/wire';
import { MemoryKeep } from './keep';
import { Session } from './session.svelte';

const REFRESH_TOKEN = 'portico.refresh-token';

function setUp(
  script: (request: SeenRequest, clock: FakeClock) => CannedAnswer | Promise<CannedAnswer>,
) {
  const clock = new FakeClock();
  const keep = new MemoryKeep();
  const wire = new FakeWire((request) => script(request, clock));
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs: 1_000 });
  const session = new Session({ client, keep, exclusive: (task) => task(), now: clock.now });
  client.useCredentials(session);
  return { clock, keep, wire, client, session };
}

let serial = 0;

/** A new session, as the graph begins one. */
function begun(clock: FakeClock, lifetimeMs = 600_000) {
  serial += 1;
  return {
    accessToken: `access-${serial}`,
    accessTokenExpiresAt: clock.instant(lifetimeMs),
    refreshToken: `refresh-${serial}`,
    customer: { id: 'cus_1', displayName: 'Ada' },
  };
}

const COUNT = { data: { viewer: { id: 'cus_1', unreadNotificationCount: 2 } } };

test('a login keeps the refresh token, and the access token in memory only', async () => {
  const { session, keep, client, wire } = setUp(({ operation }, clock) =>
    operation === 'AccountLogin'
      ? { data: { accountLogin: { session: begun(clock), userErrors: [] } } }
      : COUNT,
  );
  expect(await session.login({ email: 'ada@example.com', password: 'x' })).toEqual([]);
  expect(session.customer?.displayName).toBe('Ada');
  await client.send(UnreadCountDocument, {});
  expect(wire.seen[0]?.authorization).toBeUndefined();
  expect(wire.seen[1]?.authorization).toMatch(/^Bearer access-/);
  expect(keep.read(REFRESH_TOKEN)).toMatch(/^refresh-/);
});

test('a refused login tells why and changes nothing', async () => {
  const problem = { code: 'CREDENTIALS_INVALID', field: null, message: 'No.' };
  const { session, keep } = setUp(() => ({
    data: { accountLogin: { session: null, userErrors: [problem] } },
  }));
  expect(await session.login({ email: 'ada@example.com', password: 'x' })).toEqual([problem]);
  expect(session.isLoggedIn).toBe(false);
  expect(keep.read(REFRESH_TOKEN)).toBeUndefined();
});

test('many requests after the token has expired refresh it once', async () => {
  const { session, clock, keep, client, wire } = setUp(({ operation }, clock) =>
    operation === 'SessionRefresh'
      ? { data: { sessionRefresh: { session: begun(clock), userErrors: [] } } }
      : COUNT,
  );
  keep.write(REFRESH_TOKEN, 'kept');
  await session.resume();
  clock.advance(600_000);
  await Promise.all([1, 2, 3].map(() => client.send(UnreadCountDocument, {})));
  expect(wire.operations.filter((name) => name === 'SessionRefresh')).toHaveLength(2);
  const spent = wire.seen
    .filter(({ operation }) => operation === 'SessionRefresh')
    .map(({ variables }) => variables['refreshToken']);
  expect(new Set(spent).size).toBe(2);
});

test('a token refused before its time is replaced, and the request repeated', async () => {
  let isRevoked = false;
  const { keep, client, wire } = setUp(({ operation, authorization }, clock) => {
    if (operation === 'SessionRefresh') {
      return { data: { sessionRefresh: { session: begun(clock), userErrors: [] } } };
    }
    const first = !isRevoked;
    isRevoked = true;
    expect(authorization).toBeDefined();
    return first
      ? { status: 401, errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] }
      : COUNT;
  });
  keep.write(REFRESH_TOKEN, 'kept');
  expect((await client.send(UnreadCountDocument, {})).data.viewer?.unreadNotificationCount).toBe(2);
  expect(wire.operations).toEqual([
    'SessionRefresh',
    'UnreadCount',
    'SessionRefresh',
    'UnreadCount',
  ]);
});

test('a session that is over leaves a guest', async () => {
  const { session, keep, client, wire } = setUp(({ operation }) =>
    operation === 'SessionRefresh'
      ? {
          data: {
            sessionRefresh: {
              session: null,
              userErrors: [{ code: 'REFRESH_TOKEN_INVALID', field: null, message: 'Over.' }],
            },
          },
        }
      : { data: { viewer: null } },
  );
  keep.write(REFRESH_TOKEN, 'spent');
  expect((await client.send(UnreadCountDocument, {})).data.viewer).toBeNull();
  expect(wire.seen.at(-1)?.authorization).toBeUndefined();
  expect(session.isLoggedIn).toBe(false);
  expect(session.problem).toBeUndefined();
  expect(keep.read(REFRESH_TOKEN)).toBeUndefined();
});

test('while accounts is down the shop goes on as a guest, keeps the session, and tries again later', async () => {
  let isDown = true;
  const { session, clock, keep, client, wire } = setUp(({ operation }, clock) => {
    if (operation !== 'SessionRefresh') {
      return { data: { viewer: null } };
    }
    return isDown
      ? { errors: [{ message: 'accounts is down', path: ['sessionRefresh'] }] }
      : { data: { sessionRefresh: { session: begun(clock), userErrors: [] } } };
  });
  keep.write(REFRESH_TOKEN, 'kept');
  await client.send(UnreadCountDocument, {});
  await client.send(UnreadCountDocument, {});
  expect(wire.operations).toEqual(['SessionRefresh', 'UnreadCount', 'UnreadCount']);
  expect(session.problem?.message).toBe('accounts is down');
  expect(keep.read(REFRESH_TOKEN)).toBe('kept');
  isDown = false;
  clock.advance(5_001);
  await session.resume();
  expect(session.isLoggedIn).toBe(true);
  expect(session.problem).toBeUndefined();
});

test('a clock that is far ahead does not refresh at each request', async () => {
  const { clock, keep, client, wire } = setUp(({ operation }, clock) =>
    operation === 'SessionRefresh'
      ? { data: { sessionRefresh: { session: begun(clock, -3_600_000), userErrors: [] } } }
      : COUNT,
  );
  keep.write(REFRESH_TOKEN, 'kept');
  await client.send(UnreadCountDocument, {});
  clock.advance(60_000);
  await client.send(UnreadCountDocument, {});
  expect(wire.operations).toEqual(['SessionRefresh', 'UnreadCount', 'UnreadCount']);
});

test('a logout counts even when the server cannot be told', async () => {
  const { session, keep } = setUp(({ operation }, clock) =>
    operation === 'AccountLogin'
      ? { data: { accountLogin: { session: begun(clock), userErrors: [] } } }
      : Promise.reject(new TypeError('fetch failed')),
  );
  await session.login({ email: 'ada@example.com', password: 'x' });
  await expect(session.logout()).rejects.toThrow();
  expect(session.isLoggedIn).toBe(false);
  expect(keep.read(REFRESH_TOKEN)).toBeUndefined();
});

test('a tab follows another that logs out, without telling the server again, and one that logs in', async () => {
  const { session, clock, keep, wire } = setUp(({ operation }, clock) =>
    operation === 'AccountLogin'
      ? { data: { accountLogin: { session: begun(clock), userErrors: [] } } }
      : { data: { sessionRefresh: { session: begun(clock), userErrors: [] } } },
  );
  await session.login({ email: 'ada@example.com', password: 'x' });
  expect(await session.follow()).toBe('same');
  keep.forget(REFRESH_TOKEN);
  expect(await session.follow()).toBe('ended');
  expect(session.isLoggedIn).toBe(false);
  expect(await session.accessToken()).toBeUndefined();
  expect(wire.operations).toEqual(['AccountLogin']);
  keep.write(REFRESH_TOKEN, begun(clock).refreshToken);
  expect(await session.follow()).toBe('begun');
  expect(session.customer?.displayName).toBe('Ada');
});
