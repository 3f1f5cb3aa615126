import { byId, h } from '@damson/example-client-side/look/dom.ts'
import mark from '@damson/example-client-side/look/mark.svg'
import { DamsonClient, getDisplayString, normalizeErrorString, UnauthenticatedError } from '@damson/sdk'
import { createFeed } from './feed.ts'
import { createNames } from './names.ts'
import { createBoard } from './view.ts'

const app = byId('app')
const { VITE_DAMSON_URL: baseUrl = '', VITE_DAMSON_CLIENT_ID: clientId = '' } = import.meta.env as Record<
  string,
  string
>
const client = new DamsonClient({ baseUrl, clientId, scope: 'openid profile online_access', storage: 'memory' })

await arrive()

async function arrive(): Promise<void> {
  try {
    const isBack = new URLSearchParams(location.search).has('state')
    const profile = isBack ? await client.signInWithRedirect() : undefined
    if (profile === undefined) return ask()
    if (!client.isProjectAdmin()) {
      await client.signOut()
      return ask('The audit is for administrators of the project. Sign in as one.')
    }
    watch(getDisplayString(profile))
  } catch (error) {
    ask(normalizeErrorString(error))
  }
}

function brand(line: string): HTMLElement {
  return h(
    'div',
    { class: 'brand' },
    h('img', { src: mark, alt: '' }),
    h('div', {}, h('strong', {}, 'Live audit'), line),
  )
}

function ask(trouble?: string): void {
  const leave = (): void => {
    client.signInWithRedirect({ prompt: 'login' }).catch((error: unknown) => ask(normalizeErrorString(error)))
  }
  const card = h(
    'div',
    { class: 'card' },
    trouble === undefined ? undefined : h('p', { class: 'note alarm', role: 'status' }, trouble),
    h('h1', {}, 'See who is signed in, and what they do'),
    h('p', { class: 'soft' }, 'Sign in as an administrator of the project.'),
    h('button', { class: 'wide', onclick: leave }, 'Sign in'),
  )
  app.replaceChildren(h('main', { class: 'alone' }, brand(new URL(baseUrl).host), card))
}

function watch(name: string): void {
  let isPaused = false
  const state = h('p', { class: 'state small', role: 'status' }, 'Live')
  const changed = (): void => {
    if (isPaused) return
    state.textContent = 'Live'
    board.show(feed.entries, feed.own)
  }
  const failed = (error: unknown): void => {
    if (error instanceof UnauthenticatedError) {
      feed.stop()
      return ask('Your sign-in has ended. Sign in again.')
    }
    state.textContent = `Not live: ${normalizeErrorString(error)} Trying again.`
  }
  const names = createNames(client, changed)
  const board = createBoard(names, { name })
  const feed = createFeed(client, clientId, { changed, failed })
  const pause = h('button', { class: 'quiet', 'aria-pressed': 'false' }, 'Pause')
  pause.addEventListener('click', () => {
    isPaused = !isPaused
    pause.setAttribute('aria-pressed', String(isPaused))
    if (isPaused) state.textContent = 'Paused'
    else changed()
  })
  const signOut = (): void => {
    feed.stop()
    ask()
    client.signOut().catch((error: unknown) => ask(normalizeErrorString(error)))
  }
  const header = h(
    'header',
    { class: 'bar' },
    brand(client.getProject()?.name ?? ''),
    state,
    pause,
    h('button', { class: 'quiet', onclick: signOut }, 'Sign out'),
  )
  app.replaceChildren(header, board.element)
  void feed.start()
}
