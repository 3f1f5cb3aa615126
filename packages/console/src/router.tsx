import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { currentLanguage, loadBegun, type Tag } from '#language'
import { Loading, partTexts, Trouble } from '#parts'
import { configuration } from '#session'
import { Frame } from './frame/frame.tsx'
import { NotFound } from './frame/gate.tsx'
import { frameTexts } from './frame/texts.ts'
import { VIEWS } from './views/index.ts'

/** Loads the texts of everything that was shown, in a language. */
export async function loadTexts(tag: Tag): Promise<void> {
  await Promise.all([frameTexts.load(tag), partTexts.load(tag), loadBegun(tag)])
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
