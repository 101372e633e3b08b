import { expect, test } from 'vitest';
import { VariantChoice, type ProductView, type Variant } from './variant-choice.svelte';

function variant(id: string, colour: string, size: string, availableForSale?: boolean): Variant {
  const selectedOptions = [
    { name: 'Colour', value: colour },
    { name: 'Size', value: size },
  ];
  return { id, selectedOptions, availableForSale } as Variant;
}

function choiceAmong(...variants: Variant[]): VariantChoice {
  const options = [
    { name: 'Colour', values: ['Chalk', 'Ink'] },
    { name: 'Size', values: ['Low', 'Tall'] },
  ];
  const product = { options, variants } as unknown as ProductView;
  return new VariantChoice(() => product);
}

test('the first variant that can be bought is offered', () => {
  const choice = choiceAmong(variant('a', 'Chalk', 'Low', false), variant('b', 'Ink', 'Low', true));
  expect(choice.variant?.id).toBe('b');
  expect(choice.value('Colour')).toBe('Ink');
});

test('the first variant is offered when all are sold out, and when stock is not known', () => {
  expect(choiceAmong(variant('a', 'Chalk', 'Low', false)).variant?.id).toBe('a');
  expect(choiceAmong(variant('a', 'Chalk', 'Low'), variant('b', 'Ink', 'Low')).variant?.id).toBe(
    'a',
  );
});

test('picking one option keeps the others', () => {
  const choice = choiceAmong(
    variant('a', 'Chalk', 'Low', true),
    variant('b', 'Ink', 'Low', true),
    variant('c', 'Ink', 'Tall', true),
  );
  choice.pick('Colour', 'Ink');
  expect(choice.variant?.id).toBe('b');
  expect(choice.wouldBe('Size', 'Tall')?.id).toBe('c');
  expect(choice.wouldBe('Colour', 'Chalk')?.id).toBe('a');
});

test('a combination that is not made has no variant', () => {
  const choice = choiceAmong(variant('a', 'Chalk', 'Low', true), variant('b', 'Ink', 'Tall', true));
  choice.pick('Size', 'Tall');
  expect(choice.variant).toBeUndefined();
  expect(choice.wouldBe('Colour', 'Ink')?.id).toBe('b');
});
