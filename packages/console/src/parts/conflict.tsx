import { type ReactNode, useState } from 'react'
import { Refusal, request } from '#api'
import { useTexts } from '#language'
import { Button } from './buttons.tsx'
import { Dialog } from './dialogs.tsx'
import { Difference } from './editor.tsx'
import { partTexts } from './texts.ts'

interface Saved {
  readonly body: unknown
  readonly etag: string | undefined
}

export interface Saving {
  /** Saves; true when it was. When somebody was faster, the dialog asks, and the answer decides. */
  save(
    path: string,
    body: unknown,
    ifMatch: string | undefined,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Saved | undefined>
  readonly dialog: ReactNode
}

interface Meeting {
  readonly mine: unknown
  readonly theirs: Saved
  readonly answer: (keepMine: boolean) => void
}

/**
 * Saves a resource with its version. Where somebody else saved in between, both versions are shown side by side, and the
 * person chooses: nothing is overwritten silently. Undefined when they took the other's: read again.
 */
export function useSaving(): Saving {
  const t = useTexts(partTexts)
  const [meeting, setMeeting] = useState<Meeting>()
  const ask = (mine: unknown, theirs: Saved): Promise<boolean> =>
    new Promise((resolve) => {
      const answer = (keepMine: boolean): void => {
        setMeeting(undefined)
        resolve(keepMine)
      }
      setMeeting({ mine, theirs, answer })
    })
  const save: Saving['save'] = async (path, body, ifMatch, headers = {}) => {
    try {
      return await request(path, { method: 'PUT', body, ifMatch, headers })
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412) throw error
      const theirs = await request<unknown>(path)
      return (await ask(body, theirs)) ? save(path, body, theirs.etag, headers) : undefined
    }
  }
  return {
    save,
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
  JSON.stringify(
    body,
    (name, value: unknown) => (SECRETS.has(name) ? '••••••••' : COUNTED.has(name) ? undefined : value),
    2,
  )

const SECRETS: ReadonlySet<string> = new Set(['clientSecret', 'userInfoApiKey'])
const COUNTED: ReadonlySet<string> = new Set(['versionId', 'lastUpdated'])
