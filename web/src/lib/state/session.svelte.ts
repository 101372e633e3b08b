import type { Credentials, GraphQLClient } from '../graphql/client';
import { RequestFailure } from '../graphql/failure';
import {
  AccountLoginDocument,
  AccountRegisterDocument,
  SessionRefreshDocument,
  SessionRevokeDocument,
  type AccountLoginInput,
  type AccountRegisterInput,
  type PersonFragment,
  type ProblemFragment,
  type SessionTokensFragment,
} from '../graphql/generated';
import type { Keep } from './keep';

/** Runs one task at a time over all tabs: refresh tokens are single-use, so that two tabs must not spend the same. */
export type Exclusive = <Value>(task: () => Promise<Value>) => Promise<Value>;

export interface SessionPorts {
  readonly client: GraphQLClient;
  readonly keep: Keep;
  readonly exclusive: Exclusive;
  /** The time now, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** Under which the refresh token is kept; changes of it in another tab concern this one, see {@link Session.follow}. */
export const REFRESH_TOKEN = 'portico.refresh-token';

/** A token this close to its end counts as spent; covers the request's way and clocks that differ. */
const MARGIN_MS = 20_000;
/** How long the shop goes on as a guest's before the next try, while sessions cannot be refreshed. */
const RETRY_MS = 5_000;

/**
 * The customer's session: the access token in memory only, the refresh token kept across visits and replaced at each use.
 */
export class Session implements Credentials {
  /** Who is logged in; undefined for a guest, and until {@link resume} has found out. */
  customer = $state<PersonFragment>();
  /** Why it could not be found out who is logged in; the shop is a guest's until then. */
  problem = $state.raw<RequestFailure>();

  readonly #ports: SessionPorts;
  #accessToken: string | undefined;
  #expiresAt = 0;
  #retryAt = 0;
  #refreshing: Promise<string | undefined> | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get isLoggedIn(): boolean {
    return this.customer !== undefined;
  }

  /** Takes up the session of an earlier visit, if there is one; {@link problem} says when that could not be done. */
  async resume(): Promise<void> {
    await this.accessToken();
  }

  async accessToken(): Promise<string | undefined> {
    if (this.#accessToken !== undefined && this.#ports.now() < this.#expiresAt - MARGIN_MS) {
      return this.#accessToken;
    }
    return this.#refresh();
  }

  async replace(refused: string): Promise<string | undefined> {
    if (this.#accessToken !== undefined && this.#accessToken !== refused) {
      return this.#accessToken;
    }
    this.#accessToken = undefined;
    return this.#refresh();
  }

  /** Opens an account and logs in; the problems found, none on success. */
  async register(input: AccountRegisterInput): Promise<readonly ProblemFragment[]> {
    const { data } = await this.#ports.client.send(
      AccountRegisterDocument,
      { input },
      { anonymous: true },
    );
    return this.#begin(data.accountRegister);
  }

  /** Logs in; the problems found, none on success. */
  async login(input: AccountLoginInput): Promise<readonly ProblemFragment[]> {
    const { data } = await this.#ports.client.send(
      AccountLoginDocument,
      { input },
      { anonymous: true },
    );
    return this.#begin(data.accountLogin);
  }

  /** Ends the session here at once, and on the server as far as it can be reached. */
  async logout(): Promise<void> {
    const refreshToken = this.#ports.keep.read(REFRESH_TOKEN);
    this.#end();
    if (refreshToken !== undefined) {
      await this.#ports.client.send(SessionRevokeDocument, { refreshToken }, { anonymous: true });
    }
  }

  /** Forgets the session without telling the server, which has ended it. */
  forget(): void {
    this.#end();
  }

  /** Does what another tab has done to the session that they share: tells whether this one has begun or ended by it. */
  async follow(): Promise<'begun' | 'ended' | 'same'> {
    const wasLoggedIn = this.isLoggedIn;
    if (this.#ports.keep.read(REFRESH_TOKEN) === undefined) {
      this.#end();
    } else if (!wasLoggedIn) {
      // The other tab has reached the server: no need to wait for the next try.
      this.#retryAt = 0;
      await this.resume();
    }
    if (this.isLoggedIn === wasLoggedIn) {
      return 'same';
    }
    return wasLoggedIn ? 'ended' : 'begun';
  }

  /** One refresh at a time: everybody who needs a token waits for the same one. */
  #refresh(): Promise<string | undefined> {
    this.#refreshing ??= this.#ports
      .exclusive(() => this.#refreshOrGoOnAsGuest())
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  /** Most of the shop needs no session: while accounts cannot be reached, requests go out without a token. */
  async #refreshOrGoOnAsGuest(): Promise<string | undefined> {
    if (this.#ports.now() < this.#retryAt) {
      return undefined;
    }
    try {
      const token = await this.#refreshOnce();
      this.problem = undefined;
      return token;
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure)) {
        throw thrown;
      }
      this.problem = thrown;
      this.#retryAt = this.#ports.now() + RETRY_MS;
      return undefined;
    }
  }

  async #refreshOnce(): Promise<string | undefined> {
    // Read under the lock: another tab may just have replaced it.
    const refreshToken = this.#ports.keep.read(REFRESH_TOKEN);
    if (refreshToken === undefined) {
      this.#end();
      return undefined;
    }
    const session = await this.#exchange(refreshToken);
    if (session === undefined) {
      this.#end();
      return undefined;
    }
    this.#adopt(session);
    return session.accessToken;
  }

  /** A new session for the token; undefined when the server says that it is over, as opposed to the network failing. */
  async #exchange(refreshToken: string): Promise<SessionTokensFragment | undefined> {
    try {
      const { data } = await this.#ports.client.send(
        SessionRefreshDocument,
        { refreshToken },
        { anonymous: true },
      );
      return data.sessionRefresh.session ?? undefined;
    } catch (thrown) {
      if (thrown instanceof RequestFailure && thrown.hasCode('UNAUTHENTICATED')) {
        return undefined;
      }
      throw thrown;
    }
  }

  #begin(payload: {
    session: SessionTokensFragment | null;
    userErrors: readonly ProblemFragment[];
  }): readonly ProblemFragment[] {
    if (payload.session !== null) {
      this.#adopt(payload.session);
    }
    return payload.userErrors;
  }

  #adopt(session: SessionTokensFragment): void {
    this.#accessToken = session.accessToken;
    this.#expiresAt = this.#trustedExpiry(session.accessTokenExpiresAt);
    this.#ports.keep.write(REFRESH_TOKEN, session.refreshToken);
    this.problem = undefined;
    this.#retryAt = 0;
    this.customer = session.customer;
  }

  /** A clock that is so wrong that a new token seems old must not refresh at each request: the token lasts until refused. */
  #trustedExpiry(expiresAt: string): number {
    const at = Date.parse(expiresAt);
    return at - MARGIN_MS > this.#ports.now() ? at : Number.POSITIVE_INFINITY;
  }

  #end(): void {
    this.#accessToken = undefined;
    this.#expiresAt = 0;
    this.#ports.keep.forget(REFRESH_TOKEN);
    this.customer = undefined;
  }
}
