import type { ReactNode } from 'react'
import { useKnownText } from '#language'
import { policyTexts } from '../../policies/texts.ts'
import { reasonTexts } from './texts.ts'

/** Why it was so, in a sentence, with the code by which the API knows it; by its code alone if it has no sentence here. */
export function Reason({ code }: { readonly code: string }): ReactNode {
  const known = useKnownText(reasonTexts)
  const decided = useKnownText(policyTexts)
  const sentence = known(code) ?? decided(`why.${code}`)
  const written = <code dir="ltr">{code}</code>
  if (sentence === undefined) return written
  return (
    <>
      {sentence} <small>{written}</small>
    </>
  )
}
