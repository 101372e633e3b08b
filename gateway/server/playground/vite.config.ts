import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The gateway serves the page at /graphql and its files below /graphql/assets.
export default defineConfig({
  base: '/graphql/',
  plugins: [react()],
  build: { assetsDir: 'assets', sourcemap: false, chunkSizeWarningLimit: 4000 },
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:4000', ws: true } } },
});
