import type { Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button } from '#parts'
import { useEndTracing } from './end-tracing.ts'
import { traceTexts } from './texts.ts'

/** Until when requests are traced, and how to end it. */
export function TurnOff(): ReactNode {
  const t = useTexts(traceTexts)
  const format = useFormat()
  const { project } = useMe()
  const { end, isBusy } = useEndTracing(t('end.done'))
  const until = useRead<Project>(`fhir/R4/Project/${project.id}`).data?.body.developerModeUntil
  return (
    <div className="filters">
      <p role="status">{until === undefined ? '' : t('until', { time: format.time(until) })}</p>
      <Button isBusy={isBusy} onPress={end}>
        {t('end')}
      </Button>
    </div>
  )
}
