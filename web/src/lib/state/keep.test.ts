import { expect, test } from 'vitest';
import { BrowserKeep, MemoryKeep, type Keep } from './keep';

const entries = new Map<string, string>();

/** As much of the browser's storage as a keep uses. */
function storageOver(entries: Map<string, string>): Storage {
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => entries.set(key, value),
    removeItem: (key: string) => entries.delete(key),
  } as unknown as Storage;
}

function refusing(): Storage {
  throw new DOMException('The operation is insecure.', 'SecurityError');
}

function full(): Storage {
  return { ...storageOver(new Map()), setItem: refusing };
}

test.each<[string, () => Keep]>([
  ['memory', () => new MemoryKeep()],
  ['the browser', () => new BrowserKeep(() => storageOver(entries))],
  ['a browser that refuses storage', () => new BrowserKeep(refusing)],
  ['a browser whose storage is full', () => new BrowserKeep(full)],
])('%s reads what was written until it is forgotten', (_name, make) => {
  const keep = make();
  expect(keep.read('key')).toBeUndefined();
  keep.write('key', 'value');
  expect(keep.read('key')).toBe('value');
  keep.forget('key');
  expect(keep.read('key')).toBeUndefined();
});

test('what a browser keeps is there on the next visit', () => {
  new BrowserKeep(() => storageOver(entries)).write('key', 'value');
  expect(new BrowserKeep(() => storageOver(entries)).read('key')).toBe('value');
});
