import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/;

/**
 * Moves the start script that SvelteKit writes into the page to a file of its own, so that the page runs under
 * `script-src 'self'` with neither a nonce nor a hash that the server would have to know.
 *
 * @param {import('@sveltejs/kit').Adapter} adapter
 * @returns {import('@sveltejs/kit').Adapter}
 */
export function withExternalBootstrap(adapter) {
  return {
    ...adapter,
    async adapt(builder) {
      await adapter.adapt(builder);
      externalise('build');
    },
  };
}

/** @param {string} folder */
function externalise(folder) {
  const page = join(folder, 'index.html');
  const html = readFileSync(page, 'utf8');
  const script = INLINE_SCRIPT.exec(html)?.[1];
  if (script === undefined) {
    throw new Error(
      'index.html has no inline start script: SvelteKit changed, and so must this step',
    );
  }
  const hash = createHash('sha256').update(script).digest('hex').slice(0, 8);
  const path = `_app/immutable/entry/bootstrap.${hash}.js`;
  writeFileSync(join(folder, path), script);
  const rewritten = html
    .replace(INLINE_SCRIPT, `<script src="/${path}"></script>`)
    .replace('</head>', `${fontPreloads(folder)}</head>`);
  if (/<script>|\sstyle=|\son\w+=/.test(rewritten)) {
    throw new Error('index.html still has inline script or style');
  }
  writeFileSync(page, rewritten);
}

/**
 * Fonts are asked for with the page itself, not once the styles are there: they come in time for the first paint.
 *
 * @param {string} folder
 */
function fontPreloads(folder) {
  return readdirSync(join(folder, '_app/immutable/assets'))
    .filter((name) => name.endsWith('.woff2'))
    .map(
      (name) =>
        `<link rel="preload" href="/_app/immutable/assets/${name}" as="font" type="font/woff2" crossorigin>\n`,
    )
    .join('');
}
