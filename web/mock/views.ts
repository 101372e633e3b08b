import { categories, products, variants, type MockProduct, type MockVariant } from './catalogue.ts';
import { checkouts, orders, type Checkout, type Order } from './saga.ts';
import {
  carts,
  costOf,
  customers,
  priceOf,
  reviews,
  type Cart,
  type Cost,
  type Customer,
} from './world.ts';

/** The remembered things as GraphQL objects: what is a function takes the field's arguments. */

export interface PageArguments {
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
  readonly before?: string;
}

export function money(cents: number) {
  return { amount: (cents / 100).toFixed(2), currencyCode: 'EUR' };
}

function image(url: string, alt: string) {
  return { url, alt, width: 800, height: 800 };
}

/** A page of a list; the cursor is the position, which is enough for a list that does not change. */
export function connection<Item, Node>(
  items: readonly Item[],
  view: (item: Item) => Node,
  { first, after, last, before }: PageArguments,
) {
  const lower = after === undefined || after === null ? 0 : Number(after) + 1;
  const upper = before === undefined || before === null ? items.length : Number(before);
  const size = Math.min(first ?? last ?? 20, 100);
  const start = last == null ? lower : Math.max(lower, upper - size);
  const end = last == null ? Math.min(upper, start + size) : upper;
  const nodes = items.slice(start, end).map(view);
  return {
    nodes,
    edges: nodes.map((node, index) => ({ cursor: String(start + index), node })),
    totalCount: items.length,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length > 0 ? String(start) : null,
      endCursor: nodes.length > 0 ? String(end - 1) : null,
    },
  };
}

export function categoryView(handle: string) {
  const category = categories.find((each) => each.handle === handle);
  return (
    category && {
      ...category,
      image: {
        url: `/media/categories/${handle}.svg`,
        alt: category.title,
        width: 1800,
        height: 800,
      },
      productCount: products.filter((product) => product.category === category).length,
    }
  );
}

export function productView(product: MockProduct | undefined) {
  if (product === undefined) {
    return null;
  }
  const prices = product.variants.map((variant) => variant.priceCents);
  const own = reviews.filter((review) => review.productId === product.id);
  return {
    ...product,
    category: () => categoryView(product.category.handle),
    media: product.imageUrls.map((url) => image(url, product.title)),
    featuredImage: image(product.imageUrls[0] ?? '', product.title),
    variants: () => product.variants.map((variant) => variantView(variant, product)),
    priceRange: { min: money(Math.min(...prices)), max: money(Math.max(...prices)) },
    availableForSale: product.variants.some((variant) => variant.onHand > 0),
    rating: {
      average:
        own.length === 0
          ? null
          : (own.reduce((sum, review) => sum + review.rating, 0) / own.length).toFixed(1),
      count: own.length,
    },
    reviews: (page: PageArguments) => connection([...own].reverse(), (review) => review, page),
  };
}

function variantView(variant: MockVariant, product: MockProduct) {
  return {
    ...variant,
    product: () => productView(product),
    price: money(variant.priceCents),
    compareAtPrice: variant.compareAtCents === undefined ? null : money(variant.compareAtCents),
    image: image(variant.imageUrl, variant.title),
    availableForSale: variant.onHand > 0,
    quantityAvailable: variant.onHand,
    shippingEstimate: money(490),
  };
}

function variantById(id: string) {
  const known = variants.get(id);
  return known && variantView(known.variant, known.product);
}

function costView(cost: Cost) {
  return {
    subtotal: money(cost.subtotal),
    discount: money(0),
    shipping: money(cost.shipping),
    tax: money(cost.tax),
    total: money(cost.total),
  };
}

export function cartView(cart: Cart | undefined) {
  if (cart === undefined) {
    return null;
  }
  const lines = cart.lines.map((line) => ({
    ...line,
    variant: variantById(line.variantId),
    unitPrice: money(priceOf(line.variantId)),
    subtotal: money(priceOf(line.variantId) * line.quantity),
  }));
  return {
    ...cart,
    lines,
    itemCount: cart.lines.reduce((sum, line) => sum + line.quantity, 0),
    cost: costView(costOf(cart.lines)),
    // The made-up shop gives no discounts.
    discountCodes: [],
    problems: lines
      .filter((line) => (line.variant?.onHand ?? 0) < line.quantity)
      .map((line) => ({
        code: 'NOT_ENOUGH_STOCK',
        message: `Only ${line.variant?.onHand ?? 0} are left.`,
        line,
      })),
    updatedAt: new Date().toISOString(),
  };
}

export function orderView(order: Order | undefined) {
  return order === undefined
    ? null
    : {
        ...order,
        fulfilmentStatus: 'UNFULFILLED',
        lines: order.lines.map((line) => {
          const variant = variantById(line.variantId);
          return {
            ...line,
            variant,
            sku: variant?.sku,
            title: variant?.product()?.title,
            unitPrice: money(priceOf(line.variantId)),
            total: money(priceOf(line.variantId) * line.quantity),
          };
        }),
        cost: costView(order.cost),
        transactions: order.transactions.map((transaction) => ({
          ...transaction,
          provider: 'sandbox',
          declineReason: null,
          amount: money(order.cost.total),
        })),
      };
}

export function checkoutView(checkout: Checkout | undefined) {
  return checkout === undefined
    ? null
    : {
        ...checkout,
        total: money(checkout.cost.total),
        order: () => orderView(orders.get(checkout.orderId)),
      };
}

export function checkoutById(id: string) {
  return checkoutView(checkouts.get(id));
}

export function customerView(customer: Customer | undefined) {
  return customer === undefined
    ? null
    : {
        ...customer,
        cart: () => cartView(carts.get(customer.cartId ?? '')),
        orders: (page: PageArguments) =>
          connection(
            [...orders.values()].filter((order) => order.customerId === customer.id).reverse(),
            orderView,
            page,
          ),
        notifications: (page: PageArguments) =>
          connection(customer.notifications, (notification) => notification, page),
        unreadNotificationCount: customer.notifications.filter((each) => each.readAt === null)
          .length,
      };
}

export function customerById(id: string | undefined) {
  return customerView(customers.get(id ?? ''));
}
