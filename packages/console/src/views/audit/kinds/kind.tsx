import type { ReactNode } from 'react'
import { useKnownText } from '#language'
import { kindTexts } from './texts.ts'

/** The name of a kind of event; undefined for one that only a newer server has. */
export function useKindName(): (kind: string) => string | undefined {
  const known = useKnownText(kindTexts)
  // A search also takes FHIR's own codes of what is done to records: `read` for `fhir.read`.
  return (kind) => known(kind) ?? known(`fhir.${kind}`)
}

/** A kind of event by its name, with the code by which the API knows it; by its code alone if it has no name here. */
export function Kind({ kind }: { readonly kind: string }): ReactNode {
  const name = useKindName()(kind)
  const code = <code dir="ltr">{kind}</code>
  if (name === undefined) return code
  return (
    <>
      {name} <small>{code}</small>
    </>
  )
}
