import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { Refusal } from '#api'
import { currentLanguage, LANGUAGES, LanguageProvider, useLanguage } from '#language'
import { type Me, readMe } from '#session'
import { NotAdministrator, NotBegun } from './frame/gate.tsx'
import { MeContext } from './frame/me.ts'
import { loadTexts, router } from './router.tsx'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What was seen before is shown at once, and read again.
      refetchOnMount: 'always',
      // What the server refused it refuses again; only what may have been lost on the way is worth another try.
      retry: (count, error) => count < 2 && !(error instanceof Refusal && error.status < 500),
    },
  },
})

/** How the sign-in ended. */
export interface Begun {
  readonly error?: unknown
}

function Console({ me }: { readonly me: Me | undefined }): ReactNode {
  const { tag } = useLanguage()
  const isOffered = me?.role !== undefined
  return (
    <I18nProvider locale={LANGUAGES[tag].locale}>
      {isOffered ? (
        <MeContext value={me}>
          <RouterProvider router={router} />
        </MeContext>
      ) : (
        <NotAdministrator me={me} />
      )}
    </I18nProvider>
  )
}

/** Shows the console once the sign-in is over, or what was wrong with it. */
export async function start(begun: Promise<Begun>): Promise<void> {
  const element = document.getElementById('root')
  if (element === null) throw new Error('The page has no place for the console.')
  // Most come to the overview: it is fetched while the sign-in is finished.
  void router.preloadRoute({ to: '/' })
  const [{ error }] = await Promise.all([begun, loadTexts(currentLanguage())])
  createRoot(element).render(
    <QueryClientProvider client={queries}>
      <LanguageProvider load={loadTexts}>
        {error === undefined ? <Console me={readMe()} /> : <NotBegun error={error} />}
      </LanguageProvider>
    </QueryClientProvider>,
  )
}
