import { GraphQLError } from 'graphql';
import { customerView } from './views.ts';
import {
  accessTokens,
  addCustomer,
  customerByEmail,
  customers,
  newId,
  refreshTokens,
  refusal,
  reviews,
  type Address,
  type Customer,
  type Refusal,
} from './world.ts';

/** Who sent the operation. */
export interface Caller {
  readonly customerId: string | undefined;
}

const ACCESS_MS = Number(process.env['PORTICO_MOCK_TOKEN_MS'] ?? 600_000);

export function signedIn({ customerId }: Caller): Customer {
  const customer = customers.get(customerId ?? '');
  if (customer === undefined) {
    throw new GraphQLError('Log in first.', { extensions: { code: 'UNAUTHENTICATED' } });
  }
  return customer;
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

export const accountMutations = {
  accountRegister: ({ input }: { input: Credentials & { displayName: string } }) => {
    if (input.password.length < 10) {
      return refused(
        refusal('PASSWORD_TOO_SHORT', 'At least ten characters, please.', ['input', 'password']),
      );
    }
    if (customerByEmail(input.email) !== undefined) {
      return refused(
        refusal('REGISTRATION_REFUSED', 'No account could be opened with this address.', [
          'input',
          'email',
        ]),
      );
    }
    return begun(addCustomer(input.email, input.password, input.displayName));
  },
  accountLogin: ({ input }: { input: Credentials }) => {
    const customer = customerByEmail(input.email);
    return customer?.password === input.password && customer !== undefined
      ? begun(customer)
      : refused(refusal('CREDENTIALS_INVALID', 'This e-mail and password do not go together.'));
  },
  sessionRefresh: ({ refreshToken }: { refreshToken: string }) => {
    const customer = customers.get(refreshTokens.get(refreshToken) ?? '');
    refreshTokens.delete(refreshToken);
    return customer === undefined
      ? refused(refusal('REFRESH_TOKEN_INVALID', 'The session is over.'))
      : begun(customer);
  },
  sessionRevoke: ({ refreshToken }: { refreshToken: string }) => ({
    revoked: refreshTokens.delete(refreshToken) ? 1 : 0,
    userErrors: [],
    warnings: [],
  }),
  customerUpdate: ({ input }: { input: { displayName?: string } }, caller: Caller) => {
    const customer = signedIn(caller);
    customer.displayName = input.displayName ?? customer.displayName;
    return { customer: customerView(customer), userErrors: [], warnings: [] };
  },
  customerAddressAdd: ({ input }: { input: Omit<Address, 'id'> }, caller: Caller) =>
    saved(signedIn(caller), { ...input, id: newId('adr') }),
  customerAddressUpdate: (
    { id, input }: { id: string; input: Omit<Address, 'id'> },
    caller: Caller,
  ) => saved(signedIn(caller), { ...input, id }),
  customerAddressRemove: ({ id }: { id: string }, caller: Caller) => {
    const customer = signedIn(caller);
    customer.addresses = customer.addresses.filter((address) => address.id !== id);
    return { address: { id }, customer: customerView(customer), userErrors: [], warnings: [] };
  },
  notificationMarkRead: ({ id }: { id: string }, caller: Caller) => {
    const notification = signedIn(caller).notifications.find((each) => each.id === id);
    if (notification !== undefined) {
      notification.readAt = new Date().toISOString();
    }
    return { notification, userErrors: [], warnings: [] };
  },
  reviewCreate: (
    {
      productId,
      input,
    }: { productId: string; input: { rating: number; title: string; body: string } },
    caller: Caller,
  ) => {
    const { id, displayName } = signedIn(caller);
    if (reviews.some((review) => review.productId === productId && review.author.id === id)) {
      const error = refusal('ALREADY_REVIEWED', 'You have reviewed this already.');
      return { review: null, userErrors: [error], warnings: [] };
    }
    const createdAt = new Date().toISOString();
    const review = {
      ...input,
      id: newId('rev'),
      productId,
      author: { id, displayName },
      createdAt,
    };
    reviews.push(review);
    return { review, userErrors: [], warnings: [] };
  },
};

function begun(customer: Customer) {
  const accessToken = newId('access');
  const refreshToken = newId('refresh');
  accessTokens.set(accessToken, customer.id);
  refreshTokens.set(refreshToken, customer.id);
  const session = {
    accessToken,
    accessTokenExpiresAt: new Date(Date.now() + ACCESS_MS).toISOString(),
    refreshToken,
    refreshTokenExpiresAt: new Date(Date.now() + 2_592_000_000).toISOString(),
    customer: customerView(customer),
  };
  return { session, userErrors: [], warnings: [] };
}

function refused(error: Refusal) {
  return { session: null, userErrors: [error], warnings: [] };
}

function saved(customer: Customer, address: Address) {
  const others = customer.addresses
    .filter((each) => each.id !== address.id)
    .map((each) => (address.isDefault ? { ...each, isDefault: false } : each));
  customer.addresses = [
    ...others,
    { ...address, line2: address.line2 ?? null, region: address.region ?? null },
  ];
  return { address, customer: customerView(customer), userErrors: [], warnings: [] };
}
