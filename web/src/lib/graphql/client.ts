import { RequestFailure, type GraphQLFault } from './failure';
import type { TypedDocumentString } from './generated';

/** What an operation gave: its data, and the faults of those parts that are null because of one. */
export interface Answer<Data> {
  readonly data: Data;
  readonly faults: readonly GraphQLFault[];
  /** The services of the shop that the faults come from: what they know may be missing from the data. */
  readonly missing: ReadonlySet<string>;
}

/** Who is asking. The client asks it for a token before each request, and once more when the graph refused that token. */
export interface Credentials {
  /** A token that is good for now; undefined for a guest. */
  accessToken(): Promise<string | undefined>;
  /** A new token instead of the refused one; undefined when the session is over. */
  replace(refused: string): Promise<string | undefined>;
}

export interface ClientOptions {
  readonly endpoint: string;
  readonly fetch: typeof fetch;
  /** How long to wait for an answer, in milliseconds. */
  readonly timeoutMs: number;
}

export interface SendOptions {
  /** Cancels the request, as when a newer one has taken its place. */
  readonly signal?: AbortSignal;
  /** Sends no token: the operations that obtain one. */
  readonly anonymous?: boolean;
}

interface WireAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly faults: readonly GraphQLFault[];
}

/** GraphQL over HTTP, with the caller's token and one try more after the token was refused. */
export class GraphQLClient {
  readonly #options: ClientOptions;
  #credentials: Credentials | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Set after construction because the session itself needs the client. */
  useCredentials(credentials: Credentials): void {
    this.#credentials = credentials;
  }

  /**
   * Runs an operation. Throws {@link RequestFailure} when faults have left no data at all: something that is null because it
   * could not be asked for is not something that does not exist. Data with holes comes back with its faults.
   */
  async send<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    options: SendOptions = {},
  ): Promise<Answer<Data>> {
    const body = JSON.stringify({ query: document.toString(), variables });
    const token = options.anonymous ? undefined : await this.#credentials?.accessToken();
    let answer = await this.#post(body, token, options.signal);
    if (token !== undefined && isRefusal(answer)) {
      answer = await this.#post(body, await this.#credentials?.replace(token), options.signal);
    }
    if (isEmpty(answer)) {
      throw RequestFailure.ofFaults(answer.faults);
    }
    // The shape is what the document asks for; the graph vouches for it.
    return { data: answer.data as Data, faults: answer.faults, missing: servicesOf(answer.faults) };
  }

  async #post(
    body: string,
    token: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<WireAnswer> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    try {
      const response = await this.#options.fetch(this.#options.endpoint, {
        method: 'POST',
        headers: headers(token),
        body,
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      return await read(response);
    } catch (thrown) {
      if (thrown instanceof RequestFailure || signal?.aborted) {
        throw thrown;
      }
      throw RequestFailure.ofNetwork({ kind: timeout.aborted ? 'timeout' : 'unreachable' });
    }
  }
}

function headers(token: string | undefined): Record<string, string> {
  return {
    accept: 'application/graphql-response+json, application/json;q=0.9',
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
}

async function read(response: Response): Promise<WireAnswer> {
  if (response.status === 429) {
    const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
    const retryAfterSeconds = Number.isNaN(seconds) ? undefined : seconds;
    throw RequestFailure.ofNetwork({ kind: 'throttled', retryAfterSeconds });
  }
  const { status } = response;
  const json: unknown = await response.json().catch(() => undefined);
  if (typeof json !== 'object' || json === null || !('data' in json || 'errors' in json)) {
    throw RequestFailure.ofNetwork({ kind: 'not-graphql', status });
  }
  const { data, errors } = json as { data?: unknown; errors?: readonly GraphQLFault[] };
  return { status, data, faults: errors ?? [] };
}

function servicesOf(faults: readonly GraphQLFault[]): ReadonlySet<string> {
  return new Set(faults.flatMap(({ extensions }) => extensions?.service ?? []));
}

function isEmpty({ data, faults }: WireAnswer): boolean {
  return (
    data === null ||
    data === undefined ||
    (faults.length > 0 && Object.values(data).every((value) => value === null))
  );
}

/** The token itself was refused; asking for something one may not see is another matter. */
function isRefusal({ status, faults }: WireAnswer): boolean {
  return status === 401 || faults.some((fault) => fault.extensions?.code === 'UNAUTHENTICATED');
}
