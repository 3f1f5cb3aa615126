import { type ReactNode, useEffect, useState } from 'react'
import { request } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Chip, Facts, Named, usePolicies, Wrong } from '#parts'
import { providersTexts } from './texts.ts'

/** What the server makes of the rules and the claims of a sample. */
interface Decided {
  readonly refused?: string
  readonly missingClaim?: string
  readonly profileType?: 'Patient' | 'Practitioner' | 'RelatedPerson'
  readonly accessPolicy?: { readonly reference: string }
  readonly secondFactor: boolean
  readonly compliantDevice: boolean
  /** The positions of the rules, from 0. */
  readonly decidedBy: Readonly<Partial<Record<Decision, number>>>
}
type Decision = 'refused' | 'profileType' | 'accessPolicy' | 'secondFactor' | 'compliantDevice'

export interface Judged {
  readonly decided?: Decided
  readonly error?: Error
}

const PAUSE_MS = 400

/**
 * Asks the server when one has paused typing.
 *
 * @param asked  The rules and the claims, as they are sent; undefined asks nothing. What was decided of others is no answer.
 */
export function useJudged(asked: string | undefined): Judged {
  const { project } = useMe()
  const [state, setState] = useState<Judged & { readonly asked?: string }>({})
  useEffect(() => {
    if (asked === undefined) return undefined
    const stop = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const path = `admin/projects/${project.id}/provider-claims`
        const body: unknown = JSON.parse(asked)
        const answer = await request<Decided>(path, { method: 'POST', body, signal: stop.signal })
        setState({ asked, decided: answer.body })
      } catch (error) {
        if (!stop.signal.aborted) setState({ asked, error: error as Error })
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [asked, project.id])
  return asked !== undefined && state.asked === asked ? state : {}
}

export interface OutcomeProps extends Judged {
  /** The rules or the sample are no JSON. */
  readonly isBroken: boolean
  /** The claim that a rule is about. */
  readonly claimOf: (rule: number) => string
}

/** What the rules make of the sample, by which rule; or why that cannot be told. */
export function Outcome({ isBroken, decided, error, claimOf }: OutcomeProps): ReactNode {
  const t = useTexts(providersTexts)
  return (
    <div role="status">
      <h3>{t('claims.outcome')}</h3>
      {error === undefined ? null : <Wrong error={error} />}
      {decided === undefined && error === undefined ? (
        <p className="soft">{t(isBroken ? 'claims.broken' : 'claims.judging')}</p>
      ) : null}
      {decided === undefined ? null : <Result decided={decided} claimOf={claimOf} />}
    </div>
  )
}

function Result({ decided, claimOf }: { readonly decided: Decided } & Pick<OutcomeProps, 'claimOf'>): ReactNode {
  const t = useTexts(providersTexts)
  const { rows: policies } = usePolicies()
  const { refused, missingClaim, profileType, accessPolicy, secondFactor, compliantDevice, decidedBy } = decided
  const by = (decision: Decision, text: ReactNode): ReactNode => {
    const rule = decidedBy[decision]
    if (rule === undefined) return text
    return (
      <>
        {text} <span className="soft">{t('claims.by', { number: rule + 1 })}</span>
      </>
    )
  }
  const chip = (
    <Chip tone={refused === undefined ? 'good' : 'bad'}>{t(refused === undefined ? 'claims.in' : 'claims.out')}</Chip>
  )
  const why =
    missingClaim === undefined
      ? decidedBy.refused === undefined
        ? refused
        : t('claims.why.refuses', { claim: claimOf(decidedBy.refused) })
      : t('claims.why.missing', { claim: missingClaim })
  const policy = policies.find(({ id }) => accessPolicy?.reference === `AccessPolicy/${id}`)
  return (
    <Facts
      facts={[
        [t('claims.result'), by('refused', chip)],
        [t('claims.why'), why],
        [
          t('claims.profile'),
          by('profileType', profileType === undefined ? t('claims.any') : t(`kind.${profileType}`)),
        ],
        [
          t('claims.policy'),
          accessPolicy === undefined
            ? t('claims.kept.policy')
            : by('accessPolicy', <Named reference={accessPolicy.reference} name={policy?.name} />),
        ],
        [t('claims.factor'), by('secondFactor', t(secondFactor ? 'yes' : 'no'))],
        [t('claims.device'), by('compliantDevice', t(compliantDevice ? 'yes' : 'no'))],
      ]}
    />
  )
}
