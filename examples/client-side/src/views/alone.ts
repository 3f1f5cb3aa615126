import { h } from '../look/dom.ts'
import type { Note, Session, State } from '../session.ts'
import { timeOf } from '../show.ts'
import { brand } from './brand.ts'

type StateOf<K extends State['kind']> = Extract<State, { readonly kind: K }>

export function signedOutView(session: Session, { note }: StateOf<'signed_out'>, host: string): HTMLElement {
  return alone(
    host,
    note,
    h('h1', { tabindex: '-1', 'data-focus': true }, 'Sign in to see your patients'),
    h('p', { class: 'soft' }, `You enter your password at ${host}. This app never sees it.`),
    h('button', { class: 'wide', onclick: () => void session.signIn() }, 'Sign in'),
  )
}

/** Nothing of a patient is left behind this cover: the page that it covers is gone, and so are the tokens. */
export function lockedView(session: Session, { name, at, note }: StateOf<'locked'>, host: string): HTMLElement {
  return alone(
    host,
    note,
    h('h1', { tabindex: '-1', 'data-focus': true }, 'Locked'),
    h('p', { class: 'soft' }, `${name} was signed in until ${timeOf(at)}. Sign in again to go on where you were.`),
    h('button', { class: 'wide', onclick: () => void session.signIn() }, 'Sign in and go on'),
    h('button', { class: 'wide quiet', onclick: () => void session.signOut() }, 'I am done'),
  )
}

function alone(host: string, note: Note | undefined, ...content: readonly Node[]): HTMLElement {
  return h(
    'main',
    { class: 'alone' },
    brand(host),
    h(
      'div',
      { class: 'card' },
      note === undefined ? undefined : h('p', { class: `note ${note.kind}`, role: 'status' }, note.text),
      ...content,
    ),
  )
}
