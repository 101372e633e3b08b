import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { webFolder } from '../scripts/paths.ts';

/** The demo range, read from the data that the real catalog is seeded with, so that pages look as they will. */

export interface MockVariant {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly priceCents: number;
  readonly compareAtCents: number | undefined;
  readonly selectedOptions: readonly { name: string; value: string }[];
  readonly imageUrl: string;
  readonly weightGrams: number;
  onHand: number;
}

export interface MockProduct {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly category: MockCategory;
  readonly options: readonly { name: string; values: readonly string[] }[];
  readonly variants: readonly MockVariant[];
  readonly imageUrls: readonly string[];
  readonly publishedAt: string;
  readonly number: number;
}

export interface MockCategory {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
}

interface DemoValue {
  readonly value: string;
  readonly addPrice?: string;
  readonly addWeightGrams?: number;
}

interface DemoProduct {
  readonly handle: string;
  readonly code: string;
  readonly title: string;
  readonly vendor: string;
  readonly description: string;
  readonly price: string;
  readonly compareAtPrice?: string;
  readonly weightGrams: number;
  readonly options: readonly { name: string; values: readonly (string | DemoValue)[] }[];
}

interface DemoCategory extends Omit<MockCategory, 'id'> {
  readonly products: readonly DemoProduct[];
}

/** The options whose value changes how a product looks. */
const PICTURED = ['Colour', 'Finish', 'Wood', 'Stone'];
const FIRST_PUBLISHED = Date.UTC(2026, 2, 2, 9);
const PACE_MS = 67 * 3_600_000;

const folder = join(webFolder, '../subgraphs/catalog/demo');
const demo = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as DemoCategory);

export const categories: readonly MockCategory[] = demo.map(({ handle, title, description }) => ({
  id: `cat_${handle}`,
  handle,
  title,
  description,
}));

export const products: readonly MockProduct[] = demo.flatMap(({ products }, categoryNumber) =>
  products.map((each, index) => product(each, categoryNumber, index)),
);

export const variants: ReadonlyMap<string, { variant: MockVariant; product: MockProduct }> =
  new Map(
    products.flatMap((product) =>
      product.variants.map((variant) => [variant.id, { variant, product }] as const),
    ),
  );

function product(demoProduct: DemoProduct, categoryNumber: number, index: number): MockProduct {
  const { handle, title, description, vendor, options } = demoProduct;
  const number = index * demo.length + categoryNumber;
  const category = categories[categoryNumber];
  if (category === undefined) {
    throw new Error('each product has a category');
  }
  const looks = options.find(({ name }) => PICTURED.includes(name))?.values.map(textOf) ?? [];
  const pictures =
    looks.length > 0 ? looks.map((look) => pictureUrl(handle, look)) : [pictureUrl(handle)];
  return {
    id: `prd_${handle}`,
    handle,
    title,
    description,
    vendor,
    category,
    number,
    options: options.map(({ name, values }) => ({ name, values: values.map(textOf) })),
    variants: combinations(demoProduct).map((values, place) =>
      variant(demoProduct, values, number + place),
    ),
    imageUrls: [...pictures, pictureUrl(handle, 'detail')],
    publishedAt: new Date(FIRST_PUBLISHED + PACE_MS * number).toISOString(),
  };
}

/** One value of each option, in every combination. */
function combinations({ options }: DemoProduct): DemoValue[][] {
  return options.reduce<DemoValue[][]>(
    (chosen, { values }) =>
      chosen.flatMap((before) =>
        values.map((value) => [...before, typeof value === 'string' ? { value } : value]),
      ),
    [[]],
  );
}

function variant(demoProduct: DemoProduct, values: DemoValue[], number: number): MockVariant {
  const { handle, code, title, options, price, compareAtPrice, weightGrams } = demoProduct;
  const selectedOptions = options.map(({ name }, index) => ({
    name,
    value: values[index]?.value ?? '',
  }));
  const look = selectedOptions.find(({ name }) => PICTURED.includes(name))?.value;
  const added = values.reduce((sum, { addPrice = '0' }) => sum + cents(addPrice), 0);
  const suffix = values.map(({ value }) => value.replaceAll(' ', '').toUpperCase());
  return {
    id: `var_${[handle, ...suffix].join('_')}`,
    sku: [code, ...suffix].join('-'),
    title: values.length === 0 ? title : values.map(({ value }) => value).join(' / '),
    priceCents: cents(price) + added,
    compareAtCents: compareAtPrice === undefined ? undefined : cents(compareAtPrice) + added,
    selectedOptions,
    imageUrl: pictureUrl(handle, look),
    weightGrams:
      weightGrams + values.reduce((sum, { addWeightGrams = 0 }) => sum + addWeightGrams, 0),
    onHand: number % 11 === 5 ? 0 : number % 7 === 4 ? 3 : 40,
  };
}

function pictureUrl(handle: string, look?: string): string {
  return `/media/products/${handle}${look === undefined ? '' : `-${look.toLowerCase()}`}.svg`;
}

function textOf(value: string | DemoValue): string {
  return typeof value === 'string' ? value : value.value;
}

function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}
