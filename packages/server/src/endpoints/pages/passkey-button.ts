import { type Html, html } from '#base/html'
import type { Signal, UseOptions } from '#domain/passkeys'
import type { Words } from './words.ts'

/** The scripts of pages with a passkey: the library, and our use of it. */
export const PASSKEY_SCRIPTS: readonly string[] = ['webauthn.js', 'passkey.js']
/** The address at which a page that is open for long asks for a new challenge. */
export const RENEW_ADDRESS = '/signin/passkey-challenge'

/** What the script is told. */
interface Ask {
  readonly does: 'use' | 'make'
  readonly options: object
  readonly failed: string
  readonly known?: string
  readonly renew?: string
  /** Suggests passkeys in the field for the address. */
  readonly suggests?: boolean
  /** A passkey that the browser may forget. */
  readonly unknown?: { readonly rpId: string; readonly credentialId: string }
}

export interface UseButton {
  readonly options: UseOptions
  /** The path of the address at which the page is. */
  readonly path: string
  readonly suggests?: boolean
  readonly unknownPasskey?: string | undefined
}

/** The button to sign in with a passkey, inside the form that takes the answer. Without scripts: a sentence. */
export function usePasskeyButton(say: Words, { options, path, suggests = false, unknownPasskey }: UseButton): Html {
  const { rpId } = options
  return buttonFor(say.text('passkey.use'), say('passkey.use.scripts'), {
    does: 'use',
    options,
    failed: say.text('passkey.use.failed'),
    renew: `${path}${RENEW_ADDRESS}`,
    suggests,
    ...(unknownPasskey !== undefined && { unknown: { rpId, credentialId: unknownPasskey } }),
  })
}

/** The same where it may be left out. A complaint about a passkey leads there. */
export function passkeyButton(say: Words, passkey: UseButton | undefined): Html | undefined {
  return passkey === undefined ? undefined : html`<div id="passkey">${usePasskeyButton(say, passkey)}</div>`
}

/** The button to make a passkey. */
export function newPasskeyButton(say: Words, options: object): Html {
  return buttonFor(say.text('passkey.make'), say('passkey.make.scripts'), {
    does: 'make',
    options,
    failed: say.text('passkey.make.failed'),
    known: say.text('passkey.make.known'),
  })
}

/** Tells the browser which passkeys still count. */
export function passkeySignal(signal: Signal): Html {
  return html`<div data-passkey="${JSON.stringify({ signal })}" hidden></div>
`
}

function buttonFor(label: string, scripts: Html, ask: Ask): Html {
  return html`<div class="passkey" data-passkey="${JSON.stringify(ask)}">
<button type="button" class="quiet" hidden>${label}</button>
</div>
<noscript><p class="hint">${scripts}</p></noscript>
`
}
