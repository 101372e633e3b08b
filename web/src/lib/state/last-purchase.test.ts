import { expect, test } from 'vitest';
import { FakeClock } from '../testing/wire';
import { MemoryKeep } from './keep';
import { LastPurchase } from './last-purchase';

function setUp() {
  const clock = new FakeClock();
  const keep = new MemoryKeep();
  const here = new LastPurchase(keep, clock.now);
  const elsewhere = new LastPurchase(keep, clock.now);
  return { clock, keep, here, elsewhere };
}

test('a purchase is known in the other windows, for half an hour', () => {
  const { clock, here, elsewhere } = setUp();
  expect(elsewhere.recent()).toBeUndefined();
  here.remember('chk_1');
  clock.advance(30 * 60_000 - 1);
  expect(elsewhere.recent()).toBe('chk_1');
  clock.advance(1);
  expect(elsewhere.recent()).toBeUndefined();
});

test('only the last purchase is called off', () => {
  const { here, elsewhere } = setUp();
  here.remember('chk_1');
  here.remember('chk_2');
  here.callOff('chk_1');
  expect(elsewhere.recent()).toBe('chk_2');
  here.callOff('chk_2');
  expect(elsewhere.recent()).toBeUndefined();
});

test.each(['', 'chk_1', 'soon chk_1'])('"%s" tells of no purchase', (text) => {
  const { keep, here } = setUp();
  keep.write('portico.last-purchase', text);
  expect(here.recent()).toBeUndefined();
});
