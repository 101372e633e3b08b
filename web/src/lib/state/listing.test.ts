import { expect, test } from 'vitest';
import {
  activeFilters,
  changed,
  isChosen,
  listingAddress,
  readListing,
  toggled,
  whereOf,
  withinCategory,
} from './listing';

function read(address: string) {
  return readListing(new URL(address, 'http://shop').searchParams);
}

test.each([
  '/products',
  '/products?q=lamp',
  '/products?q=lamp+shade&category=lighting&option=Colour%3AChalk&min=20&max=59.99',
  '/products?sort=price-up&after=abc%3D%3D',
  '/products?before=xyz',
])('%s is read and written back as it was', (address) => {
  expect(listingAddress('/products', read(address))).toBe(address);
});

test.each([
  ['an unknown order', '/products?sort=best', '/products'],
  ['an amount that is none', '/products?min=cheap&max=-3', '/products'],
  ['an option without a value', '/products?option=Colour&option=%3Ared', '/products'],
  ['a comma in an amount', '/products?max=12%2C50', '/products?max=12.5'],
  ['other parameters', '/products?utm_source=mail', '/products'],
])('%s is put right', (_name, typed, meant) => {
  expect(listingAddress('/products', read(typed))).toBe(meant);
});

test('a change starts again at the first page', () => {
  const change = changed(read('/products?after=abc&q=lamp'), { order: 'title' });
  expect(listingAddress('/products', change)).toBe('/products?q=lamp&sort=title');
});

test('the filter for the graph holds what is set and nothing else', () => {
  expect(whereOf(read('/products'))).toBeUndefined();
  expect(whereOf(read('/products?category=camp&min=5&option=Size:Large'))).toEqual({
    category: { in: ['camp'] },
    price: { gte: '5' },
    option: [{ name: 'Size', value: 'Large' }],
  });
});

const CAMP = { facet: 'category', input: { category: { in: ['camp'] } } };

test('choosing a value of a facet takes the filter that comes with it', () => {
  const chosen = toggled(read('/products?q=mug'), CAMP);
  expect(listingAddress('/products', chosen)).toBe('/products?q=mug&category=camp');
  expect(isChosen(chosen, CAMP)).toBe(true);
  expect(isChosen(read('/products?q=mug'), CAMP)).toBe(false);
});

test('choosing it again frees its facet, and only that', () => {
  const list = read('/products?q=mug&category=camp&min=25&option=Colour:Clay');
  const input = {
    category: { in: ['camp'] },
    price: { gte: '25.00' },
    option: [{ name: 'Colour', value: 'Clay' }],
  };
  const without = (facet: string) => listingAddress('/products', toggled(list, { facet, input }));
  expect(without('category')).toBe('/products?q=mug&option=Colour%3AClay&min=25');
  expect(without('price')).toBe('/products?q=mug&category=camp&option=Colour%3AClay');
  expect(without('option.Colour')).toBe('/products?q=mug&category=camp&min=25');
});

test('the filter may come as the text of its JSON', () => {
  const choice = { facet: 'category', input: JSON.stringify({ category: { eq: 'camp' } }) };
  expect(listingAddress('/products', toggled(read('/products'), choice))).toBe(
    '/products?category=camp',
  );
});

test('on a page of a category its facets neither name it nor leave it', () => {
  const input = { category: { in: ['camp'] }, option: [{ name: 'Colour', value: 'Clay' }] };
  const choice = withinCategory({ facet: 'option.Colour', input });
  const list = read('/categories/camp');
  const chosen = choice && toggled(list, choice);
  expect(chosen && listingAddress('/categories/camp', chosen)).toBe(
    '/categories/camp?option=Colour%3AClay',
  );
  expect(chosen && choice && isChosen(chosen, choice)).toBe(true);
  expect(withinCategory({ facet: 'category', input })).toBeUndefined();
});

test('what narrows a list can be told and taken away without its facets', () => {
  const listing = readListing(
    new URLSearchParams(
      'q=lamp&category=lighting&category=desk&option=Colour:Ochre&min=20&after=x',
    ),
  );
  const filters = activeFilters(listing, new Map([['lighting', 'Lighting']]));
  expect(filters.map(({ label, rest }) => [label, listingAddress('', rest)])).toEqual([
    ['Lighting', '?q=lamp&category=desk&option=Colour%3AOchre&min=20'],
    ['desk', '?q=lamp&category=lighting&option=Colour%3AOchre&min=20'],
    ['Colour: Ochre', '?q=lamp&category=desk&category=lighting&min=20'],
    ['From €20.00', '?q=lamp&category=desk&category=lighting&option=Colour%3AOchre'],
  ]);
});

test.each([
  ['', []],
  ['max=30', ['Up to €30.00']],
  ['min=20&max=30.5', ['€20.00 to €30.50']],
])('the price in "%s" is told as %o', (address, labels) => {
  const listing = readListing(new URLSearchParams(address));
  expect(activeFilters(listing, new Map()).map(({ label }) => label)).toEqual(labels);
});
