import { type ReactNode, useEffect, useRef, useState } from 'react'
import { proveBy } from '#api'
import { useTexts } from '#language'
import { Button, Dialog, partTexts } from '#parts'
import { type Again, type Demands, signInAgain } from '#session'
import { frameTexts } from './texts.ts'

interface Asked {
  readonly demands: Demands | undefined
  readonly answer: (isProven: boolean) => void
}

/** Asks for another sign-in when a request needs one. The window it opens leaves this page, and what was typed, alone. */
export function Prover(): ReactNode {
  const t = useTexts(frameTexts)
  const tParts = useTexts(partTexts)
  const [asked, setAsked] = useState<Asked>()
  const [state, setState] = useState<'asking' | 'waiting' | Exclude<Again, 'proven'>>('asking')
  const stop = useRef(new AbortController())
  const underWay = useRef<Promise<boolean>>(undefined)
  useEffect(() => {
    proveBy((demands) => {
      // Several requests of one view are refused together: one proof serves them all.
      underWay.current ??= new Promise<boolean>((resolve) => setAsked({ demands, answer: resolve })).finally(() => {
        underWay.current = undefined
      })
      return underWay.current
    })
  }, [])
  const finish = (isProven: boolean): void => {
    asked?.answer(isProven)
    setAsked(undefined)
    setState('asking')
  }
  const signIn = async (): Promise<void> => {
    stop.current = new AbortController()
    setState('waiting')
    const ended = await signInAgain(asked?.demands ?? {}, stop.current.signal).catch((): Again => 'failed')
    if (ended === 'proven') finish(true)
    else if (!stop.current.signal.aborted) setState(ended)
  }
  const close = (): void => {
    stop.current.abort()
    finish(false)
  }
  return (
    <Dialog title={t('again.heading')} isOpen={asked !== undefined} onClose={close}>
      <p>{asked?.demands === undefined ? t('again.ended') : t('again.demanded')}</p>
      <p role="status">{state === 'asking' ? '' : t(`again.${state}`)}</p>
      <div className="actions">
        <Button onPress={close}>{tParts('cancel')}</Button>
        <Button kind="primary" onPress={() => void signIn()}>
          {t('again.button')}
        </Button>
      </div>
    </Dialog>
  )
}
