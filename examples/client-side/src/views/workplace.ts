import { whenIdle } from '../idle.ts'
import { h } from '../look/dom.ts'
import type { Session, State } from '../session.ts'
import { brand } from './brand.ts'
import { patientList } from './patient-list.ts'
import { patientPage } from './patient-page.ts'

const LOCK_AFTER_MS = 5 * 60_000

/** What views of a signed-in person work with. The signal ends their requests when the page is locked or left. */
export interface Work {
  readonly client: Session['client']
  readonly signal: AbortSignal
  /** The signed-in person, as a reference. */
  readonly performer: string
}

export interface Workplace {
  readonly element: HTMLElement
  stop(): void
}

/** The patients on one side, one of them on the other. The address says which, so that Back works. */
export function startWorkplace(session: Session, { name, profile }: Extract<State, { kind: 'working' }>): Workplace {
  const ended = new AbortController()
  const { client } = session
  const work: Work = { client, signal: ended.signal, performer: `${profile.resourceType}/${profile.id}` }
  const list = patientList(work)
  const place = h('div', { class: 'patient-pane' })
  const element = h(
    'div',
    { class: 'workplace' },
    header(session, name),
    h('main', { class: 'panes' }, list.element, place),
  )

  let left = new AbortController()
  const show = (): void => {
    left.abort()
    left = new AbortController()
    const id = /^#\/patient\/([A-Za-z0-9.-]{1,64})$/.exec(location.hash)?.[1]
    element.dataset['showing'] = id === undefined ? 'list' : 'patient'
    list.mark(id)
    if (id === undefined) {
      document.title = 'My patients · Vital Signs'
      place.replaceChildren(h('p', { class: 'soft nobody' }, 'Choose a patient.'))
    } else {
      place.replaceChildren(patientPage({ ...work, signal: AbortSignal.any([ended.signal, left.signal]) }, id))
    }
  }
  addEventListener('hashchange', show)
  const stopWatching = whenIdle(LOCK_AFTER_MS, () => void session.lock())
  show()
  return {
    element,
    stop() {
      ended.abort()
      stopWatching()
      removeEventListener('hashchange', show)
    },
  }
}

function header(session: Session, name: string): HTMLElement {
  const project = session.client.getProject()?.name
  return h(
    'header',
    { class: 'bar' },
    brand(project),
    h('span', { class: 'who small' }, h('span', { class: 'visually-hidden' }, 'Signed in as '), name),
    h('button', { class: 'quiet small', onclick: () => void session.lock() }, 'Lock'),
    h('button', { class: 'quiet small', onclick: () => void session.signOut() }, 'Sign out'),
  )
}
