/** Where this app signs people in, and as which client. */
export interface Settings {
  readonly baseUrl: string
  readonly clientId: string
}

const NEEDED = {
  VITE_DAMSON_URL: 'the address of the server, such as http://localhost:8103/',
  VITE_DAMSON_CLIENT_ID: 'the id of a ClientApplication of kind app, with this page’s address among its redirectUris',
}

/** The settings, or a sentence for each that is missing. */
export function readSettings(env: Readonly<Record<string, unknown>>): Settings | { readonly missing: string[] } {
  const valueOf = (name: keyof typeof NEEDED): string => (typeof env[name] === 'string' ? env[name] : '')
  const missing = Object.entries(NEEDED)
    .filter(([name]) => valueOf(name as keyof typeof NEEDED) === '')
    .map(([name, what]) => `${name}: ${what}.`)
  return missing.length > 0
    ? { missing }
    : { baseUrl: valueOf('VITE_DAMSON_URL'), clientId: valueOf('VITE_DAMSON_CLIENT_ID') }
}
