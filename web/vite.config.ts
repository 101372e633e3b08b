import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds a gateway: a running Portico, or the mock of `npm run mock`. */
const gateway = process.env['PORTICO_URL'] ?? 'http://127.0.0.1:4400';

/**
 * SvelteKit hides its live region for page changes with a style attribute, which `style-src 'self'` refuses. The rules are in
 * `app.css` instead.
 */
const announcerWithoutInlineStyle: Plugin = {
  name: 'announcer-without-inline-style',
  enforce: 'pre',
  transform(code, id) {
    return id.endsWith('/generated/root.svelte')
      ? code.replace(/(<div id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1')
      : undefined;
  },
};

export default defineConfig({
  plugins: [announcerWithoutInlineStyle, sveltekit()],
  server: {
    proxy: { '/graphql': { target: gateway, ws: true } },
  },
  build: { target: 'es2022' },
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'mock/**/*.test.ts'],
    environment: 'node',
  },
});
