import type { Project } from '@damson/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { request } from '#api'
import { useMe } from '#frame'
import { LANGUAGES, TAGS, type Tag, useLanguage, useTexts } from '#language'
import { Choice, Section, Wrong } from '#parts'
import { Preview, type Theme, useLinked } from './preview.tsx'
import { looksTexts } from './texts.ts'

export type Form = NonNullable<Project['signInForm']>

const PAUSE_MS = 300
const PAGES = ['email', 'password', 'factor', 'mail', 'consent', 'register', 'error'] as const
const THEMES = ['light', 'dark'] as const

interface Shot {
  readonly html: string
  readonly sheet?: string
}

interface Asked {
  readonly page: (typeof PAGES)[number]
  readonly language: Tag
  readonly name: string
  readonly signInForm: Form
}

/** A page as the server draws it, a moment after what is asked for has changed. */
function useShot({ page, language, name, signInForm }: Asked): { readonly shot?: Shot; readonly error?: Error } {
  const { project } = useMe()
  const [shot, setShot] = useState<Shot>()
  const [error, setError] = useState<Error>()
  useEffect(() => {
    const stop = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const body = { page, language, name, signInForm }
        const path = `admin/projects/${project.id}/page-preview`
        const answer = await request<Shot>(path, { method: 'POST', body, signal: stop.signal })
        setShot(answer.body)
        setError(undefined)
      } catch (problem) {
        if (!stop.signal.aborted) setError(problem as Error)
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [project.id, page, language, name, signInForm])
  return { ...(shot !== undefined && { shot }), ...(error !== undefined && { error }) }
}

/** The real pages, with the draft, as it is typed. */
export function Live({ name, form }: { readonly name: string; readonly form: Form }): ReactNode {
  const t = useTexts(looksTexts)
  const own = useLanguage().tag
  const [language, setLanguage] = useState<Tag>(own)
  const [page, setPage] = useState<(typeof PAGES)[number]>('email')
  const [theme, setTheme] = useState<Theme>(() =>
    matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  )
  const { shot, error } = useShot({ page, language, name, signInForm: form })
  const linked = useLinked(shot?.html)
  return (
    <Section title={t('preview')}>
      <div className="filters">
        <Choice
          label={t('language')}
          value={language}
          onChange={setLanguage}
          options={TAGS.map((tag) => ({ value: tag, text: LANGUAGES[tag].name }))}
        />
        <Choice
          label={t('page')}
          value={page}
          onChange={setPage}
          options={PAGES.map((value) => ({ value, text: t(`page.${value}`) }))}
        />
        <Choice
          label={t('theme')}
          value={theme}
          onChange={setTheme}
          options={THEMES.map((value) => ({ value, text: t(`theme.${value}`) }))}
        />
      </div>
      {error === undefined ? null : <Wrong error={error} />}
      {shot === undefined || linked.isLoading ? null : (
        <Preview
          label={t('preview')}
          html={shot.html}
          sheet={shot.sheet}
          theme={linked.text === undefined ? undefined : { name: theme, linked: linked.text }}
        />
      )}
    </Section>
  )
}
