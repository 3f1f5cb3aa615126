import type { ReactNode } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { Trouble } from './answer.tsx'
import { Choice } from './fields.tsx'

export interface PolicyChoiceProps {
  readonly label: string
  readonly hint?: string
  /** `AccessPolicy/…` */
  readonly value: string | undefined
  readonly onChange: (reference: string) => void
  /** Said in place of the field while the project has no policy. */
  readonly none: ReactNode
}

const PAGES = fhirPages('AccessPolicy')

/** One of the access policies of the project that the person may see. */
export function PolicyChoice({ none, ...choice }: PolicyChoiceProps): ReactNode {
  const { rows, isLoading, error, again } = usePages(
    searchPath('AccessPolicy', { _sort: 'name', _count: '500' }),
    PAGES,
  )
  if (error !== null) return <Trouble error={error} again={again} />
  if (!isLoading && rows.length === 0) return none
  const options = rows.map(({ id, name }) => ({ value: `AccessPolicy/${id}`, text: name ?? id }))
  return <Choice {...choice} options={options} />
}
