import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import 'graphiql/style.css';
import './playground.css';

import { createFetcher } from './fetcher';
import { planPlugin } from './PlanView';

const welcome = `# A query of this graph. Ctrl-Enter runs it; the plan view on the left
# shows which subgraphs answered, where the gateway may say so.
query Welcome {
  __typename
}
`;

// A link to an operation: `/graphql#query=...`. In the fragment, so that no server and no log sees it.
const shared = new URLSearchParams(window.location.hash.slice(1)).get('query') ?? undefined;

const place = document.getElementById('playground');
if (place === null) {
  throw new Error('the page has no #playground element');
}
createRoot(place).render(
  <GraphiQL
    fetcher={createFetcher()}
    plugins={[planPlugin]}
    defaultQuery={welcome}
    {...(shared !== undefined && { query: shared })}
    defaultEditorToolsVisibility="variables"
  />,
);
