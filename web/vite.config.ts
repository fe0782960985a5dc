/** Build and development server; in development the API answers on its usual port. */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const api = `http://127.0.0.1:${process.env.CONCORD_PORT_BASE ?? '28000'}`

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  worker: { format: 'es' },
  // The map's own chunk is above the usual warning size and is loaded on its page alone.
  build: { target: 'es2022', chunkSizeWarningLimit: 1200 },
  server: { proxy: { '/v1': api, '/health': api } },
})
