import { categories, products, type MockProduct } from './catalogue.ts';
import { categoryView, connection, productView, type PageArguments } from './views.ts';

interface Where {
  readonly category?: { eq?: string; in?: string[] };
  readonly price?: { gte?: string; lte?: string };
  readonly option?: { name: string; value: string }[];
}

type ListArguments = PageArguments & { where?: Where; sortKey: string; reverse: boolean };
type SearchArguments = PageArguments & { query: string; where?: Where };

export const catalogQueries = {
  categories: () => categories.map((category) => categoryView(category.handle)),
  category: ({ handle }: { handle: string }) => categoryView(handle) ?? null,
  product: ({ id, handle }: { id?: string; handle?: string }) =>
    productView(products.find((product) => product.id === id || product.handle === handle)),
  products: ({ where, sortKey, reverse, ...page }: ListArguments) => {
    const sorted = products.filter((product) => fits(product, where)).sort(by(sortKey));
    return connection(reverse ? sorted.reverse() : sorted, productView, page);
  },
  productSearch: ({ query, where, ...page }: SearchArguments) => {
    const found = products.filter((product) => matches(product, query));
    const narrowed = found.filter((product) => fits(product, where));
    return { ...connection(narrowed, productView, page), facets: facets(narrowed) };
  },
  productSuggestions: ({ prefix, first }: { prefix: string; first: number }) =>
    products
      .filter((product) => matches(product, prefix))
      .slice(0, first)
      .map((product) => ({ text: product.title, product: productView(product) })),
};

function matches(product: MockProduct, query: string): boolean {
  const text = `${product.title} ${product.category.title}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function lowest(product: MockProduct): number {
  return Math.min(...product.variants.map((variant) => variant.priceCents));
}

function fits(product: MockProduct, where: Where | undefined): boolean {
  const { category, price, option } = where ?? {};
  const wanted = [...(category?.in ?? []), ...(category?.eq ? [category.eq] : [])];
  const cents = lowest(product);
  return (
    (wanted.length === 0 || wanted.includes(product.category.handle)) &&
    (price?.gte == null || cents >= Number(price.gte) * 100) &&
    (price?.lte == null || cents <= Number(price.lte) * 100) &&
    (option ?? []).every(({ name, value }) =>
      product.options.some((own) => own.name === name && own.values.includes(value)),
    )
  );
}

function by(sortKey: string): (one: MockProduct, other: MockProduct) => number {
  switch (sortKey) {
    case 'PRICE':
      return (one, other) => lowest(one) - lowest(other);
    case 'PUBLISHED_AT':
      return (one, other) => one.publishedAt.localeCompare(other.publishedAt);
    default:
      return (one, other) => one.title.localeCompare(other.title);
  }
}

function facets(found: readonly MockProduct[]) {
  const values = (entries: { label: string; input: Where }[]) =>
    entries
      .map((entry) => ({ ...entry, count: found.filter((each) => fits(each, entry.input)).length }))
      .filter((entry) => entry.count > 0);
  const options = new Map(
    found.flatMap(({ options }) =>
      options.flatMap(({ name, values }) =>
        values.map((value) => [`${name}: ${value}`, { name, value }] as const),
      ),
    ),
  );
  return [
    {
      name: 'category',
      label: 'Category',
      values: values(
        categories.map(({ title, handle }) => ({
          label: title,
          input: { category: { eq: handle } },
        })),
      ),
    },
    {
      name: 'price',
      label: 'Price',
      values: values([
        { label: 'Under €25', input: { price: { lte: '24.99' } } },
        { label: '€25 to €75', input: { price: { gte: '25.00', lte: '74.99' } } },
        { label: '€75 and more', input: { price: { gte: '75.00' } } },
      ]),
    },
    {
      name: 'option',
      label: 'Kind',
      values: values(
        [...options].map(([label, option]) => ({ label, input: { option: [option] } })),
      ),
    },
  ].filter((facet) => facet.values.length > 0);
}
