import { useTexts } from '#language'
import { partTexts } from './texts.ts'

/** What the editor says by itself, in its own words, and as it says it here. */
export type Phrases = Readonly<Record<string, string>>

export function usePhrases(): Phrases {
  const t = useTexts(partTexts)
  return {
    '$ unchanged lines': t('editor.unchanged'),
    Completions: t('editor.completions'),
    Diagnostics: t('editor.problems'),
    'No diagnostics': t('editor.problems.none'),
    'Selection deleted': t('editor.deleted'),
    'Control character': t('editor.control'),
    close: t('close'),
  }
}
