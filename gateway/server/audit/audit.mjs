// Runs the public GraphQL-over-HTTP audit: `npm run audit -- http://127.0.0.1:4000/graphql`.
// Prints every check that is not passed; exits 1 where there is one.
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (url === undefined) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}
const results = await auditServer({ url });
const open = results.filter((result) => result.status !== 'ok');
for (const result of open) {
  console.log(`${result.status}: ${result.name}${result.reason ? ` (${result.reason})` : ''}`);
}
console.log(`${results.length - open.length} of ${results.length} checks passed`);
process.exit(open.length === 0 ? 0 : 1);
