import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { partTexts } from './texts.ts'

export interface NamedProps {
  readonly reference: string
  /** Undefined for those who may not read it, and for what has none. */
  readonly name: string | undefined
}

/** What a reference leads to, by its name; by its beginning if no name is known. The tooltip has it whole. */
export function Named({ reference, name }: NamedProps): ReactNode {
  const t = useTexts(partTexts)
  if (reference === 'system') return t('named.system')
  if (name !== undefined) return <bdi title={reference}>{name}</bdi>
  return (
    <bdi className="mono" title={reference}>
      {shortReference(reference)}
    </bdi>
  )
}

/** The same within a sentence. */
export const textOfNamed = (named: NamedProps | undefined): string =>
  named === undefined ? '–' : (named.name ?? shortReference(named.reference))

/** `Observation/3f21c0de…`: enough to tell two apart. */
export const shortReference = (reference: string): string =>
  reference.replace(/\/([0-9a-f]{8})[0-9a-f-]{28}(?=$|\/)/, '/$1…')
