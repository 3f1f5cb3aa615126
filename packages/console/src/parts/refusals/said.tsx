import { type ReactNode, useEffect, useState } from 'react'
import { NotProven, Refusal, type RefusedIssue, Unreachable } from '#api'
import { type Tag, useKnownText, useLanguage, useTexts } from '#language'
import { partTexts } from '../texts.ts'
import { refusalTexts } from './texts.ts'

/** An error in a sentence, in the language of the reader as far as there are words for it. */
export function Said({ error }: { readonly error: Error }): ReactNode {
  const plain = usePlain(error)
  const lead = useLead(error)
  if (plain !== undefined || !(error instanceof Refusal)) return plain
  return <Told issues={error.issues} lead={lead} />
}

/** What the console says by itself of whatever the server said. */
function usePlain(error: Error): string | undefined {
  const t = useTexts(partTexts)
  if (error instanceof Unreachable) return t('error.offline')
  if (error instanceof NotProven) return t('error.signedOut')
  if (!(error instanceof Refusal)) return t('error.broken')
  if (error.status === 429) return t('error.slow', { count: error.retryAfterSeconds ?? 1 })
  if (error.status >= 500) return t('error.broken')
  return error.status === 404 ? t('error.notFound') : undefined
}

/** What stands before a sentence of the server: it explains itself, but in English. */
function useLead(error: Error): string {
  const t = useTexts(partTexts)
  const { tag } = useLanguage()
  const status = error instanceof Refusal ? error.status : undefined
  if (status === 403) return t('error.refused')
  if (tag === 'en') return ''
  return t(status === 409 || status === 412 ? 'error.conflict' : 'error.english')
}

interface ToldProps {
  readonly issues: readonly RefusedIssue[]
  /** Said before the server's own sentences, where this version has no words for them. */
  readonly lead?: string
}

/** What the server found wrong: in its own words in English, else in ours, or in its own, which are marked as English. */
export function Told({ issues, lead = '' }: ToldProps): ReactNode {
  const { tag } = useLanguage()
  const sentences = textOf(issues.map(({ text }) => text))
  if (tag === 'en') return `${lead} ${sentences}`.trim()
  return <Translated issues={issues} lead={lead} sentences={sentences} />
}

function Translated({ issues, lead = '', sentences }: ToldProps & { readonly sentences: string }): ReactNode {
  const words = useWords()
  if (words === undefined) return null
  const known = issues.flatMap(({ reason }) => (reason === undefined ? [] : (words(reason) ?? [])))
  const isKnown = issues.length > 0 && known.length === issues.length
  const text = isKnown ? textOf(known) : lead
  // Words that end in a colon leave open which value, and what it should be.
  if (isKnown && !known.some((one) => one.endsWith(':'))) return text
  const places = [...new Set(issues.flatMap(({ at }) => at ?? []))]
  return (
    <>
      {text} {isKnown && places.length > 0 ? <bdi className="mono">{places.join(', ')}</bdi> : null}
      <English>{sentences}</English>
    </>
  )
}

const textOf = (sentences: readonly string[]): string => [...new Set(sentences)].join(' ')

/** A sentence of the server's, on a line of its own: it is read out, and runs, as English does. */
export function English({ children }: { readonly children: string }): ReactNode {
  return (
    <span className="english" lang="en" dir="ltr">
      {children}
    </span>
  )
}

/** The words for a code of the server's, once they are there; undefined until then. */
function useWords(): ((reason: string) => string | undefined) | undefined {
  const { tag } = useLanguage()
  const find = useKnownText(refusalTexts)
  const [loaded, setLoaded] = useState<Tag>()
  useEffect(() => {
    let isLeft = false
    const done = (): void => {
      if (!isLeft) setLoaded(tag)
    }
    // Where they cannot be loaded, what the server says is shown as it says it.
    void refusalTexts.load(tag).then(done, done)
    return () => {
      isLeft = true
    }
  }, [tag])
  return loaded === tag ? find : undefined
}
