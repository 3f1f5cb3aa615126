import type { Project } from '@damson/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { request, useRead } from '#api'
import { useMe } from '#frame'
import { LANGUAGES, TAGS, type Tag, useFormat, useLanguage, useTexts } from '#language'
import { Button, Choice, Field, Found, notify, Page, Section, useChanging, useTyped, type Version, Wrong } from '#parts'
import { contrastOnPages, wellReadFrom } from './contrast.ts'
import { Preview } from './preview.tsx'
import { looksTexts } from './texts.ts'

type Form = NonNullable<Project['signInForm']>
type Stored = Project & { readonly id: string }

const PAUSE_MS = 300

export default function SignInPages(): ReactNode {
  const t = useTexts(looksTexts)
  const { project } = useMe()
  const stored = useRead<Stored>(`fhir/R4/Project/${project.id}`)
  return (
    <Found title={t('heading')} of={stored}>
      {(body, { etag }) => <Shown stored={{ body, etag }} />}
    </Found>
  )
}

interface Look {
  readonly name: string
  readonly form: Form
}

const lookOf = ({ name = '', signInForm = {} }: Stored): Look => ({ name, form: signInForm })

function Shown({ stored }: { readonly stored: Version<Stored> }): ReactNode {
  const t = useTexts(looksTexts)
  const typed = useTyped(stored, lookOf)
  const { change: put, isBusy, error, dialog } = useChanging(typed.drop)
  const { name, form } = typed.value
  const change = (part: Form): void => typed.set({ name, form: withoutEmpty({ ...form, ...part }) })
  const save = async (): Promise<void> => {
    const { of } = typed
    const { signInForm: _last, ...rest } = of.body
    const next = { ...rest, name, ...(Object.keys(form).length > 0 && { signInForm: form }) }
    const path = `fhir/R4/Project/${of.body.id}`
    if (await typed.save(() => put<Stored>(path, next, of.etag, {}, of.body))) notify(t('saved'))
  }
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <div className="split">
        <Section title={t('settings')}>
          <Field label={t('name')} value={name} onChange={(next) => typed.set({ name: next, form })} isRequired />
          <Colors form={form} change={change} />
          <Logo onChange={(logo) => change({ logo })} isSet={form.logo !== undefined} />
          <Field
            label={t('notice')}
            hint={t('notice.hint')}
            rows={4}
            value={form.notice ?? ''}
            onChange={(notice) => change({ notice })}
          />
          {error === null ? null : <Wrong error={error} />}
          <Button kind="primary" isBusy={isBusy} onPress={() => void save()}>
            {t('save')}
          </Button>
          {dialog}
        </Section>
        <Live name={name} form={form} />
      </div>
    </Page>
  )
}

function withoutEmpty(form: Form): Form {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined && value !== ''))
}

interface ColorsProps {
  readonly form: Form
  readonly change: (part: Form) => void
}

function Colors({ form: { color, darkColor }, change }: ColorsProps): ReactNode {
  const t = useTexts(looksTexts)
  return (
    <>
      <Color
        label={t('color')}
        hint={t('color.hint')}
        on="light"
        value={color}
        onChange={(next) => change({ color: next })}
      />
      <Color label={t('darkColor')} on="dark" value={darkColor} onChange={(next) => change({ darkColor: next })} />
    </>
  )
}

interface ColorProps {
  readonly label: string
  readonly hint?: string
  readonly on: 'light' | 'dark'
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}

/** A color, and how well it can be read on the pages that have it. */
function Color({ label, hint, on, value = '', onChange }: ColorProps): ReactNode {
  const t = useTexts(looksTexts)
  const format = useFormat()
  const contrast = contrastOnPages(value, on)
  const better = wellReadFrom(value, on)
  const measured = contrast === undefined ? '' : t('contrast', { ratio: format.number(downToTenths(contrast)) })
  return (
    <div>
      <Field
        label={label}
        hint={[hint, measured].filter((text) => text !== undefined && text !== '').join(' ')}
        value={value}
        onChange={onChange}
        error={better === undefined ? undefined : t(`contrast.low.${on}`)}
        isMono
      />
      {better === undefined ? null : (
        <p>
          <Button size="small" onPress={() => onChange(better)}>
            {t('contrast.take', { color: better })}
          </Button>
        </p>
      )}
    </div>
  )
}

/** Not rounded up: what is just below is not shown as enough. */
const downToTenths = (ratio: number): number => Math.floor(ratio * 10) / 10

function Logo({
  isSet,
  onChange,
}: {
  readonly isSet: boolean
  readonly onChange: (logo: Form['logo']) => void
}): ReactNode {
  const t = useTexts(looksTexts)
  const read = async (file: File): Promise<void> => {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    onChange({ contentType: file.type, data: btoa(text) })
  }
  return (
    <div className="field">
      <b>{t('logo')}</b>
      <div className="actions">
        <FileTrigger
          acceptedFileTypes={['image/png', 'image/jpeg', 'image/webp']}
          onSelect={(files) => {
            const [first] = files ?? []
            if (first !== undefined) void read(first)
          }}
        >
          <Button>{t('logo.choose')}</Button>
        </FileTrigger>
        {isSet ? <Button onPress={() => onChange(undefined)}>{t('logo.remove')}</Button> : null}
      </div>
      <small>{t('logo.hint')}</small>
    </div>
  )
}

interface Shot {
  readonly html: string
  readonly sheet?: string
}

/** The real page, with the draft, as it is typed. */
function Live({ name, form }: { readonly name: string; readonly form: Form }): ReactNode {
  const t = useTexts(looksTexts)
  const { project } = useMe()
  const own = useLanguage().tag
  const [language, setLanguage] = useState<Tag>(own)
  const [page, setPage] = useState<'email' | 'password'>('email')
  const [shot, setShot] = useState<Shot>()
  const [error, setError] = useState<Error>()
  useEffect(() => {
    const stop = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const body = { page, language, name, signInForm: form }
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
  }, [project.id, page, language, name, form])
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
          options={[
            { value: 'email', text: t('page.email') },
            { value: 'password', text: t('page.password') },
          ]}
        />
      </div>
      {error === undefined ? null : <Wrong error={error} />}
      {shot === undefined ? null : <Preview label={t('preview')} html={shot.html} sheet={shot.sheet} />}
    </Section>
  )
}
