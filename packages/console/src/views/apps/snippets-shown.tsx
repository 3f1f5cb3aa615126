import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Choice, Snippet } from '#parts'
import {
  addressesFor,
  addressNeeded,
  addressOf,
  exportKeyLine,
  exportLine,
  installLine,
  nameOf,
  type Program,
  programsFor,
  type Subject,
  snippetOf,
} from './snippets.ts'
import { appsTexts } from './texts.ts'

export interface SnippetsProps {
  readonly subject: Omit<Subject, 'redirectUri'>
  /** The addresses to which people may return. */
  readonly uris: readonly string[]
  /** Known only just after it was made. */
  readonly secret?: string | undefined
  /** The private key of a server that signs, as a JSON Web Key: known only just after it was made. */
  readonly privateKey?: string | undefined
}

/** Lines that run as they stand, in the language of one's choice. */
export function Snippets({ subject, uris, secret, privateKey }: SnippetsProps): ReactNode {
  const t = useTexts(appsTexts)
  const programs = programsFor(subject.pattern, subject.signsByKey)
  const [chosen, choose] = useState<Program>()
  const program = programs.find((one) => one === chosen) ?? programs[0] ?? 'sdk'
  const [address, chooseAddress] = useState<string>()
  const addresses = addressesFor(program, uris)
  const redirectUri = addresses.find((one) => one === address) ?? addressOf(program, uris)
  const needed = addressNeeded(program, uris)
  const install = installLine(program, subject.signsByKey)
  const options = programs.map((value) => ({ value, text: nameOf(value) }))
  return (
    <>
      {options.length > 1 ? (
        <Choice label={t('snippet.program')} options={options} value={program} onChange={choose} />
      ) : null}
      {addresses.length > 1 ? (
        <Choice
          label={t('snippet.to')}
          options={addresses.map((value) => ({ value, text: value }))}
          value={redirectUri}
          onChange={chooseAddress}
        />
      ) : null}
      {secret === undefined ? null : (
        <>
          <p className="soft">{t('snippet.environment')}</p>
          <Snippet text={exportLine(secret)} label={t('snippet.environment')} />
        </>
      )}
      {secret === undefined && needsSecret(subject) ? <p className="soft">{t('snippet.variable')}</p> : null}
      {privateKey === undefined ? null : (
        <>
          <p className="soft">{t('snippet.environment.key')}</p>
          <Snippet text={exportKeyLine(privateKey)} label={t('snippet.environment.key')} />
        </>
      )}
      {privateKey === undefined && subject.signsByKey ? <p className="soft">{t('snippet.key')}</p> : null}
      {program === 'sdk' ? <p className="soft">{t('snippet.sdk')}</p> : null}
      {install === undefined ? null : (
        <p className="soft">
          {t('snippet.install')} <code dir="ltr">{install}</code>
        </p>
      )}
      <p className="soft">{t('snippet.lines', { program: nameOf(program) })}</p>
      <Snippet text={snippetOf(program, { ...subject, redirectUri })} label={nameOf(program)} />
      {needed === undefined ? null : (
        <>
          <p>{t('snippet.address', { program: nameOf(program) })}</p>
          <Snippet text={needed} label={t('redirect.add.label')} />
        </>
      )}
    </>
  )
}

const needsSecret = ({ pattern, signsByKey }: SnippetsProps['subject']): boolean =>
  !signsByKey && (pattern === 'site' || pattern === 'server')

/** A private key that this browser made, and that is shown this once. */
export function KeyOnce({ privateKey }: { readonly privateKey: string }): ReactNode {
  const t = useTexts(appsTexts)
  return (
    <div className="card padded" role="status">
      <p>
        <b>{t('by.once')}</b>
      </p>
      <Snippet text={privateKey} label={t('by.once')} />
    </div>
  )
}

/** A secret that is shown this once. */
export function SecretOnce({ secret }: { readonly secret: string }): ReactNode {
  const t = useTexts(appsTexts)
  return (
    <div className="card padded" role="status">
      <p>
        <b>{t('secret.once')}</b>
      </p>
      <Snippet text={secret} label={t('secret.once')} />
    </div>
  )
}
