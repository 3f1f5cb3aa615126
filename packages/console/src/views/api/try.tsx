import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { attempt, type Tried } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Chip, Choice, Confirm, Editor, Field, Snippet, Wrong } from '#parts'
import { bodyTypes, type Document, filledPath, isSafe, type Operation, sampleOf } from './document.ts'
import { apiTexts } from './texts.ts'

interface TryProps {
  readonly operation: Operation
  readonly document: Document
}

/** Sends the operation as the person who is signed in. What changes something asks first. */
export function Try({ operation, document }: TryProps): ReactNode {
  const t = useTexts(apiTexts)
  const { project } = useMe()
  const types = bodyTypes(operation)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({ projectId: project.id })
  const [type, setType] = useState(types[0])
  const [body, setBody] = useState(type === undefined ? '' : sampleOf(operation, type, document))
  const [isSure, setSure] = useState(false)
  const path = filledPath(operation, values)
  const sending = useMutation({ mutationFn: () => attempt(path ?? '', askOf(operation, values, type, body)) })
  const send = (): void => {
    setSure(false)
    sending.mutate()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (path !== undefined) (isSafe(operation) ? send : () => setSure(true))()
      }}
    >
      <h3>{t('try')}</h3>
      <p className="soft">{t('try.lead')}</p>
      <Inputs
        {...{ operation, values, type, body, setType, setBody }}
        setValue={(name, value) => setValues({ ...values, [name]: value })}
      />
      <p className="soft mono" dir="ltr">
        {operation.method} /{path ?? operation.path.slice(1)}
      </p>
      <Button kind="primary" type="submit" isBusy={sending.isPending} isDisabled={path === undefined}>
        {t('send')}
      </Button>
      {isSure ? (
        <Confirm title={t('sure.title')} isOpen onClose={() => setSure(false)} action={t('send')} onConfirm={send}>
          <p>{t('sure.will', { method: operation.method, path: `/${path ?? ''}` })}</p>
        </Confirm>
      ) : null}
      <div role="status">
        {sending.error === null ? null : <Wrong error={sending.error} />}
        {sending.data === undefined ? null : <Came tried={sending.data} />}
      </div>
    </form>
  )
}

interface InputsProps {
  readonly operation: Operation
  readonly values: Readonly<Record<string, string>>
  readonly setValue: (name: string, value: string) => void
  readonly type: string | undefined
  readonly setType: (type: string) => void
  readonly body: string
  readonly setBody: (body: string) => void
}

function Inputs({ operation, values, setValue, type, setType, body, setBody }: InputsProps): ReactNode {
  const t = useTexts(apiTexts)
  const types = bodyTypes(operation)
  return (
    <>
      {(operation.parameters ?? []).map(({ name, in: place, required, description }) => (
        <Field
          key={`${place} ${name}`}
          label={name}
          hint={description}
          value={values[name] ?? ''}
          onChange={(value) => setValue(name, value)}
          isRequired={required === true}
          isMono
        />
      ))}
      {types.length < 2 ? null : (
        <Choice
          label={t('type')}
          value={type}
          onChange={setType}
          options={types.map((one) => ({ value: one, text: one }))}
        />
      )}
      {type === undefined ? null : type.includes('json') ? (
        <Editor label={t('body', { type })} value={body} onChange={setBody} />
      ) : (
        <Field label={t('body', { type })} rows={6} value={body} onChange={setBody} isMono />
      )}
    </>
  )
}

function askOf(
  { method, parameters = [] }: Operation,
  values: Readonly<Record<string, string>>,
  type: string | undefined,
  body: string,
): Parameters<typeof attempt>[1] {
  const headers = Object.fromEntries(
    parameters.flatMap(({ name, in: place }) => {
      const value = values[name] ?? ''
      return place === 'header' && value !== '' ? [[name, value]] : []
    }),
  )
  const sent = type === undefined || body === '' ? {} : { body, type }
  return { method: method as 'GET', headers, ...sent }
}

const LONGEST_SHOWN = 200_000

function Came({ tried: { status, headers, text, ms } }: { readonly tried: Tried }): ReactNode {
  const t = useTexts(apiTexts)
  const shown = pretty(text.slice(0, LONGEST_SHOWN))
  return (
    <>
      <p>
        <Chip tone={status < 400 ? 'good' : 'bad'}>{status}</Chip> {t('came', { ms })}
      </p>
      <details>
        <summary>{t('headers')}</summary>
        <Snippet label={t('headers')} text={headers.map(([name, value]) => `${name}: ${value}`).join('\n')} />
      </details>
      {text === '' ? <p className="soft">{t('nothing')}</p> : <Snippet label={t('came.body')} text={shown} />}
      {text.length > LONGEST_SHOWN ? <p className="soft">{t('cut')}</p> : null}
    </>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
