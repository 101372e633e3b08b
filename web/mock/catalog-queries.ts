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
    return { ...connection(narrowed, productView, page), facets: facets(found, where ?? {}) };
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

/** As the catalog does it: `input` is the present filter with the value chosen, counts are without the filter's own subject. */
function facets(found: readonly MockProduct[], where: Where) {
  const values = (entries: { label: string; input: Where }[]) =>
    entries
      .map((entry) => ({ ...entry, count: found.filter((each) => fits(each, entry.input)).length }))
      .filter((entry) => entry.count > 0);
  const others = (name: string) => (where.option ?? []).filter((option) => option.name !== name);
  const options = new Map(
    found.flatMap(({ options }) => options.map((option) => [option.name, option.values] as const)),
  );
  return [
    {
      name: 'category',
      label: 'Category',
      values: values(
        categories.map(({ title, handle }) => ({
          label: title,
          input: { ...where, category: { in: [handle] } },
        })),
      ),
    },
    {
      name: 'price',
      label: 'Price',
      values: values([
        { label: 'Under €25', input: { ...where, price: { lte: '24.99' } } },
        { label: '€25 to €100', input: { ...where, price: { gte: '25.00', lte: '99.99' } } },
        { label: '€100 and more', input: { ...where, price: { gte: '100.00' } } },
      ]),
    },
    ...[...options].map(([name, own]) => ({
      name: `option.${name}`,
      label: name,
      values: values(
        own.map((value) => ({
          label: value,
          input: { ...where, option: [...others(name), { name, value }] },
        })),
      ),
    })),
  ].filter((facet) => facet.values.length > 0);
}
