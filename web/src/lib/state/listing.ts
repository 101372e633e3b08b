import { formatMoney } from '../format/money';
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

/** Divisible by two, three and four: full rows on every screen. */
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
  // In one order, so that equal lists have equal addresses.
  [...listing.categories].sort().forEach((category) => put('category', category));
  listing.options
    .map(({ name, value }) => `${name}:${value}`)
    .sort()
    .forEach((option) => put('option', option));
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

/** One value of a facet, as far as a list's address depends on it. */
export interface FacetChoice {
  /** `category`, `price`, or `option.` and the option's name. */
  readonly facet: string;
  /** The ProductWhere of the present list with the value chosen, as JSON or as its text. */
  readonly input: unknown;
}

/**
 * The choice as a page of one category sees it: the category is the page's, not a filter that comes and goes. Undefined for a
 * choice of category.
 */
export function withinCategory(choice: FacetChoice): FacetChoice | undefined {
  return choice.facet === 'category'
    ? undefined
    : { facet: choice.facet, input: { ...whereFrom(choice.input), category: null } };
}

/** Whether the list already is narrowed to the value: choosing it would change nothing. */
export function isChosen(listing: Listing, choice: FacetChoice): boolean {
  const wanted = narrowing(choice.input);
  return listingAddress('', changed(listing, wanted)) === listingAddress('', changed(listing, {}));
}

/** The list narrowed to the value, or freed of its facet when it is narrowed to it already. */
export function toggled(listing: Listing, choice: FacetChoice): Listing {
  return isChosen(listing, choice)
    ? withoutFacet(listing, choice.facet)
    : changed(listing, narrowing(choice.input));
}

function withoutFacet(listing: Listing, facet: string): Listing {
  switch (facet) {
    case 'category':
      return changed(listing, { categories: [] });
    case 'price':
      return changed(listing, { min: undefined, max: undefined });
    default: {
      const options = listing.options.filter(({ name }) => `option.${name}` !== facet);
      return changed(listing, { options });
    }
  }
}

/** Something that narrows a list, and the list without it. */
export interface ActiveFilter {
  readonly label: string;
  readonly rest: Listing;
}

/** What narrows the list, as told by its address alone: a list without hits offers no facets that could tell. */
export function activeFilters(
  listing: Listing,
  /** The categories' titles by handle; one that is missing goes by its handle. */
  titles: ReadonlyMap<string, string>,
): ActiveFilter[] {
  const { categories, options } = listing;
  const price = priceLabel(listing);
  return [
    ...categories.map((handle) => ({
      label: titles.get(handle) ?? handle,
      rest: changed(listing, { categories: categories.filter((each) => each !== handle) }),
    })),
    ...options.map((option) => ({
      label: `${option.name}: ${option.value}`,
      rest: changed(listing, { options: options.filter((each) => each !== option) }),
    })),
    ...(price === undefined ? [] : [{ label: price, rest: withoutFacet(listing, 'price') }]),
  ];
}

function priceLabel({ min, max }: Listing): string | undefined {
  const money = (amount: string): string => formatMoney({ amount, currencyCode: 'EUR' });
  if (min !== undefined && max !== undefined) {
    return `${money(min)} to ${money(max)}`;
  }
  if (max !== undefined) {
    return `Up to ${money(max)}`;
  }
  return min === undefined ? undefined : `From ${money(min)}`;
}

/** Whether anything narrows the list besides the query. */
export function isNarrowed(listing: Listing): boolean {
  return whereOf(listing) !== undefined;
}

/** What a ProductWhere says, in an address's terms; amounts lose the zeros that would make equal ones differ. */
function narrowing(input: unknown): Pick<Listing, 'categories' | 'options' | 'min' | 'max'> {
  const { category, price, option } = whereFrom(input);
  return {
    categories: category?.in ?? (category?.eq == null ? [] : [category.eq]),
    options: option ?? [],
    min: readAmount(price?.gte ?? null),
    max: readAmount(price?.lte ?? null),
  };
}

function readOption(text: string): SelectedOptionInput[] {
  const separator = text.indexOf(':');
  const name = text.slice(0, separator);
  const value = text.slice(separator + 1);
  return separator > 0 && value !== '' ? [{ name, value }] : [];
}

function whereFrom(input: unknown): ProductWhere {
  return (typeof input === 'string' ? JSON.parse(input) : input) as ProductWhere;
}

/** An amount without needless zeros, so that equal amounts are equal texts. */
function readAmount(text: string | null): string | undefined {
  return text !== null && AMOUNT.test(text)
    ? text.replace(',', '.').replace(/\.0*$|(\.\d)0$/, '$1')
    : undefined;
}
