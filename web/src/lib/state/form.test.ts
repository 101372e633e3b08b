import { expect, test } from 'vitest';
import { RequestFailure } from '../graphql/failure';
import { FormState } from './form.svelte';

test('a problem is shown at the field its path ends with, or above the form', async () => {
  const form = new FormState(['city']);
  const isSent = await form.send(() =>
    Promise.resolve([
      { code: 'REQUIRED', field: ['input', 'shippingAddress', 'city'], message: 'Which city?' },
      { code: 'TOTAL_CHANGED', field: null, message: 'The total has changed.' },
      { code: 'INVALID', field: ['input'], message: 'Not like this.' },
      { code: 'ALREADY_REVIEWED', field: ['productId'], message: 'Once is enough.' },
    ]),
  );
  expect(isSent).toBe(false);
  expect(form.problem('city')).toBe('Which city?');
  expect(form.general).toEqual(['The total has changed.', 'Not like this.', 'Once is enough.']);
});

test('a failed request is a problem of the form; a defect is not swallowed', async () => {
  const form = new FormState();
  const failure = RequestFailure.ofNetwork({ kind: 'timeout' });
  expect(await form.send(() => Promise.reject(failure))).toBe(false);
  expect(form.general).toEqual([failure.message]);
  await expect(form.send(() => Promise.reject(new TypeError('defect')))).rejects.toThrow('defect');
  expect(form.isSending).toBe(false);
});

test('an impatient second click does not send twice', async () => {
  const form = new FormState();
  let sent = 0;
  let finish: (() => void) | undefined;
  const task = () => {
    sent += 1;
    return new Promise<[]>((resolve) => {
      finish = () => resolve([]);
    });
  };
  const first = form.send(task);
  expect(await form.send(task)).toBe(false);
  finish?.();
  expect(await first).toBe(true);
  expect(sent).toBe(1);
});
