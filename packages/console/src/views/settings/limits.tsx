import type { Bundle, ClientApplication, Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { type Answer as ApiAnswer, searchPath, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, type Column, Empty, Facts, Link, Page, Section, Table, useDraft } from '#parts'
import { SettingFields } from './fields.tsx'
import { SETTINGS, type SettingName } from './known.ts'
import { Save } from './settings.tsx'
import { type SettingsKey, settingsTexts } from './texts.ts'
import { type LimitsAnswer, limitsIn, type UsedLimit } from './used.ts'
import { valueOf } from './values.ts'

const EVERY_MS = 15_000

/** What limits there are, how much of each is used, and who is close to one. */
export default function Limits(): ReactNode {
  const t = useTexts(settingsTexts)
  const may = useMay()
  const { project } = useMe()
  const path = `fhir/R4/Project/${project.id}`
  const read = useRead<Project>(path)
  return (
    <Page title={t('limits')} lead={t('limits.lead')}>
      <Section title={t('near')}>
        <Near />
      </Section>
      <Section title={t('used')}>
        <p className="soft">{t('used.lead')}</p>
        <Used />
      </Section>
      <Section title={t('own')}>
        <Answer of={read}>
          {(body, answer) => (
            <>
              <Operators project={body} />
              {may('change_project') ? <Own path={path} answer={answer} /> : <Shown project={body} />}
            </>
          )}
        </Answer>
      </Section>
    </Page>
  )
}

interface NearLimit {
  readonly name: string
  readonly subject: { readonly reference: string; readonly display?: string; readonly email?: string }
  readonly percent: number
  readonly hour: string
}

/** Who used a limit to four fifths in the last day. */
function Near(): ReactNode {
  const t = useTexts(settingsTexts)
  const { project } = useMe()
  const read = useRead<{ readonly limits?: readonly NearLimit[] }>(`admin/projects/${project.id}/figures`)
  return (
    <Answer of={read}>
      {({ limits = [] }) => (limits.length === 0 ? <Empty>{t('near.none')}</Empty> : <NearRows limits={limits} />)}
    </Answer>
  )
}

function NearRows({ limits }: { readonly limits: readonly NearLimit[] }): ReactNode {
  const t = useTexts(settingsTexts)
  const format = useFormat()
  const columns: readonly Column<NearLimit>[] = [
    {
      name: 'who',
      title: t('who'),
      cell: ({ subject }) => <Subject reference={subject.reference} display={subject.display ?? subject.email} />,
    },
    { name: 'limit', title: t('limit'), cell: ({ name }) => <LimitName name={name} /> },
    {
      name: 'percent',
      title: t('used.percent'),
      holds: 'number',
      cell: ({ percent }) => t('percent', { count: percent }),
    },
    { name: 'when', title: t('when'), holds: 'time', cell: ({ hour }) => format.ago(hour) },
  ]
  const keyOf = ({ name, subject }: NearLimit): string => `${name} ${subject.reference}`
  return <Table label={t('near')} columns={columns} rows={limits} keyOf={keyOf} />
}

/** What is used of the limits right now, as the node that answers counts it. */
function Used(): ReactNode {
  const { project } = useMe()
  const read = useRead<LimitsAnswer>(`fhir/R4/Project/${project.id}/$rate-limits`, { everyMs: EVERY_MS })
  return <Answer of={read}>{(body) => <UsedRows limits={limitsIn(body, `Project/${project.id}`)} />}</Answer>
}

function UsedRows({ limits }: { readonly limits: readonly UsedLimit[] }): ReactNode {
  const t = useTexts(settingsTexts)
  const names = useNames(limits)
  const columns: readonly Column<UsedLimit>[] = [
    {
      name: 'who',
      title: t('who'),
      cell: ({ of }) => <Subject reference={of} display={of === 'me' ? t('you') : names.get(of)} />,
    },
    { name: 'limit', title: t('limit'), cell: ({ name }) => <LimitName name={name} /> },
    {
      name: 'used',
      title: t('used.of'),
      cell: ({ used, limit, seconds }) => t('used.numbers', { used, limit, seconds }),
    },
    { name: 'percent', title: t('used.percent'), cell: (row) => <Share {...row} /> },
  ]
  return <Table label={t('used')} columns={columns} rows={limits} keyOf={({ name, of }) => `${name} ${of}`} />
}

function Share({ used, limit, seconds }: UsedLimit): ReactNode {
  const t = useTexts(settingsTexts)
  return (
    <span className="share">
      <meter
        min={0}
        max={limit}
        high={limit * 0.8}
        value={used}
        aria-label={t('used.numbers', { used, limit, seconds })}
      />
      {t('percent', { count: limit === 0 ? 100 : Math.round((used / limit) * 100) })}
    </span>
  )
}

/** The names of the clients that have limits of their own. */
function useNames(limits: readonly UsedLimit[]): ReadonlyMap<string, string> {
  const ids = limits.flatMap(({ of }) => (of.startsWith('ClientApplication/') ? [of.split('/')[1] ?? ''] : []))
  const path = searchPath('ClientApplication', { _id: ids.join(','), _count: '500' })
  const read = useRead<Bundle<ClientApplication>>(ids.length === 0 ? undefined : path)
  const found = (read.data?.body.entry ?? []).flatMap(({ resource }) => resource ?? [])
  return new Map(found.map(({ id = '', name = id }) => [`ClientApplication/${id}`, name]))
}

function Subject({
  reference,
  display,
}: {
  readonly reference: string
  readonly display: string | undefined
}): ReactNode {
  const t = useTexts(settingsTexts)
  const [type, id = ''] = reference.split('/')
  const name = <bdi>{display ?? reference}</bdi>
  if (type === 'ProjectMembership') return <Link to={`people/${id}`}>{name}</Link>
  if (type === 'ClientApplication') return <Link to={`apps/${id}`}>{name}</Link>
  return type === 'Project' ? t('whole') : name
}

/** Limits that this version of the console has words for. */
const KNOWN = ['fhirInteractions', 'fhirOfClient', 'fhirOfProject', 'fhirPoints', 'fhirPointsOfProject'] as const
const isKnown = (name: string): name is (typeof KNOWN)[number] => (KNOWN as readonly string[]).includes(name)

function LimitName({ name }: { readonly name: string }): ReactNode {
  const t = useTexts(settingsTexts)
  return isKnown(name) ? t(`limit.${name}` satisfies SettingsKey) : <code>{name}</code>
}

const OPERATORS = ['userFhirQuota', 'totalFhirQuota'] as const

/** What the operator of the server set for the project, which nobody here can change. */
function Operators({ project: { systemSetting = [] } }: { readonly project: Project }): ReactNode {
  const t = useTexts(settingsTexts)
  const format = useFormat()
  const set = OPERATORS.flatMap((name) => {
    const value = valueOf({ setting: systemSetting }, name)
    return typeof value === 'number' ? [[t('operators', { name: t(name) }), format.number(value)] as const] : []
  })
  return set.length === 0 ? null : <Facts facts={set} />
}

function Own({ path, answer }: { readonly path: string; readonly answer: ApiAnswer<Project> }): ReactNode {
  const t = useTexts(settingsTexts)
  const draft = useDraft(path, answer)
  return (
    <>
      <p>{t('own.lead')}</p>
      <SettingFields of="requests" project={draft.value} onChange={draft.set} />
      <Save draft={draft} />
    </>
  )
}

function Shown({ project }: { readonly project: Project }): ReactNode {
  const t = useTexts(settingsTexts)
  const format = useFormat()
  const shown = (name: SettingName): string => {
    const value = valueOf(project, name)
    return typeof value === 'number' ? format.number(value) : t('servers')
  }
  return <Facts facts={SETTINGS.requests.map(({ name }) => [t(name), shown(name)] as const)} />
}
