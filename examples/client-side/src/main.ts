import { byId, h } from './look/dom.ts'
import { startSession } from './session.ts'
import { readSettings } from './settings.ts'
import { lockedView, signedOutView } from './views/alone.ts'
import { brand } from './views/brand.ts'
import { startWorkplace, type Workplace } from './views/workplace.ts'

const app = byId('app')
const settings = readSettings(import.meta.env)
let workplace: Workplace | undefined

if ('missing' in settings) {
  const lines = settings.missing.map((line) => h('li', {}, line))
  const text = 'It does not know its server. Set these, build it again, and reload:'
  app.replaceChildren(
    h(
      'main',
      { class: 'alone' },
      brand(),
      h('div', { class: 'card' }, h('h1', {}, 'Set up this app'), text, h('ul', {}, ...lines)),
    ),
  )
} else {
  const { host } = new URL(settings.baseUrl)
  await startSession(settings, (session) => {
    const { state } = session
    workplace?.stop()
    workplace = undefined
    if (state.kind === 'working') {
      workplace = startWorkplace(session, state)
      app.replaceChildren(workplace.element)
    } else {
      document.title = 'Vital Signs'
      app.replaceChildren(
        state.kind === 'locked' ? lockedView(session, state, host) : signedOutView(session, state, host),
      )
    }
    app.querySelector<HTMLElement>('[data-focus]')?.focus()
  })
}
