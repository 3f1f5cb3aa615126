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
}

export interface Saving {
  /** Saves; true when it was. When somebody was faster, the dialog asks, and the answer decides. */
  save<T = unknown>(
    path: string,
    body: unknown,
    ifMatch: string | undefined,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Version<T> | undefined>
  /** The same for what is changed otherwise than by PUT. */
  meet<T>(change: Change<T>): Promise<T | undefined>
  readonly dialog: ReactNode
}

interface Meeting {
  readonly mine: unknown
  readonly theirs: Version<unknown>
  readonly answer: (keepMine: boolean) => void
}

/**
 * Saves a resource with its version. Where somebody else saved in between, both versions are shown side by side, and the
 * person chooses: nothing is overwritten silently. Undefined when they took the other's: read again.
 */
export function useSaving(): Saving {
  const t = useTexts(partTexts)
  const [meeting, setMeeting] = useState<Meeting>()
  const ask = (mine: unknown, theirs: Version<unknown>): Promise<boolean> =>
    new Promise((resolve) => {
      const answer = (keepMine: boolean): void => {
        setMeeting(undefined)
        resolve(keepMine)
      }
      setMeeting({ mine, theirs, answer })
    })
  const isHere = useHere()
  const meet = async <T,>(change: Change<T>): Promise<T | undefined> => {
    try {
      return await change.send(change.ifMatch)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412) throw error
      const theirs = await change.theirs()
      // Nobody is there to be asked.
      if (theirs === undefined || !isHere()) throw error
      const isSame = change.begun !== undefined && textOf(change.begun) === textOf(theirs.body)
      return isSame || (await ask(change.mine, theirs)) ? meet({ ...change, ifMatch: theirs.etag }) : undefined
    }
  }
  const save = <T,>(
    ...[path, body, ifMatch, headers = {}]: Parameters<Saving['save']>
  ): Promise<Version<T> | undefined> =>
    meet({
      mine: body,
      ifMatch,
      send: (etag) => request<T>(path, { method: 'PUT', body, ifMatch: etag, headers }),
      theirs: () => request(path),
    })
  return {
    save,
    meet,
    dialog: (
      <Dialog
        title={t('conflict.heading')}
        isOpen={meeting !== undefined}
        onClose={() => meeting?.answer(false)}
        isWide
      >
        <p>{t('conflict.lead')}</p>
        <div className="sides soft">
          <span>{t('conflict.theirs')}</span>
          <span>{t('conflict.mine')}</span>
        </div>
        <Difference label={t('conflict.heading')} before={textOf(meeting?.theirs.body)} after={textOf(meeting?.mine)} />
        <div className="actions">
          <Button onPress={() => meeting?.answer(false)}>{t('conflict.takeTheirs')}</Button>
          <Button kind="primary" onPress={() => meeting?.answer(true)}>
            {t('conflict.keepMine')}
          </Button>
        </div>
      </Dialog>
    ),
  }
}

/** A version as it is compared: without what the server counts, and what was typed where nobody can read it. */
const textOf = (body: unknown): string =>
  typeof body === 'string'
    ? body
    : JSON.stringify(
        body,
        (name, value: unknown) => (SECRETS.has(name) ? '••••••••' : COUNTED.has(name) ? undefined : value),
        2,
      )

const SECRETS: ReadonlySet<string> = new Set(['clientSecret', 'userInfoApiKey'])
const COUNTED: ReadonlySet<string> = new Set(['versionId', 'lastUpdated'])
