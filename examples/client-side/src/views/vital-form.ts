import { normalizeErrorString } from '@damson/sdk'
import { h } from '../look/dom.ts'
import { titleOf } from '../show.ts'
import {
  type Fault,
  type Field,
  MEASURES,
  observationOf,
  type Reading,
  readVitalSigns,
  type Typed,
} from '../vital-signs.ts'
import type { Work } from './workplace.ts'

/** A form for what was just measured. `saved` is called when the server has it. */
export function vitalForm(work: Work, patientId: string, saved: () => Promise<void>): HTMLElement {
  const message = h('div', { 'aria-live': 'polite' })
  const save = h('button', { type: 'submit' }, 'Save')
  const form = h(
    'form',
    { class: 'card vitals', novalidate: true, 'aria-labelledby': 'measured' },
    h('h2', { id: 'measured' }, 'Just measured'),
    message,
    h(
      'div',
      { class: 'fields' },
      field('heartRate', MEASURES.heartRate.name, MEASURES.heartRate.unit),
      h(
        'fieldset',
        {},
        h('legend', { class: 'visually-hidden' }, 'Blood pressure'),
        field('systolic', 'Systolic', MEASURES.systolic.unit),
        field('diastolic', 'Diastolic', MEASURES.diastolic.unit),
      ),
      field('temperature', MEASURES.temperature.name, MEASURES.temperature.unit),
      field('takenAt', 'Taken at', undefined, 'datetime-local'),
    ),
    save,
  )
  const say = (kind: 'good' | 'alarm', ...content: readonly (Node | string)[]): void => {
    const note = h('div', { class: `note ${kind}`, tabindex: '-1' }, ...content)
    message.replaceChildren(note)
    note.focus()
  }
  // Made once for what is in the form, so that trying again after an answer that got lost writes nothing twice.
  let identifiers = new Map<string, string>()
  let isBusy = false
  const submit = async (): Promise<void> => {
    if (isBusy) return
    const read = readVitalSigns(typedIn(form), new Date())
    markFaults(form, 'faults' in read ? read.faults : [])
    if ('faults' in read) return say('alarm', ...summary(form, read.faults))
    isBusy = true
    save.setAttribute('aria-disabled', 'true')
    try {
      for (const reading of read.readings) await write(work, patientId, reading, identifiers)
      identifiers = new Map()
      clear(form)
      await saved()
      say('good', `Saved: ${read.readings.map(titleOf).join(', ')}.`)
    } catch (error) {
      if (!work.signal.aborted) say('alarm', `Not saved: ${normalizeErrorString(error)}`)
    } finally {
      isBusy = false
      save.removeAttribute('aria-disabled')
    }
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  clear(form)
  return form
}

async function write(
  { client, signal, performer }: Work,
  patientId: string,
  reading: Reading,
  identifiers: Map<string, string>,
): Promise<void> {
  const key = JSON.stringify(reading)
  const identifier = identifiers.get(key) ?? `urn:uuid:${crypto.randomUUID()}`
  identifiers.set(key, identifier)
  const observation = observationOf(reading, { patient: `Patient/${patientId}`, performer, identifier })
  await client.createResourceIfNoneExist(observation, `identifier=urn:ietf:rfc:3986|${identifier}`, { signal })
}

function field(name: Field, label: string, unit?: string, type = 'text'): HTMLElement {
  const input = h('input', {
    id: name,
    name,
    type,
    autocomplete: 'off',
    'aria-describedby': `${name}-fault`,
    ...(type === 'text' && { inputmode: 'decimal' }),
  })
  return h(
    'div',
    { class: 'field' },
    h('label', { for: name }, label, unit === undefined ? undefined : h('span', { class: 'soft unit' }, ` ${unit}`)),
    input,
    h('p', { id: `${name}-fault`, class: 'fault small' }),
  )
}

const FIELDS: readonly Field[] = ['heartRate', 'systolic', 'diastolic', 'temperature', 'takenAt']

function inputOf(form: HTMLFormElement, name: Field): HTMLInputElement {
  // Every field of the form is an input.
  return form.elements.namedItem(name) as HTMLInputElement
}

function typedIn(form: HTMLFormElement): Typed {
  return Object.fromEntries(FIELDS.map((name) => [name, inputOf(form, name).value])) as Record<Field, string>
}

function clear(form: HTMLFormElement): void {
  form.reset()
  const now = new Date()
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
  inputOf(form, 'takenAt').value = local.toISOString().slice(0, 16)
}

function markFaults(form: HTMLFormElement, faults: readonly Fault[]): void {
  for (const name of FIELDS) {
    const input = inputOf(form, name)
    const text = faults.find(({ field }) => field === name)?.text
    if (text === undefined) input.removeAttribute('aria-invalid')
    else input.setAttribute('aria-invalid', 'true')
    const place = input.parentElement?.querySelector('.fault')
    if (place != null) place.textContent = text ?? ''
  }
}

/** What is wrong, each a way to its field. */
function summary(form: HTMLFormElement, faults: readonly Fault[]): readonly Node[] {
  const items = faults.map(({ field, text }) => {
    const go = (event: Event): void => {
      // The address of this page says which patient it shows.
      event.preventDefault()
      inputOf(form, field).focus()
    }
    return h('li', {}, h('a', { href: `#${field}`, onclick: go }, text))
  })
  return [h('p', {}, 'Not saved. Check this:'), h('ul', {}, ...items)]
}
