import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTexts } from '#language'
import { Button, Dialog, notify, Question, Wrong } from '#parts'
import { beginExport, type Exporting, useExporting } from './exporting.ts'
import type { Format } from './save.ts'
import { auditTexts } from './texts.ts'

interface ExportProps {
  readonly search: URLSearchParams
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Saves what the filters show as files. It says how far it is, goes on without this dialog, and can be ended. */
export function ExportDialog({ search, isOpen, onClose }: ExportProps): ReactNode {
  const t = useTexts(auditTexts)
  const [format, setFormat] = useState<Format>('csv')
  const exporting = useExporting()
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = isOpen
    return () => {
      isShown.current = false
    }
  }, [isOpen])
  const isBusy = exporting?.isRunning === true
  const ended = ({ count, error }: Exporting): void => {
    if (!isShown.current) notify(error ?? t('export.done', { count }))
  }
  const close = (): void => {
    if (!isBusy) exporting?.end()
    onClose()
  }
  return (
    <Dialog title={t('export')} isOpen={isOpen} onClose={close}>
      <p>{t(isBusy ? 'export.one' : 'export.lead')}</p>
      <Question
        label={t('export.format')}
        options={[
          { value: 'csv', text: t('export.csv'), hint: t('export.csv.hint') },
          { value: 'ndjson', text: t('export.ndjson'), hint: t('export.ndjson.hint') },
        ]}
        value={isBusy ? exporting.format : format}
        onChange={setFormat}
        isDisabled={isBusy}
      />
      <div role="status">{exporting === undefined ? null : <HowFar exporting={exporting} />}</div>
      <div className="actions">
        {isBusy ? <Button onPress={exporting.end}>{t('export.end')}</Button> : null}
        <Button onPress={close}>{t('close')}</Button>
        <Button kind="primary" isBusy={isBusy} onPress={() => void beginExport({ search, format, ended })}>
          {t('export.begin')}
        </Button>
      </div>
    </Dialog>
  )
}

/** An export that goes on, or has ended, without its dialog. */
export function ExportProgress(): ReactNode {
  const t = useTexts(auditTexts)
  const exporting = useExporting()
  if (exporting === undefined) return null
  return (
    <section className="card padded" aria-label={t('export')}>
      <b>{t('export')}</b>
      <HowFar exporting={exporting} />
      <Button onPress={exporting.end}>{t(exporting.isRunning ? 'export.end' : 'close')}</Button>
    </section>
  )
}

function HowFar({ exporting: { count, isRunning, error } }: { readonly exporting: Exporting }): ReactNode {
  const t = useTexts(auditTexts)
  if (error !== undefined) return <Wrong error={error} />
  return (
    <>
      <p>{t(isRunning ? 'export.count' : 'export.done', { count })}</p>
      {isRunning ? <p className="soft">{t('export.goesOn')}</p> : null}
    </>
  )
}
