import { normalizeErrorString, type Observation, type Patient, type WithId } from '@damson/sdk'
import { h } from '../look/dom.ts'
import { aboutPatient, isCoded, momentOf, nameOf, titleOf, valueOf } from '../show.ts'
import { BLOOD_PRESSURE, MEASURES } from '../vital-signs.ts'
import { vitalForm } from './vital-form.ts'
import type { Work } from './workplace.ts'

const LATEST = 50

/** One patient: the latest vital signs, a form for new ones, and what else was observed. */
export function patientPage(work: Work, id: string): HTMLElement {
  const element = h('div', { class: 'patient' }, h('p', { class: 'soft nobody', role: 'status' }, 'One moment …'))
  const load = async (): Promise<void> => {
    try {
      const [patient, observations] = await Promise.all([
        work.client.readResource('Patient', id, { signal: work.signal }),
        latest(work, id),
      ])
      if (!work.signal.aborted) show(element, work, patient, observations)
    } catch (error) {
      if (work.signal.aborted) return
      const again = h('button', { class: 'quiet', onclick: () => void load() }, 'Try again')
      element.replaceChildren(
        back(),
        h('p', { class: 'note alarm', role: 'alert' }, normalizeErrorString(error)),
        again,
      )
    }
  }
  void load()
  return element
}

async function latest({ client, signal }: Work, id: string): Promise<readonly Observation[]> {
  return client.searchResources(
    'Observation',
    { subject: `Patient/${id}`, _sort: '-date', _count: LATEST },
    { signal, cache: 'reload' },
  )
}

function show(element: HTMLElement, work: Work, patient: WithId<Patient>, observations: readonly Observation[]): void {
  document.title = `${nameOf(patient)} · Vital Signs`
  const tiles = h('div', { class: 'tiles' })
  const rows = h('tbody')
  const nothing = h('p', { class: 'soft' }, 'Nothing yet.')
  const table = h(
    'table',
    { class: 'small' },
    h('thead', {}, h('tr', {}, ...['When', 'What', 'Value'].map((text) => h('th', { scope: 'col' }, text)))),
    rows,
  )
  const fill = (found: readonly Observation[]): void => {
    tiles.replaceChildren(...tilesOf(found))
    rows.replaceChildren(...found.map(row))
    table.hidden = found.length === 0
    nothing.hidden = found.length > 0
  }
  fill(observations)
  const heading = h('h1', { tabindex: '-1' }, nameOf(patient))
  const form = vitalForm(work, patient.id, async () => fill(await latest(work, patient.id)))
  element.replaceChildren(
    back(),
    h('div', {}, heading, h('p', { class: 'soft' }, aboutPatient(patient, new Date()))),
    tiles,
    form,
    h(
      'section',
      { class: 'card', 'aria-labelledby': 'observed' },
      h('h2', { id: 'observed' }, 'Observed'),
      nothing,
      table,
    ),
  )
  heading.focus()
}

const back = (): HTMLElement => h('a', { class: 'back', href: '#/' }, '‹ My patients')

function row(observation: Observation): HTMLElement {
  return h(
    'tr',
    {},
    h('td', {}, momentOf(observation.effectiveDateTime ?? observation.meta?.lastUpdated)),
    h('td', {}, titleOf(observation)),
    h('td', {}, valueOf(observation)),
  )
}

/** The newest of each vital sign; the search gave the newest first. */
function tilesOf(observations: readonly Observation[]): readonly HTMLElement[] {
  const kinds = [
    [MEASURES.heartRate.name, MEASURES.heartRate.code],
    ['Blood pressure', BLOOD_PRESSURE.code],
    [MEASURES.temperature.name, MEASURES.temperature.code],
  ] as const
  return kinds.map(([name, code]) => {
    const newest = observations.find((observation) => isCoded(observation.code, code))
    return h(
      'section',
      { class: 'tile' },
      h('h2', { class: 'small soft' }, name),
      h('p', { class: 'value' }, newest === undefined ? '–' : valueOf(newest)),
      h('p', { class: 'soft small' }, newest === undefined ? 'not measured yet' : momentOf(newest.effectiveDateTime)),
    )
  })
}
