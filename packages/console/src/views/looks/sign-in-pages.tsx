import type { Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { FileTrigger } from 'react-aria-components'
import { useRead } from '#api'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Field, Found, isSame, notify, Page, Section, useChanging, useTyped, type Version, Wrong } from '#parts'
import { contrastOnPages, wellReadFrom } from './contrast.ts'
import { type Form, Live } from './live.tsx'
import { looksTexts } from './texts.ts'

type Stored = Project & { readonly id: string }

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
  const isChanged = !isSame(typed.value, lookOf(typed.of.body))
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
          <Button kind="primary" isBusy={isBusy} isDisabled={!isChanged} onPress={() => void save()}>
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
