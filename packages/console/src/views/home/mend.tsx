import type { ClientApplication, Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { request, useAct } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, LinkButton, notify, useOffers } from '#parts'
import { configuration } from '#session'
import { useEndTracing } from '../traces/end-tracing.ts'
import type { Finding } from './answers.ts'
import type { ListedFinding } from './narrowed/texts.ts'
import { homeTexts } from './texts.ts'

/** One button that mends a finding, or leads to where it is mended. What only the operator can do has none. */
export function Mend({ finding }: { readonly finding: Finding }): ReactNode {
  const may = useMay()
  switch (finding.code) {
    case 'no_second_factor':
      return (
        <Beside finding={finding.code} to="people">
          {may('change_project') ? <DemandFactor count={finding.count} /> : null}
        </Beside>
      )
    case 'patient_password_alone':
      return (
        <Beside finding={finding.code} to="people">
          {may('change_project') ? <AskAnew /> : null}
        </Beside>
      )
    case 'developer_mode':
      return may('change_project') ? <EndDeveloperMode /> : <span />
    case 'changes_waiting':
      return <Decide />
    case 'unused_client':
      return finding.count === 1 && may('manage_clients') ? (
        <SwitchOff finding={finding} />
      ) : (
        <Way to="apps" finding={finding.code} />
      )
    case 'basic_allowed':
      return <Way to="devices" />
    case 'old_secret':
      return <Way to="apps" finding={finding.code} />
    case 'wildcard_policy':
      return <Way to="policies" finding={finding.code} />
    case 'domain_failing':
      return <Way to="domains" />
    case 'second_factor_pending':
      return <Way to="people" finding={finding.code} />
    case 'no_mail':
      return <Inbox />
    case 'versions_differ':
      return <Way to="server/health" />
    case 'limit_near':
      return <Way to="limits" />
    default:
      return <span />
  }
}

interface WayProps {
  readonly to: string
  /** The list there is asked for what this finding is about. */
  readonly finding?: ListedFinding
}

/** A link to a view, if this console has it and offers it. */
function Way({ to, finding }: WayProps): ReactNode {
  const t = useTexts(homeTexts)
  const offers = useOffers()
  if (!offers(to)) return <span />
  return (
    <LinkButton to={to} {...(finding && { search: { finding } })}>
      {t('see')}
    </LinkButton>
  )
}

/** A list of those whom a finding is about, and beside it what mends it for all of them. */
function Beside({ children, ...way }: Required<WayProps> & { readonly children: ReactNode }): ReactNode {
  return (
    <div className="actions">
      <Way {...way} />
      {children}
    </div>
  )
}

/** The person decides on a page of their own account, with a fresh proof. */
function Decide(): ReactNode {
  const t = useTexts(homeTexts)
  return (
    <a className="button" href={`${configuration.baseUrl}account/changes`} target="_blank" rel="noreferrer">
      {t('changes_waiting.decide')}
    </a>
  )
}

/** Where a server in development shows its e-mails. */
function Inbox(): ReactNode {
  const t = useTexts(homeTexts)
  const { inboxUrl } = configuration
  return inboxUrl === undefined ? (
    <span />
  ) : (
    <a className="button" href={inboxUrl} target="_blank" rel="noreferrer">
      {t('no_mail.open')}
    </a>
  )
}

const MFA = 'mfaRequired'

/** Demands a second factor of everybody at their next sign-in. Whoever has none is asked to add one. */
function DemandFactor({ count }: { readonly count: number }): ReactNode {
  const t = useTexts(homeTexts)
  const { project } = useMe()
  const [isOpen, setOpen] = useState(false)
  const act = useAct()
  const set = async (isDemanded: boolean): Promise<void> => {
    const path = `fhir/R4/Project/${project.id}`
    const { body, etag } = await request<Project>(path)
    const others = (body.setting ?? []).filter(({ name }) => name !== MFA)
    const setting = isDemanded ? [...others, { name: MFA, valueBoolean: true }] : others
    await act.mutateAsync({ path, method: 'PUT', body: { ...body, setting }, ifMatch: etag })
  }
  const confirm = async (): Promise<void> => {
    await set(true)
    setOpen(false)
    notify(t('demand.done'), () => void set(false))
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('demand')}</Button>
      <Confirm
        title={t('demand.heading', { project: project.name ?? '' })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action={t('demand')}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={() => void confirm().catch(() => undefined)}
      >
        <p>{t('demand.what', { count })}</p>
      </Confirm>
    </>
  )
}

const ANEW = 'newBrowserCode'
const PATIENTS = ['Patient', 'RelatedPerson']

/** Patients and relatives are sent a code where their password is typed in a browser that is new to them. */
function AskAnew(): ReactNode {
  const t = useTexts(homeTexts)
  const { project } = useMe()
  const act = useAct()
  const path = `fhir/R4/Project/${project.id}`
  const set = async (wanted: (before: string | undefined) => string | undefined): Promise<string | undefined> => {
    const { body, etag } = await request<Project>(path)
    const before = (body.setting ?? []).find(({ name }) => name === ANEW)?.valueString
    const others = (body.setting ?? []).filter(({ name }) => name !== ANEW)
    const after = wanted(before)
    const setting = after === undefined ? others : [...others, { name: ANEW, valueString: after }]
    await act.mutateAsync({ path, method: 'PUT', body: { ...body, setting }, ifMatch: etag })
    return before
  }
  const ask = async (): Promise<void> => {
    const before = await set((words = '') =>
      [
        ...new Set([
          ...words
            .split(',')
            .map((word) => word.trim())
            .filter(Boolean),
          ...PATIENTS,
        ]),
      ].join(','),
    )
    notify(t('anew.done'), () => void set(() => before))
  }
  return (
    <Button isBusy={act.isPending} onPress={() => void ask().catch(failed(t('failed')))}>
      {t('anew')}
    </Button>
  )
}

function EndDeveloperMode(): ReactNode {
  const t = useTexts(homeTexts)
  const { end, isBusy } = useEndTracing(t('developer.done'))
  return (
    <Button isBusy={isBusy} onPress={end}>
      {t('developer.end')}
    </Button>
  )
}

/** Switches off a client that nobody uses. It can be switched on again. */
function SwitchOff({ finding }: { readonly finding: Finding }): ReactNode {
  const t = useTexts(homeTexts)
  const act = useAct()
  const [one] = finding.affected
  const path = `fhir/R4/${one?.reference ?? ''}`
  const name = one?.display ?? one?.reference ?? ''
  const set = async (status: 'active' | 'off'): Promise<void> => {
    const { body, etag } = await request<ClientApplication>(path)
    await act.mutateAsync({ path, method: 'PUT', body: { ...body, status }, ifMatch: etag })
  }
  const off = async (): Promise<void> => {
    await set('off')
    notify(t('off.done', { name }), () => void set('active'))
  }
  return (
    <Button
      isBusy={act.isPending}
      onPress={() => void off().catch(failed(t('failed')))}
      label={t('off.label', { name })}
    >
      {t('off')}
    </Button>
  )
}

/** What the server refused says why, in a sentence. */
const failed =
  (otherwise: string) =>
  (error: unknown): void =>
    notify(error instanceof Error ? error : otherwise)
