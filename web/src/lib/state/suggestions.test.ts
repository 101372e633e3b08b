import { expect, test } from 'vitest';
import { GraphQLClient } from '../graphql/client';
import { FakeClock, FakeWire, settled, type CannedAnswer } from '../testing/wire';
import { Suggestions } from './suggestions.svelte';

function setUp(answer: (prefix: string) => CannedAnswer | Promise<CannedAnswer>) {
  const clock = new FakeClock();
  const wire = new FakeWire(({ variables }) => answer(String(variables['prefix'])));
  const client = new GraphQLClient({ endpoint: '/graphql', fetch: wire.fetch, timeoutMs: 1_000 });
  return { clock, wire, suggestions: new Suggestions(client, clock.later) };
}

function suggest(...titles: string[]): CannedAnswer {
  return { data: { productSuggestions: titles.map((text) => ({ text, product: { id: text } })) } };
}

test('only the last of several quick keystrokes is asked for', async () => {
  const { clock, wire, suggestions } = setUp((prefix) => suggest(`${prefix}p`));
  ['la', 'lam'].forEach((text) => {
    suggestions.typed(text);
    clock.advance(50);
  });
  clock.advance(120);
  await settled();
  expect(wire.seen.map(({ variables }) => variables['prefix'])).toEqual(['lam']);
  expect(suggestions.items.map(({ text }) => text)).toEqual(['lamp']);
});

test('an answer that comes after a newer question is ignored', async () => {
  const pending = new Map<string, (answer: CannedAnswer) => void>();
  const { clock, suggestions } = setUp(
    (prefix) => new Promise((resolve) => pending.set(prefix, resolve)),
  );
  suggestions.typed('la');
  clock.advance(120);
  await settled();
  suggestions.typed('mu');
  clock.advance(120);
  await settled();
  pending.get('mu')?.(suggest('mug'));
  await settled();
  pending.get('la')?.(suggest('lamp'));
  await settled();
  expect(suggestions.items.map(({ text }) => text)).toEqual(['mug']);
});

test('one letter, and an error, suggest nothing', async () => {
  const { clock, wire, suggestions } = setUp(() => ({ errors: [{ message: 'down' }] }));
  suggestions.typed('l');
  clock.advance(1_000);
  await settled();
  expect(wire.seen).toEqual([]);
  suggestions.typed('la');
  clock.advance(120);
  await settled();
  expect(suggestions.items).toEqual([]);
});

test('the mark goes round through the text itself', async () => {
  const { clock, suggestions } = setUp(() => suggest('lamp', 'lantern'));
  suggestions.typed('la');
  clock.advance(120);
  await settled();
  const marks = [1, 1, 1, -1].map((step) => {
    suggestions.move(step === 1 ? 1 : -1);
    return suggestions.marked;
  });
  expect(marks).toEqual([0, 1, -1, 1]);
  expect(suggestions.chosen?.text).toBe('lantern');
});
