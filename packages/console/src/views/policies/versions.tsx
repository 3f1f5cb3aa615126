import type { ReactNode } from 'react'
import { fhirPages, usePages } from '#api'
import { useMay, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Choice, Difference, Loading, notify, Trouble, textOfNamed } from '#parts'
import { type StoredPolicy, textOf } from './policy-text.ts'
import { policyTexts } from './texts.ts'

const PAGES = fhirPages('AccessPolicy')

interface VersionsProps {
  readonly id: string
  /** Takes the text of an earlier version into the editor, where it waits to be saved. */
  readonly onTake: (text: string) => void
}

/** Two versions of a policy, and what differs: by default the newest and the one before. */
export function Versions({ id, onTake }: VersionsProps): ReactNode {
  const t = useTexts(policyTexts)
  const format = useFormat()
  const may = useMay()
  const pages = usePages(`fhir/R4/AccessPolicy/${id}/_history?_count=50&_names=true`, PAGES)
  const [from, setFrom] = useQuery('from')
  const [to, setTo] = useQuery('to')
  if (pages.error !== null) return <Trouble error={pages.error} again={pages.again} />
  if (pages.isLoading) return <Loading />
  const { rows } = pages
  if (rows.length < 2) return <p className="card padded">{t('versions.one')}</p>
  const authorOf = ({ meta: { author } = {} }: StoredPolicy): string =>
    author?.reference === undefined ? '–' : textOfNamed({ reference: author.reference, name: author.display })
  const numberOf = ({ meta }: StoredPolicy): string => meta?.versionId ?? ''
  const options = rows.map((row) => ({
    value: numberOf(row),
    text: t('version.by', {
      version: numberOf(row),
      when: row.meta?.lastUpdated === undefined ? '' : format.time(row.meta.lastUpdated),
      who: authorOf(row),
    }),
  }))
  const find = (version: string): StoredPolicy | undefined => rows.find((row) => numberOf(row) === version)
  const [newest, before] = rows
  const [left, right] = [find(from) ?? before, find(to) ?? newest]
  if (left === undefined || right === undefined) return null
  const take = (version: StoredPolicy): void => {
    onTake(textOf(version))
    notify(t('versions.taken', { version: numberOf(version) }))
  }
  return (
    <>
      <div className="filters">
        <Choice label={t('versions.from')} options={options} value={numberOf(left)} onChange={setFrom} />
        <Choice label={t('versions.to')} options={options} value={numberOf(right)} onChange={setTo} />
        {left === newest || !may('change_policies') ? null : (
          <Button onPress={() => take(left)}>{t('versions.take', { version: numberOf(left) })}</Button>
        )}
        {pages.hasMore ? (
          <Button onPress={pages.loadMore} isBusy={pages.isLoadingMore}>
            {t('versions.more')}
          </Button>
        ) : null}
      </div>
      <Difference
        key={`${numberOf(left)} ${numberOf(right)}`}
        label={t('tab.versions')}
        before={textOf(left)}
        after={textOf(right)}
      />
    </>
  )
}
