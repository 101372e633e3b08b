import { useSyncExternalStore } from 'react';

import type { Explanation, PlannedFetch } from './explanation';
import { explanations } from './explanations';

/** GraphiQL's plan tab: the requests of the last answer, what each waited for, and how long it took. */
export const planPlugin = {
  title: 'Query plan',
  icon: PlanIcon,
  content: PlanView,
};

function PlanView() {
  const explanation = useSyncExternalStore(explanations.subscribe, explanations.current);
  if (explanation === undefined) {
    return (
      <section className="plan">
        <h2>Query plan</h2>
        <p>Run an operation to see how it is answered. The gateway shows plans where its configuration says so.</p>
      </section>
    );
  }
  return <Plan explanation={explanation} />;
}

function Plan({ explanation }: { explanation: Explanation }) {
  const requests = explanation.fetches.length;
  return (
    <section className="plan">
      <h2>Query plan</h2>
      <p>
        {requests} {requests === 1 ? 'request' : 'requests'} in {explanation.steps}{' '}
        {explanation.steps === 1 ? 'step' : 'steps'}, {format(explanation.durationMs)}
      </p>
      <ol className="plan-fetches">
        {explanation.plan.fetches.map((fetch) => (
          <Fetch key={fetch.id} fetch={fetch} explanation={explanation} />
        ))}
      </ol>
      <details>
        <summary>Full text</summary>
        <pre>{explanation.text}</pre>
      </details>
    </section>
  );
}

function Fetch({ fetch, explanation }: { fetch: PlannedFetch; explanation: Explanation }) {
  const times = explanation.fetches.find((candidate) => candidate.id === fetch.id);
  const share = times === undefined ? 0 : times.durationMs / Math.max(explanation.durationMs, 0.001);
  return (
    <li>
      <strong>
        #{fetch.id} {fetch.subgraph}
      </strong>
      {fetch.needs.length > 0 && <span> after {fetch.needs.map((id) => `#${id}`).join(', ')}</span>}
      {times === undefined ? (
        <p>not sent</p>
      ) : (
        <p>
          <meter value={Math.min(share, 1)} aria-label="share of the whole time" /> {format(times.durationMs)},{' '}
          {times.bytes} bytes{times.entities > 0 && `, ${times.entities} entities`}
          {times.status !== null && times.status !== 200 && `, HTTP ${times.status}`}
        </p>
      )}
      {fetch.reason !== null && <p className="plan-reason">{fetch.reason}</p>}
    </li>
  );
}

function PlanIcon() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <circle cx="5" cy="12" r="2.5" />
      <circle cx="19" cy="5" r="2.5" />
      <circle cx="19" cy="19" r="2.5" />
      <path d="M7.5 11 16.5 6M7.5 13l9 5" />
    </svg>
  );
}

function format(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}
