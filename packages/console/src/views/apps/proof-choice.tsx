import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Field, Question } from '#parts'
import { type Proof, publicKeysIn } from './proof.ts'
import { appsTexts } from './texts.ts'

interface ProofChoiceProps<P extends Proof> {
  readonly label: string
  readonly proofs: readonly P[]
  readonly value: P
  /** The keys that the server has already, as they are typed. */
  readonly typed: string
  readonly onChange: (value: P, typed: string) => void
}

/** By what a server proves itself. */
export function ProofChoice<P extends Proof>({
  label,
  proofs,
  value,
  typed,
  onChange,
}: ProofChoiceProps<P>): ReactNode {
  const t = useTexts(appsTexts)
  const options = proofs.map((one) => ({ value: one, text: t(`by.${one}`), hint: t(`by.${one}.hint`) }))
  const isWrong = typed.trim() !== '' && publicKeysIn(typed) === undefined
  return (
    <>
      <Question<P> label={label} options={options} value={value} onChange={(next) => onChange(next, typed)} />
      {value === 'own' ? (
        <Field
          label={t('by.keys')}
          hint={t('by.keys.hint')}
          value={typed}
          onChange={(text) => onChange(value, text)}
          error={isWrong ? t('by.keys.wrong') : undefined}
          rows={4}
          isMono
        />
      ) : null}
    </>
  )
}
