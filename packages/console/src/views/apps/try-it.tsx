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
  const [begun, setBegun] = useState<Begun>()
  const begin = async (): Promise<void> => {
    const other = openApart('_blank')
    const challenge = await newChallenge()
    const url = authorizeUrl(clientId, uri ?? '', challenge)
    setBegun({ challenge, url, isBlocked: other === null })
    if (other !== null) other.location.href = url
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
      {begun?.isBlocked === true ? <Blocked url={begun.url} /> : null}
      {may('read_traces') ? <Watched of={begun} clientId={clientId} forget={() => setBegun(undefined)} /> : null}
    </Section>
  )
}

interface Begun {
  readonly challenge: string
  readonly url: string
  readonly isBlocked: boolean
}

/** The browser opens no window for this page: a link needs none. */
function Blocked({ url }: Pick<Begun, 'url'>): ReactNode {
  const t = useTexts(appsTexts)
  return (
    <p role="alert">
      {t('try.blocked')}{' '}
      <a href={url} target="_blank" rel="noreferrer">
        {t('try.open')}
      </a>
    </p>
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

interface WatchedProps {
  readonly of: Begun | undefined
  readonly clientId: string
  /** What was begun before something traced it. */
  readonly forget: () => void
}

/** What the server saw. Without developer mode nothing is traced: then that is said, and nobody waits. */
function Watched({ of: begun, clientId, forget }: WatchedProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  const mode = useRead<{ readonly developerMode: boolean }>('auth/traces?_count=1')
  if (mode.error !== null) return <Trouble error={mode.error} again={() => void mode.refetch()} />
  if (mode.data === undefined) return null
  if (!mode.data.body.developerMode)
    return may('change_project') ? <TurnOn onDone={forget} /> : <p>{t('try.mode.elsewhere')}</p>
  if (begun === undefined) return null
  return <Trace path={`auth/trace/${begun.challenge}?client_id=${encodeURIComponent(clientId)}`} />
}

function TurnOn({ onDone }: { readonly onDone: () => void }): ReactNode {
  const t = useTexts(appsTexts)
  const { project } = useMe()
  const path = `fhir/R4/Project/${project.id}`
  const read = useRead<Project>(path)
  const { change, isBusy, error, dialog } = useChanging()
  if (read.data === undefined) return null
  const { body, etag } = read.data
  const on = async (): Promise<void> => {
    const developerModeUntil = new Date(Date.now() + HOUR_MS).toISOString()
    if ((await change(path, { ...body, developerModeUntil }, etag)) === undefined) return
    onDone()
    notify(t('try.mode.done'))
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
