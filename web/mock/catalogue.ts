/** A small made-up range: eight categories of eight products, enough for lists, facets and pages to be real. */

export interface MockVariant {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly priceCents: number;
  readonly compareAtCents: number | undefined;
  readonly selectedOptions: readonly { name: string; value: string }[];
  readonly pictureSeed: number;
  readonly weightGrams: number;
  onHand: number;
}

export interface MockProduct {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly category: MockCategory;
  readonly options: readonly { name: string; values: readonly string[] }[];
  readonly variants: readonly MockVariant[];
  readonly publishedAt: string;
  readonly number: number;
}

export interface MockCategory {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly noun: string;
  readonly option: { name: string; values: readonly string[] };
  readonly number: number;
}

const CATEGORIES: readonly Omit<MockCategory, 'id' | 'number'>[] = [
  row('lighting', 'Lighting', 'lamp', 'Colour', ['Ochre', 'Slate', 'Chalk']),
  row('seating', 'Seating', 'stool', 'Wood', ['Oak', 'Ash']),
  row('table', 'Table', 'bowl', 'Glaze', ['Sea', 'Sand', 'Soot']),
  row('kitchen', 'Kitchen', 'pot', 'Size', ['Small', 'Large']),
  row('textiles', 'Textiles', 'blanket', 'Colour', ['Moss', 'Rust', 'Ink']),
  row('garden', 'Garden', 'planter', 'Size', ['20 cm', '30 cm', '40 cm']),
  row('camp', 'Camp', 'kettle', 'Finish', ['Steel', 'Enamel']),
  row('storage', 'Storage', 'basket', 'Size', ['Low', 'Tall']),
];

const NAMES = ['Alba', 'Brezza', 'Corte', 'Duna', 'Eremo', 'Faro', 'Ghiaia', 'Loggia'];

function row(handle: string, title: string, noun: string, option: string, values: string[]) {
  return { handle, title, noun, option: { name: option, values } };
}

export const categories: readonly MockCategory[] = CATEGORIES.map((category, number) => ({
  ...category,
  number,
  id: `cat_${number}`,
}));

export const products: readonly MockProduct[] = categories.flatMap((category) =>
  NAMES.map((name, index) => product(category, name, category.number * NAMES.length + index)),
);

export const variants: ReadonlyMap<string, { variant: MockVariant; product: MockProduct }> =
  new Map(
    products.flatMap((product) =>
      product.variants.map((variant) => [variant.id, { variant, product }] as const),
    ),
  );

function product(category: MockCategory, name: string, number: number): MockProduct {
  const title = `${name} ${category.noun}`;
  const handle = title.toLowerCase().replaceAll(' ', '-');
  return {
    id: `prd_${number}`,
    handle,
    title,
    category,
    number,
    description: `The ${title} is made to be used every day, indoors and out. It ages well, is easily mended, and is at home on any sill or step.`,
    options: [category.option],
    variants: category.option.values.map((value, index) => ({
      id: `var_${number}_${index}`,
      sku: `${category.handle.slice(0, 3).toUpperCase()}-${number}-${index}`,
      title: `${title}, ${value}`,
      priceCents: 1290 + ((number * 733 + index * 450) % 14_000),
      compareAtCents: number % 5 === 0 ? 2200 + ((number * 733 + index * 450) % 14_000) : undefined,
      selectedOptions: [{ name: category.option.name, value }],
      pictureSeed: number * 3 + index,
      weightGrams: 300 + number * 40,
      onHand: (number + index) % 11 === 0 ? 0 : (number * 7 + index) % 30 === 4 ? 3 : 40,
    })),
    publishedAt: new Date(Date.UTC(2026, 8, 1) + ((number * 37) % 64) * 86_400_000).toISOString(),
  };
}
