import type { AccessPolicy } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Section } from '#parts'
import { allowsAll, type PolicyEntry } from './policy-text.ts'
import { policyTexts } from './texts.ts'

/** What an entry allows without saying so: everything, where it names nothing; every type, where it names `*`. */
export function useUnsaid(): (entry: PolicyEntry) => readonly string[] {
  const t = useTexts(policyTexts)
  return (entry) => {
    const isLimited = (entry.criteria ?? '') !== ''
    const type = entry.resourceType !== '*' ? undefined : t(isLimited ? 'unsaid.someOfAll' : 'unsaid.anyType')
    return [...(type === undefined ? [] : [type]), ...(allowsAll(entry) ? [t('unsaid.all')] : [])]
  }
}

/** The same for a whole policy, below its text. */
export function Unsaid({ policy }: { readonly policy: AccessPolicy }): ReactNode {
  const t = useTexts(policyTexts)
  const unsaid = useUnsaid()
  const said = (policy.resource ?? []).flatMap((entry, at) =>
    unsaid(entry).map((text) => t('unsaid.entry', { count: at + 1, type: entry.resourceType, text })),
  )
  if (said.length === 0) return null
  return (
    <Section title={t('unsaid')}>
      <ul>
        {said.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Section>
  )
}
