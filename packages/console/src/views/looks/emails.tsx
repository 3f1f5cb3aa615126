import type { Project } from '@damson/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { request, useRead } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { LANGUAGES, TAGS, type Tag, useLanguage, useTexts } from '#language'
import {
  Answer,
  Button,
  Choice,
  Field,
  isSame,
  notify,
  Page,
  Section,
  useChanging,
  useTyped,
  type Version,
  Wrong,
} from '#parts'
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
            <Answer of={stored}>{(body, { etag }) => <Texts stored={{ body, etag }} templates={emails} />}</Answer>
          )}
        </Answer>
      ) : null}
      <Sent />
    </Page>
  )
}

interface TextsProps {
  readonly stored: Version<Stored>
  readonly templates: Templates['emails']
}

const NONE: readonly Own[] = []
const textsOf = ({ emails }: Stored): readonly Own[] => emails?.text ?? NONE

/** One e-mail's own first sentences, beside the e-mail as people get it. What is typed for several is saved at once. */
function Texts({ stored, templates }: TextsProps): ReactNode {
  const t = useTexts(looksTexts)
  const own = useLanguage().tag
  const typed = useTyped(stored, textsOf)
  const { change, isBusy, error, dialog } = useChanging(typed.drop)
  const [email, setEmail] = useQuery('email', templates[0]?.email ?? '')
  const [language, setLanguage] = useState<Tag>(own)
  const isThis = (one: Own): boolean => one.email === email && one.language === language
  const draft = typed.value.find(isThis) ?? { email, language }
  const type = (part: Partial<Own>): void => {
    const at = typed.value.findIndex(isThis)
    const others = at === -1 ? [...typed.value, draft] : typed.value
    const next = others.with(at, filledIn({ ...draft, ...part }))
    typed.set(next.filter((one) => !isEmpty(one)))
  }
  const isChanged = !isSame(typed.value, textsOf(typed.of.body))
  const save = async (): Promise<void> => {
    const { value, of } = typed
    const text = value.filter((one) => !isEmpty(one)).map(filledIn)
    const next = { ...of.body, emails: { ...of.body.emails, text } }
    const path = `fhir/R4/Project/${of.body.id}`
    if (await typed.save(() => change<Stored>(path, next, of.etag, {}, of.body))) notify(t('saved'))
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
        <Field label={t('emails.subject')} value={draft.subject ?? ''} onChange={(subject) => type({ subject })} />
        <Field
          label={t('emails.text')}
          hint={t('emails.placeholders', { names: placeholdersOf(templates, email) })}
          rows={5}
          value={draft.text ?? ''}
          onChange={(text) => type({ text })}
        />
        {error === null ? null : <Wrong error={error} />}
        <Button kind="primary" isBusy={isBusy} isDisabled={!isChanged} onPress={() => void save()}>
          {t('save')}
        </Button>
        {dialog}
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
