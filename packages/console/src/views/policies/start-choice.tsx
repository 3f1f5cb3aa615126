import type { AccessPolicy } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Choice } from '#parts'
import { isEmpty, START_NAMES, STARTS, type Start } from './starts.ts'
import { policyTexts } from './texts.ts'

interface StartChoiceProps {
  readonly policy: AccessPolicy
  readonly onChange: (policy: AccessPolicy) => void
}

/** What a new policy begins with. A name that was typed stays. */
export function StartChoice({ policy, onChange }: StartChoiceProps): ReactNode {
  const t = useTexts(policyTexts)
  const [start, setStart] = useState<Start>('empty')
  const nameOf = (one: Start): string => (isEmpty(one) ? '' : t(`start.${one}`))
  const begin = (next: Start): void => {
    const { name = '' } = policy
    const isOwn = name !== '' && name !== nameOf(start)
    setStart(next)
    onChange({ ...policy, name: isOwn ? name : nameOf(next), resource: [...STARTS[next]] })
  }
  return (
    <Choice
      label={t('start')}
      hint={t('start.hint')}
      options={START_NAMES.map((one) => ({ value: one, text: t(`start.${one}`), hint: t(`start.${one}.hint`) }))}
      value={start}
      onChange={begin}
    />
  )
}
