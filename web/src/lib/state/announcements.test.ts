import { expect, test } from 'vitest';
import { FakeClock } from '../testing/wire';
import { Announcements } from './announcements.svelte';

test('announcements go by themselves, and there are never more than three', () => {
  const clock = new FakeClock();
  const announcements = new Announcements(clock.later);
  ['one', 'two', 'three', 'four'].forEach((text) => announcements.say(text));
  expect(announcements.shown.map(({ text }) => text)).toEqual(['two', 'three', 'four']);
  announcements.dismiss(announcements.shown[0]?.id ?? 0);
  expect(announcements.shown.map(({ text }) => text)).toEqual(['three', 'four']);
  clock.advance(7_000);
  expect(announcements.shown).toEqual([]);
});
