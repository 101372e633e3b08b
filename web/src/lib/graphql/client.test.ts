import { expect, test } from 'vitest';
import { FakeWire } from '../testing/wire';
import { GraphQLClient, type Credentials } from './client';
import { RequestFailure } from './failure';
import { CategoryMenuDocument, UnreadCountDocument } from './generated';

function clientOver(wire: FakeWire, credentials?: Credentials, timeoutMs = 1_000): GraphQLClient {
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs });
  if (credentials !== undefined) {
    client.useCredentials(credentials);
  }
  return client;
}

async function failureOf(promise: Promise<unknown>): Promise<RequestFailure> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(RequestFailure);
  return thrown as RequestFailure;
}

test('data with holes comes back together with its faults and whose they are', async () => {
  const extensions = { code: 'SUBGRAPH_UNREACHABLE', service: 'notifications' };
  const errors = [{ message: 'down', path: ['viewer', 'unreadNotificationCount'], extensions }];
  const data = { viewer: { id: 'cus_1', unreadNotificationCount: null } };
  const client = clientOver(new FakeWire(() => ({ data, errors })));
  expect(await client.send(UnreadCountDocument, {})).toEqual({
    data,
    faults: errors,
    missing: new Set(['notifications']),
  });
});

test('what could not be asked for is not taken for what does not exist', async () => {
  const errors = [{ message: 'accounts is down', path: ['viewer'] }];
  const failed = clientOver(new FakeWire(() => ({ data: { viewer: null }, errors })));
  expect((await failureOf(failed.send(UnreadCountDocument, {}))).message).toBe('accounts is down');
  const guest = clientOver(new FakeWire(() => ({ data: { viewer: null } })));
  expect((await guest.send(UnreadCountDocument, {})).data).toEqual({ viewer: null });
});

test('errors without data are a failure that carries their codes', async () => {
  const errors = [{ message: 'too deep', extensions: { code: 'QUERY_TOO_DEEP' } }];
  const failure = await failureOf(
    clientOver(new FakeWire(() => ({ status: 400, errors }))).send(CategoryMenuDocument, {}),
  );
  expect(failure.network).toBeUndefined();
  expect(failure.message).toBe('too deep');
  expect(failure.hasCode('QUERY_TOO_DEEP')).toBe(true);
});

test.each([
  [
    'a page instead of an answer',
    { status: 502, text: '<html>' },
    { kind: 'not-graphql', status: 502 },
  ],
  ['JSON that is no answer', { text: '[1]' }, { kind: 'not-graphql', status: 200 }],
  [
    'too many requests',
    { status: 429, headers: { 'retry-after': '7' }, text: '' },
    { kind: 'throttled', retryAfterSeconds: 7 },
  ],
  [
    'too many requests, for an unknown time',
    { status: 429, text: '' },
    { kind: 'throttled', retryAfterSeconds: undefined },
  ],
])('%s is a failure of the network', async (_name, answer, network) => {
  const failure = await failureOf(
    clientOver(new FakeWire(() => answer)).send(CategoryMenuDocument, {}),
  );
  expect(failure.network).toEqual(network);
});

test('no connection and no answer in time are told apart', async () => {
  const broken = new FakeWire(() => Promise.reject(new TypeError('fetch failed')));
  const unreachable = await failureOf(clientOver(broken).send(CategoryMenuDocument, {}));
  expect(unreachable.network).toEqual({ kind: 'unreachable' });

  const hanging: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  const slow = new GraphQLClient({ endpoint: '/graphql', fetch: hanging, timeoutMs: 5 });
  expect((await failureOf(slow.send(CategoryMenuDocument, {}))).network).toEqual({
    kind: 'timeout',
  });
});

test('a refused token is replaced once, and the request sent again with the new one', async () => {
  const wire = new FakeWire(({ authorization }) =>
    authorization === 'Bearer new'
      ? { data: { categories: [] } }
      : { status: 401, errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] },
  );
  const client = clientOver(wire, {
    accessToken: () => Promise.resolve('old'),
    replace: () => Promise.resolve('new'),
  });
  expect((await client.send(CategoryMenuDocument, {})).data).toEqual({ categories: [] });
  expect(wire.seen.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer new']);
});

test('a token that is refused twice is not tried a third time', async () => {
  const wire = new FakeWire(() => ({
    status: 401,
    errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }],
  }));
  const client = clientOver(wire, {
    accessToken: () => Promise.resolve('old'),
    replace: () => Promise.resolve('new'),
  });
  expect((await failureOf(client.send(CategoryMenuDocument, {}))).hasCode('UNAUTHENTICATED')).toBe(
    true,
  );
  expect(wire.seen).toHaveLength(2);
});
