import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';

import { isExplanation } from './explanation';
import { explanations } from './explanations';

/** Sends operations to the gateway, asks how each was answered, and keeps that apart from the answer shown. */
export function createFetcher(): Fetcher {
  const url = new URL('/graphql', window.location.href);
  const socket = new URL(url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return createGraphiQLFetcher({
    url: url.href,
    subscriptionUrl: socket.href,
    headers: { 'portico-explain': 'plan' },
    fetch: fetchAndKeepPlan,
  });
}

async function fetchAndKeepPlan(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const text = await response.text();
  const { status, statusText, headers } = response;
  return new Response(withoutPlan(text), { status, statusText, headers });
}

/** The answer as another client would see it; the plan goes to the plan view. */
function withoutPlan(text: string): string {
  const answer: unknown = parse(text);
  if (!isObject(answer) || !isObject(answer['extensions'])) {
    return text;
  }
  const { portico, ...others } = answer['extensions'];
  if (!isExplanation(portico)) {
    return text;
  }
  explanations.show(portico);
  const { extensions: _replaced, ...rest } = answer;
  return JSON.stringify(Object.keys(others).length > 0 ? { ...rest, extensions: others } : rest);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
