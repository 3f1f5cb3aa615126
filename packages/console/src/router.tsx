import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { currentLanguage, type Tag } from '#language'
import { Loading, partTexts, Trouble } from '#parts'
import { configuration } from '#session'
import { Frame } from './frame/frame.tsx'
import { NotFound } from './frame/gate.tsx'
import { frameTexts } from './frame/texts.ts'
import { VIEWS } from './views/index.ts'

/** Loads the texts of everything that is shown, in a language. */
export async function loadTexts(tag: Tag): Promise<void> {
  const shown = new Set(router.state.matches.map(({ routeId }) => routeId.replace(/^\//, '')))
  const views = VIEWS.filter(({ path }) => shown.has(path)).flatMap(({ texts }) => texts)
  await Promise.all([frameTexts, partTexts, ...views].map((texts) => texts.load(tag)))
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound })

const routes = VIEWS.map(({ path, load, texts }) =>
  createRoute({
    getParentRoute: () => root,
    path: `/${path}`,
    loader: async () => {
      await Promise.all(texts.map((one) => one.load(currentLanguage())))
    },
    component: lazyRouteComponent(load),
    errorComponent: ({ error, reset }) => (
      <Trouble error={error instanceof Error ? error : new Error(String(error))} again={reset} />
    ),
    pendingComponent: Loading,
  }),
)

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: configuration.basePath.replace(/\/$/, ''),
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Filters stand in the query as plain text, so that a person can read and change them.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (query) => {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
    return text === '' ? '' : `?${text}`
  },
})
