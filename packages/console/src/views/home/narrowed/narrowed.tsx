import type { ReactNode } from 'react'
import { useQuery } from '#frame'
import { useTexts } from '#language'
import { LinkButton } from '#parts'
import { type ListedFinding, narrowedTexts } from './texts.ts'

/** The finding by which a list is asked, of those that it knows, as it stands in the address. */
export function useFinding<Code extends ListedFinding>(known: readonly Code[]): Code | undefined {
  const [asked] = useQuery('finding')
  return known.find((one) => one === asked)
}

/** Says that a list has only what a finding is about, and leads to all of it. */
export function Narrowed({ by, to }: { readonly by: ListedFinding; readonly to: string }): ReactNode {
  const t = useTexts(narrowedTexts)
  return (
    <div className="filters">
      <p role="status">{t(by)}</p>
      <LinkButton to={to}>{t('all')}</LinkButton>
    </div>
  )
}
