import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Editor, Facts, Field, notify, Question, Section, useChanging, useUnsaved, Wrong } from '#parts'
import { clientPath } from './clients.ts'
import { Held } from './held.tsx'
import type { PartProps } from './known.ts'
import { KeyOnce } from './snippets-shown.tsx'
import { appsTexts } from './texts.ts'

/** The public keys of a client that signs: in its resource, or at an address of its own. */
export function Keys({ made, ...part }: PartProps & { readonly made: string | undefined }): ReactNode {
  const t = useTexts(appsTexts)
  const { client, isHeld } = part
  const { jwks, jwksUri, workloadIdentity = [] } = client
  const [isOpen, open] = useState(false)
  const keys = jwks?.keys ?? []
  return (
    <Section
      title={t('keys')}
      actions={isOpen || isHeld ? undefined : <Button onPress={() => open(true)}>{t('keys.change')}</Button>}
    >
      {made === undefined ? null : <KeyOnce privateKey={made} />}
      <Facts
        facts={[
          [t('keys.at'), jwksUri && <span className="mono">{jwksUri}</span>],
          ...keys.map(
            ({ kid, alg, kty }, at) =>
              [
                t('keys.key', { count: at + 1 }),
                <span key={kid ?? at} className="mono">
                  {[kid, alg, kty].filter(Boolean).join(' · ')}
                </span>,
              ] as const,
          ),
          ...workloadIdentity.map(
            ({ issuer, subject }) =>
              [t('keys.workload'), <span key={subject} className="mono">{`${issuer} · ${subject}`}</span>] as const,
          ),
        ]}
      />
      {isHeld ? <Held /> : null}
      {isOpen ? <Change {...part} close={() => open(false)} /> : null}
    </Section>
  )
}

function Change({ close, ...part }: PartProps & { readonly close: () => void }): ReactNode {
  const t = useTexts(appsTexts)
  // As it was read when this was opened: who saved in between is met by the version.
  const [{ client, etag }] = useState(part)
  const [where, setWhere] = useState<'here' | 'there'>(client.jwksUri === undefined ? 'here' : 'there')
  const [before] = useState({
    text: JSON.stringify(client.jwks ?? { keys: [] }, undefined, 2),
    uri: client.jwksUri ?? '',
  })
  const [text, setText] = useState(before.text)
  const [uri, setUri] = useState(before.uri)
  const { change, isBusy, error, dialog } = useChanging(close)
  useUnsaved(!isBusy && (text !== before.text || uri !== before.uri))
  const jwks = parsed(text)
  const save = async (): Promise<void> => {
    const { jwks: _jwks, jwksUri: _uri, ...kept } = client
    const keys = where === 'here' ? { jwks } : { jwksUri: uri.trim() }
    if ((await change(clientPath(client.id), { ...kept, ...keys }, etag)) === undefined) return
    notify(t('keys.saved'))
    close()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className="soft">{t('keys.rotate')}</p>
      <Question
        label={t('keys.where')}
        options={(['here', 'there'] as const).map((value) => ({ value, text: t(`keys.where.${value}`) }))}
        value={where}
        onChange={setWhere}
      />
      {where === 'here' ? (
        <Editor label={t('keys')} value={text} onChange={setText} />
      ) : (
        <Field label={t('keys.at')} hint={t('keys.at.hint')} value={uri} onChange={setUri} type="url" isMono />
      )}
      {error === null ? null : <Wrong error={error} />}
      <div className="actions">
        <Button onPress={close}>{t('new.cancel')}</Button>
        <Button
          kind="primary"
          type="submit"
          isBusy={isBusy}
          isDisabled={where === 'here' ? jwks === undefined : uri.trim() === ''}
        >
          {t('keys.save')}
        </Button>
      </div>
      {dialog}
    </form>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
