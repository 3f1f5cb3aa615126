import type { AccessPolicy } from '@damson/sdk'
import type { ReactNode } from 'react'
import { fhirPages, Refusal, searchPath, usePages } from '#api'
import { useTexts } from '#language'
import { Loading, Trouble } from './answer.tsx'
import { Choice } from './fields.tsx'
import { shortReference } from './named.tsx'
import { partTexts } from './texts.ts'

export interface PolicyChoiceProps {
  readonly label: string
  readonly hint?: string
  /** `AccessPolicy/…` */
  readonly value: string | undefined
  readonly onChange: (reference: string) => void
  /** Said in place of the field while the project has no policy. */
  readonly none?: ReactNode
  /** What is chosen without a policy, as a choice of its own; its value is empty. */
  readonly byDefault?: string
  /** Those that are offered, beside the one that is chosen; all of them, where nothing is said. */
  readonly isFit?: (policy: AccessPolicy) => boolean
  /** What makes one more, and hands on its reference. */
  readonly make?: (onMade: (reference: string) => void) => ReactNode
  /** The person's role reads no policies: nothing is asked, and a sentence says who gives one. */
  readonly isWithheld?: boolean
}

const PAGES = fhirPages('AccessPolicy')

/** The access policies of the project that the person may see. */
export const usePolicies = (isWithheld = false) =>
  usePages(isWithheld ? undefined : searchPath('AccessPolicy', { _sort: 'name', _count: '500' }), PAGES)

/** One of the access policies of the project. */
export function PolicyChoice(props: PolicyChoiceProps): ReactNode {
  const { none, byDefault, isFit, make, isWithheld = false, ...choice } = props
  const t = useTexts(partTexts)
  const { rows, isLoading, error, again } = usePolicies(isWithheld)
  if (isWithheld || (error instanceof Refusal && error.status === 403))
    return <p className="soft refused">{t('policy.byOthers')}</p>
  if (error !== null) return <Trouble error={error} again={again} />
  if (isLoading) return <Loading />
  const all = rows
    .filter((policy) => isFit === undefined || isFit(policy) || `AccessPolicy/${policy.id}` === choice.value)
    .map(({ id, name }) => ({ value: `AccessPolicy/${id}`, text: name ?? id }))
  const { value = '' } = choice
  // One that is not among those that were read is held all the same, and named by its reference.
  const isUnread = value !== '' && !all.some((one) => one.value === value)
  const known = isUnread ? [...all, { value, text: shortReference(value) }] : all
  const options = byDefault === undefined ? known : [{ value: '', text: byDefault }, ...known]
  return (
    <>
      {options.length === 0 ? none : <Choice {...choice} options={options} />}
      {make?.(choice.onChange)}
    </>
  )
}
