import { join } from 'node:path'
import localesPlugin from '@react-aria/optimize-locales-plugin'
import { defineConfig, type Plugin } from 'vite'
import { makeDeclarations, notices } from './declarations/make.ts'

/** What TypeScript reads of what a Bot has, as a file that is loaded when a Bot's code is opened; and whose work it is. */
const DECLARATIONS = 'virtual:bot-declarations'
const botDeclarations: Plugin = {
  name: 'bot-declarations',
  resolveId: (id) => (id === DECLARATIONS ? `\0${DECLARATIONS}` : null),
  load(id) {
    if (id !== `\0${DECLARATIONS}`) return null
    this.emitFile({ type: 'asset', name: 'licenses.txt', source: notices() })
    const file = this.emitFile({
      type: 'asset',
      name: 'bot-declarations.json',
      source: JSON.stringify(makeDeclarations()),
    })
    return `export default import.meta.ROLLUP_FILE_URL_${file}`
  },
}

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
  plugins: [localesPlugin.vite({ locales: ['en-US', 'es-ES', 'ar-AE'] }), botDeclarations],
  worker: { format: 'es' },
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
