import type { Project } from '@damson/sdk'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { type Answer as Read, request, useRead } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { LANGUAGES, TAGS, type Tag, useLanguage, useTexts } from '#language'
import { Answer, Button, Choice, Field, notify, Page, Section, useBegun, useSaving, Wrong } from '#parts'
import { emailNames } from './email-names.ts'
import { Preview } from './preview.tsx'
import { Sent } from './sent.tsx'
import { looksTexts } from './texts.ts'

type Stored = Project & { readonly id: string }
const EVERY_LANGUAGE = TAGS.map((tag) => ({ value: tag, text: LANGUAGES[tag].name }))
type Own = NonNullable<NonNullable<Project['emails']>['text']>[number]

interface Templates {
  readonly emails: readonly { readonly email: string; readonly placeholders: readonly string[] }[]
}

export default function Emails(): ReactNode {
  const t = useTexts(looksTexts)
  const { project } = useMe()
  const may = useMay()
  const stored = useRead<Stored>(`fhir/R4/Project/${project.id}`)
  const templates = useRead<Templates>(`admin/projects/${project.id}/email-texts`)
  return (
    <Page title={t('emails')} lead={t('emails.lead')}>
      {may('change_project') ? (
        <Answer of={templates}>
          {({ emails }) => (
            <Answer of={stored}>
              {(body, { etag }) => <Texts of={stored} first={{ body, etag }} templates={emails} />}
            </Answer>
          )}
        </Answer>
      ) : null}
      <Sent />
    </Page>
  )
}

interface TextsProps {
  readonly of: UseQueryResult<Read<Stored>>
  readonly first: Pick<Read<Stored>, 'body' | 'etag'>
  readonly templates: Templates['emails']
}

/** One e-mail's own first sentences, beside the e-mail as people get it. */
function Texts({ of, first, templates }: TextsProps): ReactNode {
  const t = useTexts(looksTexts)
  const { body: project, etag, renew } = useBegun(first, of)
  const own = useLanguage().tag
  const saving = useSaving()
  const [email, setEmail] = useQuery('email', templates[0]?.email ?? '')
  const [language, setLanguage] = useState<Tag>(own)
  const texts = project.emails?.text ?? []
  const kept = texts.find((one) => one.email === email && one.language === language)
  const [edited, setEdited] = useState<Own>()
  const draft = edited?.email === email && edited.language === language ? edited : (kept ?? { email, language })
  const [error, setError] = useState<Error>()
  const save = async (): Promise<void> => {
    const others = texts.filter((one) => one.email !== email || one.language !== language)
    try {
      setError(undefined)
      const text = isEmpty(draft) ? others : [...others, filledIn(draft)]
      const next = { ...project, emails: { ...project.emails, text } }
      const saved = await saving.save(`fhir/R4/Project/${project.id}`, next, etag)
      if ((await renew()) !== undefined) setEdited(undefined)
      if (saved !== undefined) notify(t('saved'))
    } catch (problem) {
      setError(problem as Error)
    }
  }
  return (
    <div className="split">
      <Section title={t('emails.texts')}>
        <Choice
          label={t('emails.which')}
          value={email}
          onChange={setEmail}
          options={templates.map((one) => ({ value: one.email, text: emailNames(t)(one.email) }))}
        />
        <Choice label={t('language')} value={language} onChange={setLanguage} options={EVERY_LANGUAGE} />
        <Field
          label={t('emails.subject')}
          value={draft.subject ?? ''}
          onChange={(subject) => setEdited({ ...draft, subject })}
        />
        <Field
          label={t('emails.text')}
          hint={t('emails.placeholders', { names: placeholdersOf(templates, email) })}
          rows={5}
          value={draft.text ?? ''}
          onChange={(text) => setEdited({ ...draft, text })}
        />
        {error === undefined ? null : <Wrong error={error} />}
        <Button kind="primary" onPress={() => void save()}>
          {t('save')}
        </Button>
        {saving.dialog}
      </Section>
      <LiveMail draft={filledIn(draft)} />
    </div>
  )
}

const placeholdersOf = (templates: Templates['emails'], email: string): string =>
  (templates.find((one) => one.email === email)?.placeholders ?? []).map((name) => `{${name}}`).join(', ')

const isEmpty = ({ subject = '', text = '' }: Own): boolean => subject === '' && text === ''

const filledIn = ({ email, language, subject, text }: Own): Own => ({
  email,
  language,
  ...(subject !== undefined && subject !== '' && { subject }),
  ...(text !== undefined && text !== '' && { text }),
})

interface Mail {
  readonly subject: string
  readonly html: string
}

function LiveMail({ draft }: { readonly draft: Own }): ReactNode {
  const t = useTexts(looksTexts)
  const { project } = useMe()
  const [mail, setMail] = useState<Mail>()
  const [error, setError] = useState<Error>()
  const body = JSON.stringify(draft)
  useEffect(() => {
    const stop = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const path = `admin/projects/${project.id}/email-texts/preview`
        const answer = await request<Mail>(path, {
          method: 'POST',
          body,
          type: 'application/json',
          signal: stop.signal,
        })
        setMail(answer.body)
        setError(undefined)
      } catch (problem) {
        if (!stop.signal.aborted) setError(problem as Error)
      }
    }
    const timer = setTimeout(() => void ask(), 300)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [project.id, body])
  return (
    <Section title={t('preview')}>
      {error === undefined ? null : <Wrong error={error} />}
      {mail === undefined ? null : (
        <>
          <p>
            <b>{mail.subject}</b>
          </p>
          <Preview label={t('preview')} html={mail.html} />
        </>
      )}
    </Section>
  )
}
