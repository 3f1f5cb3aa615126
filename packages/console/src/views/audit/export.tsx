import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTexts } from '#language'
import { Button, Dialog, Question, Wrong } from '#parts'
import { type Format, saveAudit } from './save.ts'
import { auditTexts } from './texts.ts'

interface ExportProps {
  readonly search: URLSearchParams
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Saves what the filters show as files. It says how far it is, and can be ended. */
export function ExportDialog({ search, isOpen, onClose }: ExportProps): ReactNode {
  const t = useTexts(auditTexts)
  const [format, setFormat] = useState<Format>('csv')
  const [count, setCount] = useState<number>()
  const [error, setError] = useState<Error>()
  const [isDone, setDone] = useState(false)
  const end = useRef<AbortController>(undefined)
  useEffect(() => () => end.current?.abort(), [])
  const isBusy = count !== undefined && !isDone && error === undefined
  const begin = async (): Promise<void> => {
    const controller = new AbortController()
    end.current = controller
    setError(undefined)
    setDone(false)
    setCount(0)
    try {
      await saveAudit({ search, format, signal: controller.signal, onCount: setCount })
      setDone(true)
    } catch (problem) {
      if (controller.signal.aborted) setCount(undefined)
      else setError(problem as Error)
    }
  }
  const close = (): void => {
    end.current?.abort()
    setCount(undefined)
    onClose()
  }
  return (
    <Dialog title={t('export')} isOpen={isOpen} onClose={close}>
      <p>{t('export.lead')}</p>
      <Question
        label={t('export.format')}
        options={[
          { value: 'csv', text: t('export.csv'), hint: t('export.csv.hint') },
          { value: 'ndjson', text: t('export.ndjson'), hint: t('export.ndjson.hint') },
        ]}
        value={format}
        onChange={setFormat}
        isDisabled={isBusy}
      />
      <p role="status">{count === undefined ? '' : t(isDone ? 'export.done' : 'export.count', { count })}</p>
      {error === undefined ? null : <Wrong error={error} />}
      <div className="actions">
        <Button onPress={close}>{isBusy ? t('export.end') : t('close')}</Button>
        <Button kind="primary" isBusy={isBusy} onPress={() => void begin()}>
          {t('export.begin')}
        </Button>
      </div>
    </Dialog>
  )
}
