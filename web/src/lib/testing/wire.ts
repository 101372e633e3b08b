import type { GraphQLFault } from '../graphql/failure';

/** A request as the graph would see it. */
export interface SeenRequest {
  readonly operation: string;
  readonly variables: Record<string, unknown>;
  readonly authorization: string | undefined;
}

export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFault[];
  /** Sent as it is, instead of JSON. */
  readonly text?: string;
}

type Script = (request: SeenRequest) => CannedAnswer | Promise<CannedAnswer>;

/** A stand-in for the network: answers each request from a script and keeps what was asked. */
export class FakeWire {
  readonly seen: SeenRequest[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  readonly fetch: typeof fetch = async (_input, init) => {
    const { query, variables } = JSON.parse(String(init?.body)) as {
      query: string;
      variables: Record<string, unknown>;
    };
    const request: SeenRequest = {
      operation: /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '',
      variables,
      authorization: new Headers(init?.headers).get('authorization') ?? undefined,
    };
    this.seen.push(request);
    const { status = 200, headers = {}, text, ...body } = await this.#script(request);
    return new Response(text ?? JSON.stringify(body), { status, headers });
  };

  /** The names of the operations asked for, in their order. */
  get operations(): string[] {
    return this.seen.map(({ operation }) => operation);
  }
}

/** A clock that stands still until it is moved, and runs what is due when it is. */
export class FakeClock {
  time = Date.parse('2026-11-22T12:00:00Z');
  #tasks: { at: number; task: () => void }[] = [];

  readonly now = (): number => this.time;

  readonly later = (task: () => void, delayMs: number): (() => void) => {
    const entry = { at: this.time + delayMs, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== entry);
    };
  };

  advance(ms: number): void {
    this.time += ms;
    const due = this.#tasks.filter(({ at }) => at <= this.time);
    this.#tasks = this.#tasks.filter(({ at }) => at > this.time);
    due.forEach(({ task }) => task());
  }

  /** The moment that many milliseconds from now, as the graph writes it. */
  instant(inMs: number): string {
    return new Date(this.time + inMs).toISOString();
  }
}

/** Lets everything that is already under way come to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
  await new Promise((resolve) => setImmediate(resolve));
}
