import type { ReactNode } from 'react'
import { useFormat, useTexts } from '#language'
import { Empty } from '#parts'
import type { Affected, Finding, Posture } from './answers.ts'
import { Mend } from './mend.tsx'
import { type HomeKey, homeTexts } from './texts.ts'

/** Findings that this version of the console has words for; the server's own words are shown for others. */
const KNOWN = [
  'basic_allowed',
  'old_secret',
  'unused_client',
  'no_second_factor',
  'second_factor_pending',
  'patient_password_alone',
  'wildcard_policy',
  'changes_waiting',
  'developer_mode',
  'domain_failing',
  'old_signing_key',
  'backup',
  'no_tls',
  'certificate_expires',
  'certificate_refused',
  'versions_differ',
  'release_old',
  'no_mail',
  'shared_origin',
  'limit_near',
] as const
type KnownCode = (typeof KNOWN)[number]
const isKnown = (code: string): code is KnownCode => (KNOWN as readonly string[]).includes(code)

const SEVERITIES: readonly Finding['severity'][] = ['high', 'medium', 'low']
const bySeverity = (one: Finding, other: Finding): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)

/** What is not as it should be, the worst first: why it matters, what is affected, and one way to mend it. */
export function Findings({ posture: { findings } }: { readonly posture: Posture }): ReactNode {
  const t = useTexts(homeTexts)
  if (findings.length === 0) return <Empty>{t('findings.none')}</Empty>
  return (
    <div className="card">
      {[...findings].sort(bySeverity).map((finding) => (
        <Row key={finding.code} finding={finding} />
      ))}
    </div>
  )
}

function Row({ finding }: { readonly finding: Finding }): ReactNode {
  const words = useWords(finding)
  const affected = useAffected(finding)
  return (
    <div className={`finding ${finding.severity === 'high' ? 'bad' : ''}`}>
      <i aria-hidden="true" />
      <div>
        <p>
          <b>{words.title}</b>
        </p>
        {affected === '' ? null : (
          <p>
            <small>{affected}</small>
          </p>
        )}
        <p>
          <small>
            {words.why} {words.remedy}
          </small>
        </p>
      </div>
      <Mend finding={finding} />
    </div>
  )
}

function useWords(finding: Finding): Pick<Finding, 'title' | 'why' | 'remedy'> {
  const t = useTexts(homeTexts)
  const { code, count, isMore } = finding
  if (!isKnown(code)) return finding
  const title = t(`${code}.title` satisfies HomeKey, { count })
  return {
    title: isMore ? t('more', { title }) : title,
    why: t(`${code}.why` satisfies HomeKey),
    remedy: t(`${code}.remedy` satisfies HomeKey),
  }
}

const SHOWN = 3
/** Why it is named, or named first. */
const WHY = ['administrator', 'every_chart', 'wrong_name', 'not_trusted'] as const

/** In a line that runs the other way, a name keeps its own direction. */
const isolated = (name: string): string => `\u2068${name}\u2069`

function useAffected({ code, affected, count }: Finding): string {
  const t = useTexts(homeTexts)
  const format = useFormat()
  const told = (one: Affected): string | undefined => {
    const name = one.display ?? (one.reference?.startsWith('Project/') === true ? undefined : one.reference)
    const ago = one.at === undefined ? undefined : format.ago(one.at)
    const ends = code === 'developer_mode' || one.state === 'expires'
    const when = ago !== undefined && ends ? t('ends', { when: ago }) : ago
    const used = one.percent === undefined ? undefined : t('percent', { count: one.percent })
    const state = WHY.find((known) => known === one.state)
    const why = used ?? (state === undefined ? undefined : t(`state.${state}`))
    const more = why !== undefined && when !== undefined ? t('figure', { name: why, more: when }) : (why ?? when)
    if (name === undefined) return more
    return more === undefined ? isolated(name) : t('affected', { name: isolated(name), more })
  }
  const shown = affected.slice(0, SHOWN).flatMap((one) => told(one) ?? [])
  const rest = count - shown.length
  return format.list(shown.length > 0 && rest > 0 ? [...shown, t('others', { count: rest })] : shown)
}
