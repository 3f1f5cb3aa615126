import { normalizeErrorString, type Patient, type ResourceArray, type WithId } from '@damson/sdk'
import { h } from '../look/dom.ts'
import { aboutPatient, nameOf } from '../show.ts'
import type { Work } from './workplace.ts'

const ON_A_PAGE = 20
const TYPING_MS = 250

type Pages = AsyncGenerator<ResourceArray<WithId<Patient>>>

export interface PatientList {
  readonly element: HTMLElement
  /** Marks the patient who is shown. */
  mark(id: string | undefined): void
}

/** The patients that the person's access policy lets through, by name, as far as one asks for them. */
export function patientList({ client, signal }: Work): PatientList {
  const status = h('p', { class: 'soft small', role: 'status' })
  const people = h('ul', { class: 'people' })
  const more = h('button', { class: 'quiet wide', hidden: true, onclick: () => void nextPage() }, 'Show more')
  const trouble = h('div')
  let asked = new AbortController()
  let pages: Pages
  let shown: string | undefined

  const search = (name: string): void => {
    asked.abort()
    asked = new AbortController()
    pages = client.searchResourcePages(
      'Patient',
      { ...(name !== '' && { name }), _sort: 'family', _count: ON_A_PAGE },
      { signal: AbortSignal.any([signal, asked.signal]) },
    )
    void nextPage(true)
  }
  const nextPage = async (isFirst = false): Promise<void> => {
    const { signal: current } = asked
    try {
      const { value } = (await pages.next()) as { value: ResourceArray<WithId<Patient>> | undefined }
      if (current.aborted) return
      const items = (value ?? []).map((patient) => item(patient))
      if (isFirst) people.replaceChildren(...items)
      else people.append(...items)
      const first = items[0]?.querySelector('a')
      // The button that was pressed may be gone: one goes on with the first of the new ones.
      if (!isFirst) first?.focus()
      more.hidden = !hasMore(value)
      trouble.replaceChildren()
      status.textContent = countText(people.childElementCount, hasMore(value))
      mark(shown)
    } catch (error) {
      if (current.aborted || signal.aborted) return
      const again = h('button', { class: 'quiet wide', onclick: () => search(input.value.trim()) }, 'Try again')
      trouble.replaceChildren(h('p', { class: 'note alarm', role: 'alert' }, normalizeErrorString(error)), again)
    }
  }
  const mark = (id: string | undefined): void => {
    shown = id
    for (const link of people.querySelectorAll('a')) {
      if (link.hash === `#/patient/${id}`) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
  }

  const input = searchField(search)
  search('')
  const element = h(
    'section',
    { class: 'list-pane', 'aria-labelledby': 'my-patients' },
    h('h1', { id: 'my-patients' }, 'My patients'),
    h('label', { for: 'search' }, 'Find by name'),
    input,
    status,
    trouble,
    people,
    more,
  )
  return { element, mark }
}

/** Asks when the typing pauses. */
function searchField(search: (text: string) => void): HTMLInputElement {
  const input = h('input', { id: 'search', type: 'search', autocomplete: 'off', 'data-focus': true })
  let typing: ReturnType<typeof setTimeout> | undefined
  input.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => search(input.value.trim()), TYPING_MS)
  })
  return input
}

function item(patient: WithId<Patient>): HTMLElement {
  const link = h(
    'a',
    { href: `#/patient/${patient.id}` },
    h('strong', {}, nameOf(patient)),
    h('span', { class: 'soft small' }, aboutPatient(patient, new Date(), true)),
  )
  return h('li', {}, link)
}

function hasMore(page: ResourceArray<WithId<Patient>> | undefined): boolean {
  return page?.bundle.link?.some(({ relation }) => relation === 'next') === true
}

function countText(count: number, hasMore: boolean): string {
  if (count === 0) return 'No patients found.'
  return hasMore ? `The first ${count} patients` : `${count} ${count === 1 ? 'patient' : 'patients'}`
}
