/** What the gateway says in `extensions.portico` about an answer. */
export interface Explanation {
  durationMs: number;
  /** Longest chain of requests that wait for one another. */
  steps: number;
  fetches: readonly FetchTimes[];
  plan: Plan;
  /** The plan as `portico-gateway plan` prints it. */
  text: string;
}

/** One request to a subgraph, as it went. */
export interface FetchTimes {
  id: number;
  durationMs: number;
  status: number | null;
  bytes: number;
  entities: number;
}

export interface Plan {
  fetches: readonly PlannedFetch[];
}

export interface PlannedFetch {
  id: number;
  subgraph: string;
  needs: readonly number[];
  reason: string | null;
}

export function isExplanation(value: unknown): value is Explanation {
  return (
    typeof value === 'object' &&
    value !== null &&
    'plan' in value &&
    'fetches' in value &&
    Array.isArray(value.fetches) &&
    'text' in value &&
    typeof value.text === 'string'
  );
}
