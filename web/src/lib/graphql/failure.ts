/** One entry of `errors` in a GraphQL answer, as far as the storefront reads it. */
export interface GraphQLFault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  /** `service`: the part of the shop that the fault comes from. */
  readonly extensions?: { readonly code?: string; readonly service?: string };
}

/** Why no answer came at all. */
export type NetworkFault =
  /** The request left and nothing came back: no connection, or it broke. */
  | { readonly kind: 'unreachable' }
  /** No answer within the time allowed. */
  | { readonly kind: 'timeout' }
  /** Something answered, but not with GraphQL. */
  | { readonly kind: 'not-graphql'; readonly status: number }
  /** The caller sent too much; `retryAfterSeconds` when the server said so. */
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number | undefined };

/**
 * The one error of every operation: either the network failed (`network` is set), or the graph answered with errors and without
 * usable data (`faults` is not empty).
 */
export class RequestFailure extends Error {
  readonly network: NetworkFault | undefined;
  readonly faults: readonly GraphQLFault[];

  private constructor(
    message: string,
    network: NetworkFault | undefined,
    faults: readonly GraphQLFault[],
  ) {
    super(message);
    this.name = 'RequestFailure';
    this.network = network;
    this.faults = faults;
  }

  static ofNetwork(network: NetworkFault): RequestFailure {
    return new RequestFailure(networkMessage(network), network, []);
  }

  static ofFaults(faults: readonly GraphQLFault[]): RequestFailure {
    const [first] = faults;
    return new RequestFailure(first?.message ?? 'The answer holds no data.', undefined, faults);
  }

  /** Whether one of the faults carries this `extensions.code`. */
  hasCode(code: string): boolean {
    return this.faults.some((fault) => fault.extensions?.code === code);
  }
}

function networkMessage(network: NetworkFault): string {
  switch (network.kind) {
    case 'unreachable':
      return 'The shop cannot be reached. Is this device online?';
    case 'timeout':
      return 'The shop took too long to answer.';
    case 'not-graphql':
      return `The shop answered with something unexpected (status ${network.status}).`;
    case 'throttled':
      return network.retryAfterSeconds === undefined
        ? 'Too many requests. Please wait a moment.'
        : `Too many requests. Please wait ${network.retryAfterSeconds} seconds.`;
  }
}

/** Any thrown value as a {@link RequestFailure}; what is none is a defect and is thrown on. */
export function asFailure(thrown: unknown): RequestFailure {
  if (thrown instanceof RequestFailure) {
    return thrown;
  }
  throw thrown;
}
