import { join } from 'node:path'
import localesPlugin from '@react-aria/optimize-locales-plugin'
import { defineConfig } from 'vite'

/**
 * The server serves what this makes below `/console/`, wherever that is, and puts a nonce of each response where
 * `__CSP_NONCE__` stands. Files name each other by where they are themselves.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  // Not by the condition `source`: packages of others have one, too.
  resolve: { alias: { '@damson/sdk': join(import.meta.dirname, '../sdk/src/index.ts') } },
  // Of the forty languages in which the parts speak to screen readers, those that the console has.
  plugins: [localesPlugin.vite({ locales: ['en-US', 'es-ES', 'ar-AE'] })],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // A picture as text in a style sheet would need its own entry in the Content-Security-Policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Each with all that it needs. In the fifty files that are made otherwise, the first load takes far longer.
          groups: [
            // What a page needs that only goes to the sign-in.
            { name: 'session', test: /console[\\/]src[\\/]session[\\/]|preload-helper/, priority: 2 },
            {
              name: 'app',
              test: /console[\\/]src[\\/](app\.tsx|api[\\/]|frame[\\/]address\.ts|parts[\\/](named|table)\.tsx)/,
              priority: 1,
            },
          ],
        },
      },
      onLog(level, log, warn) {
        // Libraries mark their files for renderers on servers, of which there is none here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') warn(level, log)
      },
    },
  },
})
