import { unguessable } from '#base/random'

/** What the page tells the console: where it runs, and as which client it signs in. */
export interface ConsoleStart {
  /** The address of the issuer and its API, with the last slash. */
  readonly baseUrl: string
  /** The address of the console and of `/admin`, with the last slash: the same, unless administrators are kept apart. */
  readonly adminUrl: string
  /** The path of the console's first view, with the last slash. */
  readonly basePath: string
  readonly clientId: string
  readonly language: string
  /** Null at the server's own address. */
  readonly projectId: string | null
  /** Where a server in development shows its e-mails instead of sending them. */
  readonly inboxUrl?: string | undefined
}

export interface ConsolePage {
  readonly html: string
  readonly contentSecurityPolicy: string
}

/** Where the built page has the nonce, and the JSON. */
const NONCE = '__CSP_NONCE__'
/** In quotes, as which it is JSON before it is replaced, or without. */
const START = /"__DAMSON_CONSOLE__"|__DAMSON_CONSOLE__/
const LANGUAGE = '<html lang="en"'

/** The page for one answer: its nonce is in no other. */
export function consolePage(template: string, start: ConsoleStart, direction: 'ltr' | 'rtl'): ConsolePage {
  const nonce = unguessable()
  const html = template
    .replace(LANGUAGE, () => `<html lang="${start.language}" dir="${direction}"`)
    .replaceAll(NONCE, () => nonce)
    .replace(START, () => asScriptText(start))
  return { html, contentSecurityPolicy: policyWith(nonce, start) }
}

/**
 * No script and no style runs that this server did not send with the page: the nonce is handed on to what they load in
 * turn. No form is sent, nobody shows the page in a frame, and it speaks to its own origin and the API's alone.
 */
function policyWith(nonce: string, { baseUrl, adminUrl }: ConsoleStart): string {
  const api = new URL(baseUrl).origin
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // TypeScript, for the code of Bots. Its own answer's policy lets it load nothing.
    "worker-src 'self'",
    // react-aria and CodeMirror insert style elements, with the nonce.
    `style-src 'nonce-${nonce}'`,
    `connect-src 'self'${api === new URL(adminUrl).origin ? '' : ` ${api}`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    // Previews of our own sign-in pages.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const IN_SCRIPTS: Readonly<Record<string, string>> = {
  '<': String.raw`\u003c`,
  '>': String.raw`\u003e`,
  '&': String.raw`\u0026`,
  '\u2028': String.raw`\u2028`,
  '\u2029': String.raw`\u2029`,
}

/** JSON that cannot end the script element that it is in, whatever is in its texts. */
function asScriptText(start: ConsoleStart): string {
  return JSON.stringify(start).replace(/[<>&\u2028\u2029]/g, (letter) => IN_SCRIPTS[letter] ?? '')
}
