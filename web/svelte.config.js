import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { withExternalBootstrap } from './scripts/external-bootstrap.js';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    adapter: withExternalBootstrap(adapter({ pages: 'build', fallback: 'index.html' })),
    // The tab that is open during a deployment finds out and loads the new pages in full.
    version: { pollInterval: 300_000 },
  },
};
