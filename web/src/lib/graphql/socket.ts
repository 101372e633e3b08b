import type { Client } from 'graphql-ws';
import type { Credentials } from './client';
import { RequestFailure, type GraphQLFault } from './failure';
import type { TypedDocumentString } from './generated';

/** What a subscription tells its listener; after `ended` or `failed` nothing more comes. */
export interface Listener<Data> {
  next(data: Data): void;
  failed(failure: RequestFailure): void;
  ended(): void;
}

/** Live operations. The browser's is {@link WebSocketSubscriptions}; tests have their own. */
export interface Subscriptions {
  /** Starts an operation; the function returned stops it. */
  subscribe<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    listener: Listener<Data>,
  ): () => void;
}

/** How often a lost connection is taken up again before the listener is told. */
const RETRIES = 3;

/** Subscriptions over `graphql-transport-ws`; the protocol's code is only loaded when the first one starts. */
export class WebSocketSubscriptions implements Subscriptions {
  readonly #url: string;
  readonly #credentials: Credentials;
  #client: Promise<Client> | undefined;

  constructor(url: string, credentials: Credentials) {
    this.#url = url;
    this.#credentials = credentials;
  }

  subscribe<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    listener: Listener<Data>,
  ): () => void {
    let stop: (() => void) | undefined;
    let stopped = false;
    this.#connect().then(
      (client) => {
        if (!stopped) {
          stop = start(client, document.toString(), variables, listener);
        }
      },
      () => listener.failed(RequestFailure.ofNetwork({ kind: 'unreachable' })),
    );
    return () => {
      stopped = true;
      stop?.();
    };
  }

  #connect(): Promise<Client> {
    this.#client ??= import('graphql-ws').then(({ createClient }) =>
      createClient({
        url: this.#url,
        retryAttempts: RETRIES,
        connectionParams: async () => {
          const token = await this.#credentials.accessToken();
          return token === undefined ? {} : { authorization: `Bearer ${token}` };
        },
      }),
    );
    return this.#client;
  }
}

function start<Data>(
  client: Client,
  query: string,
  variables: Record<string, unknown>,
  listener: Listener<Data>,
): () => void {
  return client.subscribe<Data>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (data !== null && data !== undefined) {
          listener.next(data);
        } else {
          listener.failed(RequestFailure.ofFaults(errors ?? []));
        }
      },
      error: (error) => {
        listener.failed(
          Array.isArray(error)
            ? RequestFailure.ofFaults(error as GraphQLFault[])
            : RequestFailure.ofNetwork({ kind: 'unreachable' }),
        );
      },
      complete: () => listener.ended(),
    },
  );
}
