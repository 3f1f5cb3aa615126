import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Editor } from '#parts'
import { settingsTexts } from './texts.ts'

interface AsTextProps {
  readonly project: Project
  readonly onChange: (project: Project) => void
}

/** The whole project, for what has no field of its own. The server says what is wrong with it. */
export function AsText({ project, onChange }: AsTextProps): ReactNode {
  const t = useTexts(settingsTexts)
  const shown = JSON.stringify(project, undefined, 2)
  const [typed, setTyped] = useState<string>()
  const isBroken = typed !== undefined && parsed(typed) === undefined
  const type = (text: string): void => {
    const next = parsed(text)
    setTyped(text)
    if (next !== undefined) onChange(next)
  }
  return (
    <>
      <Editor label={t('tab.text')} value={isBroken ? typed : sameAs(typed, shown)} onChange={type} />
      {isBroken ? (
        <p className="wrong" role="alert">
          {t('text.broken')}
        </p>
      ) : null}
    </>
  )
}

/** The text as it was typed, as long as it says the same. */
function sameAs(typed: string | undefined, shown: string): string {
  return typed !== undefined && JSON.stringify(parsed(typed), undefined, 2) === shown ? typed : shown
}

function parsed(text: string): Project | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Project) : undefined
  } catch {
    return undefined
  }
}
