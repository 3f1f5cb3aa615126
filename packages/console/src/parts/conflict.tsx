import { type ReactNode, useState } from 'react'
import { Refusal, request } from '#api'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { Dialog } from './dialogs.tsx'
import { Difference } from './editor.tsx'
import { useHere } from './here.ts'
import { partTexts } from './texts.ts'
import type { Version } from './typed.ts'

/** A change that somebody else may have been faster with. */
export interface Change<T> {
  /** What the person wants to be there, as it is compared: a text, or what is shown as one. */
  readonly mine: unknown
  /** What was there when they began, where a version tells of more than this: while it is the same, nobody is asked. */
  readonly begun?: unknown
  readonly ifMatch: string | undefined
  /** Makes it of this version, or is refused with 412. */
  readonly send: (ifMatch: string | undefined) => Promise<T>
  /** What is there now, to compare; undefined when it is not found any more. */
  readonly theirs: () => Promise<Version<unknown> | undefined>
  /** It is removed: `mine` is what the person saw of it, and what has changed since is shown. */
  readonly removes?: boolean
  /** Of what nobody can read, so that there is nothing to compare: what is said instead. */
  readonly says?: (theirs: unknown) => Instead
}

/** What somebody else did meanwhile, in a sentence, and the two ways on. */
export interface Instead {
  readonly text: string
  readonly takeTheirs: string
  readonly keepMine: string
}

export interface Saving {
  /** Saves; true when it was. When somebody was faster, the dialog asks, and the answer decides. */
  save<T = unknown>(
    path: string,
    body: unknown,
    ifMatch: string | undefined,
    headers?: Readonly<Record<string, string>>,
    begun?: unknown,
  ): Promise<Version<T> | undefined>
  /** The same for what is changed otherwise than by PUT. */
  meet<T>(change: Change<T>): Promise<T | undefined>
  readonly dialog: ReactNode
  /** The dialog is open. */
  readonly isMet: boolean
}

interface Meeting {
  readonly mine: unknown
  readonly removes: boolean
  readonly theirs: Version<unknown>
  readonly instead: Instead | undefined
  readonly answer: (keepMine: boolean) => void
}

/**
 * Saves a resource with its version. Where somebody else saved in between, both versions are shown side by side, and the
 * person chooses: nothing is overwritten silently. Undefined when they took the other's: read again.
 */
export function useSaving(): Saving {
  const t = useTexts(partTexts)
  const [meeting, setMeeting] = useState<Meeting>()
  const ask = (
    { mine, removes = false, says }: Pick<Change<unknown>, 'mine' | 'removes' | 'says'>,
    theirs: Version<unknown>,
  ): Promise<boolean> =>
    new Promise((resolve) => {
      const answer = (keepMine: boolean): void => {
        setMeeting(undefined)
        resolve(keepMine)
      }
      setMeeting({ mine, removes, theirs, instead: says?.(theirs.body), answer })
    })
  const isHere = useHere()
  const meet = async <T,>(change: Change<T>): Promise<T | undefined> => {
    try {
      return await change.send(change.ifMatch)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412) throw error
      const theirs = await change.theirs()
      if (theirs === undefined) throw error
      const isSame = change.begun !== undefined && textOf(change.begun) === textOf(theirs.body)
      // Nobody is there to be asked.
      if (!isSame && !isHere()) throw error
      return isSame || (await ask(change, theirs)) ? meet({ ...change, ifMatch: theirs.etag }) : undefined
    }
  }
  const save = <T,>(
    ...[path, body, ifMatch, headers = {}, begun]: Parameters<Saving['save']>
  ): Promise<Version<T> | undefined> =>
    meet({
      mine: body,
      ...(begun !== undefined && { begun }),
      ifMatch,
      send: (etag) => request<T>(path, { method: 'PUT', body, ifMatch: etag, headers }),
      theirs: () => request(path),
    })
  return {
    save,
    meet,
    isMet: meeting !== undefined,
    dialog: (
      <Dialog
        title={t(meeting?.removes === true ? 'removal.heading' : 'conflict.heading')}
        isOpen={meeting !== undefined}
        onClose={() => meeting?.answer(false)}
        isWide
      >
        {meeting === undefined ? null : <Met {...meeting} />}
      </Dialog>
    ),
  }
}

/** Both versions side by side, or what is said of them, and the two ways on. */
function Met({ mine, removes, theirs, instead, answer }: Meeting): ReactNode {
  const t = useTexts(partTexts)
  const words = removes
    ? ({ lead: 'removal.lead', before: 'removal.seen', after: 'removal.now' } as const)
    : ({ lead: 'conflict.lead', before: 'conflict.theirs', after: 'conflict.mine' } as const)
  const [before, after] = removes ? [mine, theirs.body] : [theirs.body, mine]
  const {
    text,
    takeTheirs = t(removes ? 'removal.keep' : 'conflict.takeTheirs'),
    keepMine = t(removes ? 'removal.anyway' : 'conflict.keepMine'),
  }: Partial<Instead> = instead ?? {}
  return (
    <>
      {text === undefined ? (
        <>
          <p>{t(words.lead)}</p>
          <div className="sides soft">
            <span>{t(words.before)}</span>
            <span>{t(words.after)}</span>
          </div>
          <Difference label={t(words.lead)} before={textOf(before)} after={textOf(after)} />
        </>
      ) : (
        <p>{text}</p>
      )}
      <div className="actions">
        <Button onPress={() => answer(false)}>{takeTheirs}</Button>
        <Button kind={removes ? 'danger' : 'primary'} onPress={() => answer(true)}>
          {keepMine}
        </Button>
      </div>
    </>
  )
}

/** A version as it is compared: without what the server notes of it, and what was typed where nobody can read it. */
const textOf = (body: unknown): string =>
  typeof body === 'string'
    ? body
    : JSON.stringify(
        body,
        (name, value: unknown) => (SECRETS.has(name) ? '••••••••' : name === 'meta' ? ofPeople(value) : value),
        2,
      )

const SECRETS: ReadonlySet<string> = new Set(['clientSecret', 'userInfoApiKey'])

/** Of `meta` what people write there. */
const ofPeople = (meta: unknown): unknown => ({
  ...(meta as object),
  versionId: undefined,
  lastUpdated: undefined,
  author: undefined,
})
