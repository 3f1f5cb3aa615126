import type { Client } from '#domain/clients'
import type { PendingLogin } from '#domain/logins'
import { type BoxAct, boxesOf, type ConsentBox, isTickedAtFirst, type SignInState, wasAllowed } from '#domain/signin'
import { type About, actInWords, type Html, html, thingsInWords, type Words } from '#pages'

const ACTS: readonly BoxAct[] = ['read', 'write', 'delete']

/** What the page reads of a sign-in. */
export interface ConsentState extends Pick<SignInState, 'remembered'> {
  readonly login: Pick<PendingLogin, 'scope' | 'limited'>
}

/**
 * The boxes of the consent page, by whose record it is and by what the app would do there. Only ticked ones are granted.
 * `ticked`: the boxes that the person had ticked.
 */
export function scopeBoxes(
  say: Words,
  state: ConsentState,
  client: Client,
  about: About,
  ticked: readonly string[] | undefined,
): readonly Html[] {
  const boxes = boxesOf(state.login.scope).map((box, at) => ({ ...box, id: `scope-${at}` }))
  const { consent } = state.remembered
  const isTicked = (box: ConsentBox): boolean =>
    ticked?.includes(box.text) ?? isTickedAtFirst(box, state.login, consent, client)
  return ['patient', 'user'].flatMap((level) =>
    ACTS.flatMap((act) => {
      const some = boxes.filter((box) => box.scope.level === level && box.act === act)
      if (some.length === 0) return []
      return html`<fieldset class="scopes ${act}">
<legend>${legendOf(say, act, level === 'patient' ? about : undefined)}</legend>
<div>
${some.map((box) => boxOf(say, box, isTicked(box), noteOf(say, state, box.text)))}</div></fieldset>
`
    }),
  )
}

function boxOf(say: Words, box: ConsentBox & { readonly id: string }, isTicked: boolean, note: Html | undefined): Html {
  const { id, act, scope, text } = box
  const described = note === undefined ? undefined : html` aria-describedby="${id}-note"`
  const words = act === 'write' ? actInWords(say, scope) : thingsInWords(say, scope)
  return html`<div class="box"><input id="${id}" type="checkbox" name="scope" value="${text}"${
    isTicked ? html` checked` : undefined
  }${described}><label for="${id}"><bdi>${words}</bdi></label>${
    note === undefined ? undefined : html`<span id="${id}-note">${note}</span>`
  }</div>
`
}

function legendOf(say: Words, act: BoxAct, about: About | undefined): Html {
  if (about === undefined) return say(`consent.${act}.all`)
  return about.self ? say(`consent.${act}.self`) : say(`consent.${act}.other`, { name: about.name })
}

/** Says whether the app had a scope before. */
export function noteOf(say: Words, { login, remembered }: ConsentState, scope: string): Html | undefined {
  const known = wasAllowed(login, remembered.consent, scope)
  if (known === undefined) return undefined
  return known ? say('consent.known') : html`<strong class="new">${say('consent.new')}</strong>`
}
