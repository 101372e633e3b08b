import { createGraphiQLFetcher, type Fetcher, type FetcherReturnType } from '@graphiql/toolkit';

import { isExplanation } from './explanation';
import { explanations } from './explanations';

/**
 * Sends operations to the gateway, asks how each was answered, and keeps that apart from the answer shown. Answers in parts (`@defer`)
 * are shown as they come; the plan is with the last one.
 */
export function createFetcher(): Fetcher {
  const url = new URL('/graphql', window.location.href);
  const socket = new URL(url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const send = createGraphiQLFetcher({
    url: url.href,
    subscriptionUrl: socket.href,
    headers: { 'portico-explain': 'plan' },
  });
  return async (parameters, options) => keepPlan(await send(parameters, options));
}

/** What of a fetcher's result there is to wait for: an answer, or a stream of them. */
type Sent = Awaited<FetcherReturnType>;

function keepPlan(sent: Sent): Sent {
  if (isStream(sent)) {
    return eachWithoutPlan(sent);
  }
  return withoutPlan(sent) as Sent;
}

async function* eachWithoutPlan<T>(answers: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const answer of answers) {
    // A payload, or the several that came at once.
    yield (Array.isArray(answer) ? answer.map(withoutPlan) : withoutPlan(answer)) as T;
  }
}

/** The answer as another client would see it; the plan goes to the plan view. */
function withoutPlan(answer: unknown): unknown {
  if (!isObject(answer) || !isObject(answer['extensions'])) {
    return answer;
  }
  const { portico, ...others } = answer['extensions'];
  if (!isExplanation(portico)) {
    return answer;
  }
  explanations.show(portico);
  const { extensions: _replaced, ...rest } = answer;
  return Object.keys(others).length > 0 ? { ...rest, extensions: others } : rest;
}

function isStream(sent: Sent): sent is Extract<Sent, AsyncIterable<unknown>> {
  return typeof sent === 'object' && sent !== null && Symbol.asyncIterator in sent;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
