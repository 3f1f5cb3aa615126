import { defaultClientConditions, defineConfig, loadEnv } from 'vite'

/** What this page may load and talk to: itself, and its server. Scripts that somebody smuggled in do not run. */
function headersFor(server: string): Record<string, string> {
  const policy = {
    'default-src': `'none'`,
    'script-src': `'self'`,
    'style-src': `'self'`,
    'img-src': `'self' data:`,
    'connect-src': `'self' ${server}`,
    'base-uri': `'none'`,
    'form-action': `'none'`,
    'frame-ancestors': `'none'`,
  }
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map((entry) => entry.join(' '))
      .join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
}

export default defineConfig(({ mode }) => {
  const { VITE_DAMSON_URL = '' } = loadEnv(mode, process.cwd())
  const server = URL.canParse(VITE_DAMSON_URL) ? new URL(VITE_DAMSON_URL).origin : ''
  const address = { host: '127.0.0.1', port: 5173, strictPort: true }
  return {
    // The SDK from its sources, so that this repository needs no build. Leave it out where the SDK comes from npm.
    resolve: { conditions: ['source', ...defaultClientConditions] },
    server: address,
    preview: { ...address, headers: headersFor(server) },
  }
})
