import type { ProductSortKey, ProductWhere, SelectedOptionInput } from '../graphql/generated';

/** How a list is ordered; a search that names no order puts the best match first. */
export type Order = 'newest' | 'title' | 'price-up' | 'price-down';

/** A list of products as its address tells it: `?q=lamp&category=lighting&option=Colour:Ochre&min=20&sort=price-up&after=...`. */
export interface Listing {
  readonly query: string;
  readonly categories: readonly string[];
  readonly options: readonly SelectedOptionInput[];
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly order: Order;
  readonly after: string | undefined;
  readonly before: string | undefined;
}

export const PAGE_SIZE = 24;

export const ORDERS: Record<Order, { label: string; sortKey: ProductSortKey; reverse: boolean }> = {
  newest: { label: 'Newest first', sortKey: 'PUBLISHED_AT', reverse: true },
  title: { label: 'A to Z', sortKey: 'TITLE', reverse: false },
  'price-up': { label: 'Lowest price first', sortKey: 'PRICE', reverse: false },
  'price-down': { label: 'Highest price first', sortKey: 'PRICE', reverse: true },
};

const DEFAULT_ORDER: Order = 'newest';

/** A whole amount or one with up to two decimals, as somebody types it. */
const AMOUNT = /^\d{1,7}([.,]\d{1,2})?$/;

export function isOrder(text: string): text is Order {
  return text in ORDERS;
}

/** Reads a list from an address; what makes no sense is left out, as anyone can type an address. */
export function readListing(parameters: URLSearchParams): Listing {
  const order = parameters.get('sort') ?? '';
  return {
    query: (parameters.get('q') ?? '').trim().slice(0, 200),
    categories: parameters.getAll('category'),
    options: parameters.getAll('option').flatMap(readOption),
    min: readAmount(parameters.get('min')),
    max: readAmount(parameters.get('max')),
    order: isOrder(order) ? order : DEFAULT_ORDER,
    after: parameters.get('after') ?? undefined,
    before: parameters.get('before') ?? undefined,
  };
}

/** The address of a list, without the `?` when nothing needs saying. */
export function listingAddress(path: string, listing: Listing): string {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') {
      parameters.append(name, value);
    }
  };
  put('q', listing.query);
  listing.categories.forEach((category) => put('category', category));
  listing.options.forEach(({ name, value }) => put('option', `${name}:${value}`));
  put('min', listing.min);
  put('max', listing.max);
  put('sort', listing.order === DEFAULT_ORDER ? undefined : listing.order);
  put('after', listing.after);
  put('before', listing.before);
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** A change of what is listed starts again at the first page. */
export function changed(listing: Listing, change: Partial<Listing>): Listing {
  return { ...listing, ...change, after: undefined, before: undefined };
}

/** The filter as the graph takes it; undefined for none. */
export function whereOf(listing: Listing): ProductWhere | undefined {
  const where: ProductWhere = {};
  if (listing.categories.length > 0) {
    where.category = { in: [...listing.categories] };
  }
  if (listing.options.length > 0) {
    where.option = [...listing.options];
  }
  if (listing.min !== undefined || listing.max !== undefined) {
    where.price = {
      ...(listing.min !== undefined && { gte: listing.min }),
      ...(listing.max !== undefined && { lte: listing.max }),
    };
  }
  return Object.keys(where).length > 0 ? where : undefined;
}

/** Whether the list already is narrowed to a facet's value. */
export function isNarrowedTo(listing: Listing, input: unknown): boolean {
  const facet = facetChange(input);
  return (
    facet.categories.every((category) => listing.categories.includes(category)) &&
    facet.options.every((option) => has(listing.options, option)) &&
    (facet.min === undefined || facet.min === listing.min) &&
    (facet.max === undefined || facet.max === listing.max)
  );
}

/** The list narrowed to a facet's value, or widened again when it is already. */
export function toggled(listing: Listing, input: unknown): Listing {
  const facet = facetChange(input);
  const hasPrice = facet.min !== undefined || facet.max !== undefined;
  if (isNarrowedTo(listing, input)) {
    return changed(listing, {
      categories: listing.categories.filter((category) => !facet.categories.includes(category)),
      options: listing.options.filter((option) => !has(facet.options, option)),
      ...(hasPrice && { min: undefined, max: undefined }),
    });
  }
  return changed(listing, {
    categories: [...new Set([...listing.categories, ...facet.categories])],
    options: [
      ...listing.options,
      ...facet.options.filter((option) => !has(listing.options, option)),
    ],
    ...(hasPrice && { min: facet.min, max: facet.max }),
  });
}

/** Whether anything narrows the list besides the query. */
export function isNarrowed(listing: Listing): boolean {
  return whereOf(listing) !== undefined;
}

type FacetChange = Pick<Listing, 'categories' | 'options' | 'min' | 'max'>;

/** What a facet value's `input` (a ProductWhere, as JSON or as its text) says. */
function facetChange(input: unknown): FacetChange {
  const where = (typeof input === 'string' ? JSON.parse(input) : input) as ProductWhere;
  const { category, price, option } = where;
  return {
    categories: [...(category?.in ?? []), ...(category?.eq == null ? [] : [category.eq])],
    options: option ?? [],
    min: price?.gte ?? undefined,
    max: price?.lte ?? undefined,
  };
}

function has(options: readonly SelectedOptionInput[], wanted: SelectedOptionInput): boolean {
  return options.some(({ name, value }) => name === wanted.name && value === wanted.value);
}

function readOption(text: string): SelectedOptionInput[] {
  const separator = text.indexOf(':');
  const name = text.slice(0, separator);
  const value = text.slice(separator + 1);
  return separator > 0 && value !== '' ? [{ name, value }] : [];
}

function readAmount(text: string | null): string | undefined {
  return text !== null && AMOUNT.test(text) ? text.replace(',', '.') : undefined;
}
