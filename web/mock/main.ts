import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { webFolder } from '../scripts/paths.ts';
import type { Caller } from './account-mutations.ts';
import { callerOf, mockSchema, root, seed } from './graph.ts';
import { down } from './outage.ts';

/**
 * A shop without services for work on the pages: the built storefront, the graph over made-up data, and a switch for outages
 * (`PUT /mock/down` with a JSON list of services). Serves as strictly as the gateway: same content security policy.
 */

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.woff2': 'font/woff2',
};
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
const BODY_LIMIT = 1_048_576;

const schema = mockSchema();
const buildFolder = join(webFolder, 'build');

const server = createServer((request, response) => {
  respond(request, response).catch((error: unknown) => {
    process.stderr.write(`mock: ${String(error)}\n`);
    response.writeHead(500).end();
  });
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://mock');
  if (pathname === '/graphql') {
    await answer(request, response);
  } else if (pathname === '/mock/down') {
    down.clear();
    (JSON.parse(await bodyOf(request)) as string[]).forEach((service) => down.add(service));
    response.writeHead(204).end();
  } else {
    serveFile(pathname, response);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const caller = callerOf(request.headers.authorization);
  if (caller === undefined) {
    const error = { message: 'The token is no good.', extensions: { code: 'UNAUTHENTICATED' } };
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ errors: [error] }));
    return;
  }
  const { query, variables } = JSON.parse(await bodyOf(request)) as {
    query: string;
    variables?: Record<string, unknown>;
  };
  const result = await graphql({
    schema,
    source: query,
    rootValue: root,
    contextValue: caller,
    variableValues: variables ?? null,
  });
  send(response, 'application/json', JSON.stringify(result));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) {
      throw new Error('the body is too large');
    }
  }
  return text;
}

/** The file of that path, or the page for it: each address that is no file belongs to the storefront. */
function serveFile(pathname: string, response: ServerResponse): void {
  const file = join(buildFolder, normalize(pathname));
  const isFile =
    file.startsWith(buildFolder) && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
  const served = isFile ? file : join(buildFolder, 'index.html');
  send(response, TYPES[extname(served)] ?? 'application/octet-stream', readFileSync(served));
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
}

const sockets = new WebSocketServer({ server, path: '/graphql' });
useServer<{ authorization?: string }>(
  {
    schema,
    roots: { query: root, mutation: root, subscription: root },
    context: ({ connectionParams }): Caller | false =>
      callerOf(connectionParams?.authorization) ?? false,
  },
  sockets,
);

seed();
server.listen(Number(process.env['PORT'] ?? 4400), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`mock shop: http://127.0.0.1:${port}\n`);
});

function stop(): void {
  server.closeAllConnections();
  sockets.clients.forEach((socket) => socket.terminate());
  server.close(() => process.exit(0));
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
