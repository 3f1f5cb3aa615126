/** The views of the console, as `src/views/index.ts` lists them. */
import { registerHooks } from 'node:module'
import { join } from 'node:path'

export interface ListedView {
  readonly path: string
  readonly action?: string
  readonly place?: { readonly group: string; readonly title: string; readonly roles?: readonly string[] }
}

const DECLARING = 'export const defineViews = (...views) => views; export const defineTexts = (files) => files'

/** The table is for the browser: what it takes from the frame and the languages does nothing here but declare. */
export async function listedViews(): Promise<readonly ListedView[]> {
  const url = `data:text/javascript,${encodeURIComponent(DECLARING)}`
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      ['#frame', '#language'].includes(specifier) && context.parentURL?.includes('/console/src/views/') === true
        ? { url, shortCircuit: true }
        : next(specifier, context),
  })
  try {
    const { VIEWS }: { readonly VIEWS: readonly ListedView[] } = await import(
      join(import.meta.dirname, '../src/views/index.ts')
    )
    return VIEWS
  } finally {
    hooks.deregister()
  }
}
