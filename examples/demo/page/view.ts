import { h } from '@damson/example-client-side/look/dom.ts'
import { type Act, actsOf, type Entry, type Presence, presencesOf } from './audit.ts'
import type { Names, Pattern } from './names.ts'
import { agoOf, didOf, whatOf } from './words.ts'

const SHOWN = 60
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

const PATTERNS: readonly { readonly pattern: Pattern; readonly title: string; readonly how: string }[] = [
  { pattern: 'person', title: 'People', how: 'client-side' },
  { pattern: 'server', title: 'Servers', how: 'server-side' },
  { pattern: 'device', title: 'Devices', how: 'device or host' },
]

/** Who looks at this page. */
export interface Viewer {
  readonly name: string
}

export interface Board {
  readonly element: HTMLElement
  show(entries: ReadonlyMap<string, Entry>, own: number): void
}

/** Who is signed in, above what they do. */
export function createBoard(names: Names, viewer: Viewer): Board {
  const columns = PATTERNS.map((column) => ({ ...column, list: h('ul', { class: 'present' }) }))
  const rows = h('ol', { class: 'acts' })
  const footnote = h('p', { class: 'soft small' })
  const lines = new Map<string, HTMLElement>()
  return {
    element: h(
      'main',
      { class: 'board' },
      h(
        'section',
        { 'aria-labelledby': 'who' },
        h('h1', { id: 'who' }, 'Who is signed in'),
        h(
          'div',
          { class: 'columns' },
          ...columns.map(({ title, how, pattern, list }) =>
            h(
              'section',
              { class: `column ${pattern}` },
              h('h2', { class: 'marked small' }, title, h('span', { class: 'soft' }, ` ${how}`)),
              list,
            ),
          ),
        ),
      ),
      h('section', { 'aria-labelledby': 'what' }, h('h1', { id: 'what' }, 'What the audit records'), rows, footnote),
    ),
    show(entries, own) {
      const now = new Date()
      const present = presencesOf(entries.values(), now)
      for (const { pattern, list } of columns) {
        const cards = present
          .filter(({ who }) => names.of(who).pattern === pattern)
          .map((presence) => card(presence, names, now))
        if (pattern === 'person') cards.push(viewerCard(viewer))
        list.replaceChildren(...(cards.length > 0 ? cards : [h('li', { class: 'soft small' }, 'None.')]))
      }
      const acts = actsOf(entries.values()).slice(0, SHOWN)
      rows.replaceChildren(...acts.map((act) => line(act, names, lines)))
      footnote.textContent = `That this page looks is recorded too: ${own} events so far, which it leaves out.`
    },
  }
}

function card({ who, app, since, last, acts }: Presence, names: Names, now: Date): HTMLElement {
  const isActive = now.getTime() - last.at.getTime() < 6_000
  return h(
    'li',
    { class: `card presence${isActive ? ' active' : ''}` },
    h('strong', {}, names.of(who).name),
    app === undefined ? undefined : h('span', { class: 'small' }, `with ${names.of(app).name}`),
    h('span', { class: 'soft small' }, `since ${TIME.format(since)} · ${acts} ${acts === 1 ? 'act' : 'acts'}`),
    h('span', { class: 'soft small' }, `last ${agoOf(last.at, now)}`),
  )
}

function viewerCard({ name }: Viewer): HTMLElement {
  return h('li', { class: 'card presence' }, h('strong', {}, name), h('span', { class: 'small' }, 'with this page'))
}

/** Lines that were shown stay the same elements, so that only what is new comes in. */
function line(act: Act, names: Names, lines: Map<string, HTMLElement>): HTMLElement {
  const { entry } = act
  const who = entry.who === undefined ? { name: 'Somebody unknown', pattern: 'unknown' } : names.of(entry.who)
  const text = [who.name, didOf(act), whatOf(act), entry.reason].join('|')
  const before = lines.get(entry.id)
  if (before?.dataset['text'] === text) return before
  const made = h(
    'li',
    {
      class: `act ${who.pattern}${entry.isRefused ? ' refused' : ''}${before === undefined ? ' new' : ''}`,
      'data-text': text,
    },
    h('time', { class: 'soft', datetime: entry.at.toISOString() }, TIME.format(entry.at)),
    h('span', { class: 'marked name' }, who.name),
    h('span', {}, didOf(act), ' ', whatOf(act)),
    entry.isRefused ? h('span', { class: 'badge' }, `refused: ${entry.reason ?? 'no reason given'}`) : undefined,
  )
  lines.set(entry.id, made)
  return made
}
