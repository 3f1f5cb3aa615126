import type { Parameters } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Card, Chip, English, Link, Section, Snippet } from '#parts'
import { all, first, flag, type Parts, reference, text, texts } from './parts-of.ts'
import { policyTexts } from './texts.ts'
import { useSay, WHY } from './words.ts'

/** The answer of `$explain`, in the language of the moment. */
export function Told({ told }: { readonly told: Parameters }): ReactNode {
  const t = useTexts(policyTexts)
  const say = useSay()
  const parts = told.parameter ?? []
  const isAllowed = flag(parts, 'allowed') === true
  const narrowing = first(parts, 'narrowing')
  const isNarrowed = flag(parts, 'narrowed') === true
  return (
    <div className="told">
      <Card className="padded">
        <p>
          <Chip tone={isAllowed ? 'good' : 'bad'}>{isAllowed ? t('told.allowed') : t('told.refused')}</Chip>
        </p>
        <Why parts={parts} />
        {isAllowed && narrowing !== undefined ? <p>{t('told.narrowing', { narrowing: say(narrowing) })}</p> : null}
        {isNarrowed ? <p>{t('told.narrowed')}</p> : null}
        {texts(parts, 'hiddenField').map((field) => (
          <p key={field}>{t('told.hidden', { field })}</p>
        ))}
      </Card>
      <Beside parts={parts} />
      {all(parts, 'holder').map((holder) => (
        <Holder key={text(holder, 'who')} parts={holder} />
      ))}
      {all(parts, 'scope').map((scope, index) => (
        // Scopes narrow each other in this order.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Scope key={index} parts={scope} />
      ))}
      <Remedy parts={first(parts, 'remedy')} />
    </div>
  )
}

function Why({ parts }: { readonly parts: Parts }): ReactNode {
  const t = useTexts(policyTexts)
  const code = text(parts, 'why')
  const known = WHY.find((one) => one === code)
  if (code === undefined) return null
  return <p>{known === undefined ? text(parts, 'text') : t(`why.${known}`)}</p>
}

const TOGETHER = ['two_accounts', 'closed_to_bots'] as const
const NOTES = ['no_rights_beyond_own', 'new_version_counts', 'security_context_counts', 'from_some_addresses'] as const

/** What acting for somebody adds, and what is checked beside the policies. */
function Beside({ parts }: { readonly parts: Parts }): ReactNode {
  const t = useTexts(policyTexts)
  const isAllowed = flag(parts, 'allowed') === true
  const said = [
    ...(all(parts, 'holder').length > 1 ? [t('told.both')] : []),
    ...TOGETHER.filter((one) => texts(parts, 'together').includes(one)).map((one) => t(`together.${one}`)),
    ...NOTES.filter((one) => isAllowed && texts(parts, 'note').includes(one)).map((one) => t(`note.${one}`)),
  ]
  if (said.length === 0) return null
  return (
    <Card className="padded">
      {said.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Card>
  )
}

const WHO = ['self', 'client', 'person', 'bot', 'caller'] as const

function useWho(): (parts: Parts) => string {
  const t = useTexts(policyTexts)
  return (parts) => {
    const who = text(parts, 'who') ?? 'self'
    const known = WHO.find((one) => one === who.split('-').at(-1))
    return known === undefined ? who : t(`who.${known}`)
  }
}

function Holder({ parts }: { readonly parts: Parts }): ReactNode {
  const t = useTexts(policyTexts)
  const whoOf = useWho()
  const left = Number(text(parts, 'entriesLeftOut') ?? 0)
  const entries = all(parts, 'entry')
  return (
    <Section title={whoOf(parts)}>
      <Why parts={parts} />
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the answer is shown as it came
        <Entry key={index} parts={entry} />
      ))}
      {left > 0 ? <p>{t('told.more', { count: left })}</p> : null}
      {flag(parts, 'hiddenPolicy') === true ? <p className="card padded">{t('told.hiddenPolicy')}</p> : null}
      {all(parts, 'withheld').map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the answer is shown as it came
        <Withheld key={index} parts={one} />
      ))}
    </Section>
  )
}

const CEILINGS = ['reserved', 'append_only', 'needs_admin'] as const

/** What a policy says, and does not give. */
function Withheld({ parts }: { readonly parts: Parts }): ReactNode {
  const t = useTexts(policyTexts)
  const why = CEILINGS.find((one) => one === text(parts, 'why'))
  return (
    <p className="card padded">
      {t('told.withheld', { place: text(parts, 'expression') ?? '' })}{' '}
      {why === undefined ? <English>{text(parts, 'text') ?? ''}</English> : t(`withheld.${why}`)}
    </p>
  )
}

/** Whether an entry or a scope covers the resource, where one was asked about. */
function Covers({ parts }: { readonly parts: Parts }): ReactNode {
  const t = useTexts(policyTexts)
  const covers = flag(parts, 'covers')
  return covers === undefined ? null : <Chip>{covers ? t('told.covers') : t('told.coversNot')}</Chip>
}

/** One entry: where it is, for which resources, and whether it decided. */
function Entry({ parts }: { readonly parts: Parts }): ReactNode {
  const t = useTexts(policyTexts)
  const say = useSay()
  const policy = reference(parts, 'policy')
  const id = policy?.reference?.split('/')[1]
  const role = text(parts, 'role')
  const narrowing = first(parts, 'narrowing')
  return (
    <Card className="padded">
      <p>
        {flag(parts, 'decided') === true ? <Chip tone="good">{t('told.decided')}</Chip> : null} <Covers parts={parts} />{' '}
        {id === undefined ? (role ?? t('told.draft')) : <Link to={`policies/${id}`}>{policy?.display ?? id}</Link>}{' '}
        <code dir="ltr">{text(parts, 'expression')}</code>
      </p>
      {narrowing === undefined ? null : <p>{say(narrowing)}</p>}
      <Written parts={parts} />
    </Card>
  )
}

function Written({ parts }: { readonly parts: Parts }): ReactNode {
  const written = text(parts, 'text')
  return written === undefined ? null : (
    <pre dir="ltr" className="soft">
      {written}
    </pre>
  )
}

const TOOK = ['none', 'narrowed', 'refused'] as const

function Scope({ parts }: { readonly parts: Parts }): ReactNode {
  const t = useTexts(policyTexts)
  const say = useSay()
  const whoOf = useWho()
  const took = TOOK.find((one) => one === text(parts, 'took')) ?? 'none'
  return (
    <Section title={t('scope.of', { who: whoOf(parts) })}>
      <p>{t(`scope.${took}`)}</p>
      {all(parts, 'way').map((way) => {
        const narrowing = first(way, 'narrowing')
        return (
          <p key={text(way, 'scope')}>
            <Covers parts={way} /> <code dir="ltr">{text(way, 'scope')}</code>{' '}
            {narrowing === undefined ? null : say(narrowing)}
          </p>
        )
      })}
    </Section>
  )
}

const CHANGES = [
  'assign_policy',
  'add_entry',
  'add_interaction',
  'set_admin',
  'add_scope',
  'one_account',
  'ask_administrator',
] as const

const NEVER = ['reserved', 'append_only', 'only_bots_run', 'closed_to_bots', 'unknown_type'] as const

/** The smallest change that would allow it. Nothing is changed here: it is shown where to do it. */
function Remedy({ parts }: { readonly parts: Parts | undefined }): ReactNode {
  const t = useTexts(policyTexts)
  const whoOf = useWho()
  if (parts === undefined) return null
  const never = NEVER.find((one) => one === text(parts, 'why'))
  if (flag(parts, 'possible') === false)
    return (
      <Section title={t('remedy')}>
        <p>{never === undefined ? t('remedy.none') : t(`never.${never}`)}</p>
      </Section>
    )
  return (
    <Section title={t('remedy')}>
      {all(parts, 'change').map((change, index) => {
        const code = CHANGES.find((one) => one === text(change, 'code'))
        const policy = reference(change, 'policy')
        const id = policy?.reference?.split('/')[1]
        const entry = text(change, 'entry')
        const values = {
          who: whoOf(change),
          interaction: text(change, 'interaction') ?? '',
          place: text(change, 'expression') ?? '',
          scope: text(change, 'scope') ?? '',
        }
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the answer is shown as it came
          <Card key={index} className="padded">
            <p>{code === undefined ? text(change, 'text') : t(`change.${code}`, values)}</p>
            {id === undefined ? null : <Link to={`policies/${id}`}>{policy?.display ?? id}</Link>}
            {entry === undefined ? null : <Snippet text={entry} label={t('change.entry')} />}
          </Card>
        )
      })}
    </Section>
  )
}
