import { type FormEvent, type ReactNode, useState } from 'react'
import { traceReferenceIn, useGo } from '#frame'
import { useTexts } from '#language'
import { Button, Field } from '#parts'
import { traceTexts } from './texts.ts'

/** Opens what one person was refused, by the reference that their page gave them. */
export function ByReference(): ReactNode {
  const t = useTexts(traceTexts)
  const go = useGo()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const open = (event: FormEvent): void => {
    event.preventDefault()
    const reference = traceReferenceIn(text)
    if (reference === undefined) setWrong(true)
    else go(`traces/${reference}`)
  }
  return (
    <form className="filters" onSubmit={open}>
      <Field
        label={t('reference')}
        error={isWrong ? t('reference.wrong') : undefined}
        isRequired
        isMono
        value={text}
        onChange={(next) => {
          setText(next)
          setWrong(false)
        }}
      />
      <Button type="submit">{t('reference.open')}</Button>
    </form>
  )
}
