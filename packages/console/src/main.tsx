import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { Refusal } from '#api'
import { currentLanguage, LANGUAGES, LanguageProvider, useLanguage } from '#language'
import { begin, type Me, readMe } from '#session'
import { NotAdministrator, NotBegun } from './frame/gate.tsx'
import { MeContext } from './frame/me.ts'
import { loadTexts, router } from './router.tsx'
import './look/tokens.css'
import './look/console.css'

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

function Console({ me }: { readonly me: Me | undefined }): ReactNode {
  const { tag } = useLanguage()
  const isOffered = me !== undefined && (me.role !== undefined || me.isOperator)
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

const element = document.getElementById('root')
if (element === null) throw new Error('The page has no place for the console.')
const shown = createRoot(element)
const show = (content: ReactNode): void =>
  shown.render(
    <QueryClientProvider client={queries}>
      <LanguageProvider load={loadTexts}>{content}</LanguageProvider>
    </QueryClientProvider>,
  )

await loadTexts(currentLanguage())
try {
  await begin()
  show(<Console me={readMe()} />)
} catch (error) {
  show(<NotBegun error={error} />)
}
