import type { Resource } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Card } from '#parts'
import { isOfChart } from './reserved.ts'
import { resourceTexts } from './texts.ts'

interface WarnedProps {
  readonly resource: Resource
  readonly onBack: () => void
  readonly children: ReactNode
}

/** Says what it means to change a patient's record as text, before anybody can. */
export function Warned({ resource, onBack, children }: WarnedProps): ReactNode {
  const t = useTexts(resourceTexts)
  const [isWarned, setWarned] = useState(!isOfChart(resource))
  if (isWarned) return children
  return (
    <Card className="padded">
      <h2>{t('warn.heading')}</h2>
      <p>{t('warn.lead')}</p>
      <div className="actions">
        <Button onPress={onBack}>{t('warn.back')}</Button>
        <Button kind="danger" onPress={() => setWarned(true)}>
          {t('warn.go')}
        </Button>
      </div>
    </Card>
  )
}
