import { type ReactNode, useDeferredValue } from 'react'
import { type Paged, usePages } from '#api'
import { useTexts } from '#language'
import { Button, Field, Trouble } from '#parts'
import { serverTexts } from './texts.ts'

/** What was typed, and what was chosen by it. */
export interface Looked {
  readonly typed: string
  readonly id?: string | undefined
}
export const NOTHING: Looked = { typed: '' }

interface Found {
  readonly id: string
  readonly text: string
  readonly hint?: string | undefined
}

export interface LookupOf<T, Row> {
  /** The type of its references. */
  readonly type: 'User' | 'Project'
  /** Where it is looked for; undefined: too little is typed. */
  readonly path: (typed: string) => string | undefined
  readonly pages: Paged<T, Row>
  readonly found: (row: Row) => readonly Found[]
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id that was chosen or typed; undefined while it is neither. */
export function idOf({ typed, id }: Looked, type: LookupOf<unknown, unknown>['type']): string | undefined {
  const bare = typed.trim().replace(`${type}/`, '')
  return id ?? (ID.test(bare) ? bare : undefined)
}

interface LookupProps<T, Row> {
  readonly label: string
  readonly hint: string
  /** Said where nothing is found. */
  readonly none: string
  readonly of: LookupOf<T, Row>
  readonly value: Looked
  readonly onChange: (value: Looked) => void
}

/** One of a list, found by what is typed. An id is taken as it is. */
export function Lookup<T, Row>({ label, hint, none, of, value, onChange }: LookupProps<T, Row>): ReactNode {
  const t = useTexts(serverTexts)
  const id = idOf(value, of.type)
  const typed = useDeferredValue(value.typed.trim())
  const path = id === undefined ? of.path(typed) : undefined
  const { rows, isLoading, error, again, hasMore } = usePages(path, of.pages)
  const found = rows.flatMap(of.found)
  return (
    <>
      <Field label={label} hint={hint} value={value.typed} onChange={(next) => onChange({ typed: next })} isRequired />
      {id === undefined ? null : (
        <p className="soft">
          {t('move.chosen')} <span className="mono">{id}</span>
        </p>
      )}
      {path === undefined || isLoading ? null : error === null ? (
        <Results
          found={found.slice(0, MOST)}
          isMore={hasMore || found.length > MOST}
          none={none}
          onChoose={({ id: chosen, text }) => onChange({ typed: text, id: chosen })}
        />
      ) : (
        <Trouble error={error} again={again} />
      )}
    </>
  )
}

interface ResultsProps {
  readonly found: readonly Found[]
  readonly isMore: boolean
  readonly none: string
  readonly onChoose: (found: Found) => void
}

function Results({ found, isMore, none, onChoose }: ResultsProps): ReactNode {
  const t = useTexts(serverTexts)
  // Others may be on the next page, beside what is never chosen.
  if (found.length === 0) return <p className="soft">{isMore ? t('move.more') : none}</p>
  return (
    <>
      <ul className="plain" aria-label={t('move.found')}>
        {found.map((one) => (
          <li key={one.id}>
            <Button kind="quiet" onPress={() => onChoose(one)}>
              <bdi>{one.text}</bdi> {one.hint === undefined ? null : <small>{one.hint}</small>}
            </Button>
          </li>
        ))}
      </ul>
      {isMore ? <p className="soft">{t('move.more')}</p> : null}
    </>
  )
}

/** More than this nobody reads: they type more of the name. */
const MOST = 10
