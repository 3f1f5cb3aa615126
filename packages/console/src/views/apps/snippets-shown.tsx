import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Choice, Snippet } from '#parts'
import { exportLine, nameOf, type Program, programsFor, type Subject, snippetOf } from './snippets.ts'
import { appsTexts } from './texts.ts'

export interface SnippetsProps {
  readonly subject: Subject
  /** Known only just after it was made. */
  readonly secret?: string | undefined
}

/** Lines that run as they stand, in the language of one's choice. */
export function Snippets({ subject, secret }: SnippetsProps): ReactNode {
  const t = useTexts(appsTexts)
  const programs = programsFor(subject.pattern, subject.signsByKey)
  const [chosen, choose] = useState<Program>()
  const program = programs.find((one) => one === chosen) ?? programs[0] ?? 'sdk'
  const options = programs.map((value) => ({ value, text: nameOf(value) }))
  return (
    <>
      {options.length > 1 ? (
        <Choice label={t('snippet.program')} options={options} value={program} onChange={choose} />
      ) : null}
      {secret === undefined ? null : (
        <>
          <p className="soft">{t('snippet.environment')}</p>
          <Snippet text={exportLine(secret)} label={t('snippet.environment')} />
        </>
      )}
      {secret === undefined && needsSecret(subject) ? <p className="soft">{t('snippet.variable')}</p> : null}
      {subject.signsByKey ? <p className="soft">{t('snippet.key')}</p> : null}
      <p className="soft">{t('snippet.lines', { program: nameOf(program) })}</p>
      <Snippet text={snippetOf(program, subject)} label={nameOf(program)} />
    </>
  )
}

const needsSecret = ({ pattern, signsByKey }: Subject): boolean =>
  !signsByKey && (pattern === 'site' || pattern === 'server')

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
