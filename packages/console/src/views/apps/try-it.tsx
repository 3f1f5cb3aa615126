import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { Refusal, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Chip, Choice, notify, Section, Trouble, useChanging, Wrong } from '#parts'
import { configuration, openApart } from '#session'
import { appsTexts } from './texts.ts'

interface Finding {
  readonly severity: 'error' | 'warning'
  readonly what: string
  readonly remedy: string
}

interface Step {
  readonly id: string
  readonly at: string
  readonly request: string
  readonly status: number
  readonly error?: string
  readonly outcome?: string
  readonly findings: readonly Finding[]
}

interface TryItProps {
  readonly clientId: string
  readonly uris: readonly string[]
}

/** Begins a sign-in to the app in a new window, and shows beside it what the server saw of it. */
export function TryIt({ clientId, uris }: TryItProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  const [uri, setUri] = useState(uris[0])
  const [challenge, setChallenge] = useState<string>()
  const begin = async (): Promise<void> => {
    const other = openApart('_blank')
    const made = await newChallenge()
    setChallenge(made)
    if (other === null) return
    other.location.href = authorizeUrl(clientId, uri ?? '', made)
  }
  return (
    <Section title={t('try')}>
      <p className="soft">{t('try.lead')}</p>
      {uris.length > 1 ? (
        <Choice
          label={t('redirect.heading')}
          options={uris.map((value) => ({ value, text: value }))}
          value={uri}
          onChange={setUri}
        />
      ) : null}
      <Button onPress={() => void begin()}>{t('try.begin')}</Button>
      {may('read_traces') ? <DeveloperMode /> : null}
      {challenge === undefined || !may('read_traces') ? null : (
        <Trace path={`auth/trace/${challenge}?client_id=${encodeURIComponent(clientId)}`} />
      )}
    </Section>
  )
}

function authorizeUrl(clientId: string, redirectUri: string, challenge: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid',
    state: crypto.randomUUID(),
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  return `${configuration.baseUrl}oauth2/authorize?${query.toString()}`
}

/** Nobody has its verifier: the app gets a code that nobody can redeem. */
async function newChallenge(): Promise<string> {
  const random = crypto.getRandomValues(new Uint8Array(32))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', random))
  return btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

const HOUR_MS = 3_600_000
const EVERY_MS = 2_000

/** Without developer mode nothing is traced. */
function DeveloperMode(): ReactNode {
  const t = useTexts(appsTexts)
  const { project } = useMe()
  const path = `fhir/R4/Project/${project.id}`
  const may = useMay()
  const read = useRead<Project>(may('change_project') ? path : undefined)
  const { change, isBusy, error, dialog } = useChanging()
  const [now] = useState(() => Date.now())
  if (read.data === undefined) return null
  const { body, etag } = read.data
  if (body.developerModeUntil !== undefined && new Date(body.developerModeUntil).getTime() > now) return null
  const on = async (): Promise<void> => {
    const developerModeUntil = new Date(Date.now() + HOUR_MS).toISOString()
    if (await change(path, { ...body, developerModeUntil }, etag)) notify(t('try.mode.done'))
  }
  return (
    <div className="card padded">
      <p>{t('try.mode')}</p>
      <Button isBusy={isBusy} onPress={() => void on()}>
        {t('try.mode.on')}
      </Button>
      {error === null ? null : <Wrong error={error} />}
      {dialog}
    </div>
  )
}

function Trace({ path }: { readonly path: string }): ReactNode {
  const t = useTexts(appsTexts)
  const format = useFormat()
  const read = useRead<{ readonly steps: readonly Step[] }>(path, { everyMs: EVERY_MS })
  const steps = read.data?.body.steps ?? []
  if (read.error !== null && !(read.error instanceof Refusal && read.error.status === 404))
    return <Trouble error={read.error} />
  if (steps.length === 0)
    return (
      <p className="loading" role="status">
        {t('try.waiting')}
      </p>
    )
  return (
    <ol className="card items" aria-label={t('try.trace')} aria-live="polite">
      {steps.map(({ id, at, request, status, error, outcome, findings }) => (
        <li key={id}>
          <span className="soft">{format.time(at)}</span> <code>{request}</code>{' '}
          <Chip tone={error === undefined ? 'good' : 'bad'}>{error ?? outcome ?? String(status)}</Chip>
          {findings.map(({ what, remedy }) => (
            <p key={what} lang="en" dir="ltr">
              {what} {remedy}
            </p>
          ))}
        </li>
      ))}
    </ol>
  )
}
