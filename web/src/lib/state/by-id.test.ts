import { expect, test } from 'vitest';
import { RequestFailure } from '../graphql/failure';
import { byId } from './by-id';

const refusedWith = (code: string) => () =>
  Promise.reject(RequestFailure.ofFaults([{ message: 'No.', extensions: { code } }]));

test('what an id names is handed on', async () => {
  expect(await byId(() => Promise.resolve('order'))).toBe('order');
});

test('what is no id names nothing', async () => {
  expect(await byId(refusedWith('BAD_USER_INPUT'))).toBeUndefined();
});

test('a failure of the shop stays a failure', async () => {
  await expect(byId(refusedWith('SUBGRAPH_UNREACHABLE'))).rejects.toThrow('No.');
});
