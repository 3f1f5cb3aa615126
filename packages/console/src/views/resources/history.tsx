import type { Bundle, Resource } from '@damson/sdk'
import { type ReactNode, useMemo } from 'react'
import { usePages, useRead } from '#api'
import { useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Button, Chip, type Column, Difference, Empty, List, Named, Section } from '#parts'
import { historyPages, type Version } from './pages.ts'
import { resourceTexts } from './texts.ts'

const PAGED = historyPages()

/** The versions of a resource, and what changed from one to the next. */
export function History({ path }: { readonly path: string }): ReactNode {
  const t = useTexts(resourceTexts)
  const format = useFormat()
  const [shown, show] = useQuery('version')
  const pages = usePages<Bundle, Version>(`${path}/_history?_count=50&_names=true`, PAGED)
  const columns: readonly Column<Version>[] = useMemo(
    () => [
      {
        name: 'number',
        title: t('history.version'),
        cell: ({ number, isDeletion, isFirst }) => (
          <>
            {number} {isDeletion ? <Chip tone="bad">{t('history.deleted')}</Chip> : null}
            {isFirst ? <Chip>{t('history.first')}</Chip> : null}
          </>
        ),
      },
      {
        name: 'at',
        title: t('history.at'),
        holds: 'time',
        cell: ({ at }) => (at === undefined ? '–' : format.time(at)),
      },
      {
        name: 'author',
        title: t('history.author'),
        cell: ({ author }) => (author === undefined ? '–' : <Named {...author} />),
      },
      {
        name: 'change',
        title: t('history.change'),
        holds: 'act',
        cell: ({ number, isDeletion }) =>
          isDeletion ? null : (
            <Button size="small" label={t('history.show', { version: number })} onPress={() => show(number)}>
              {t('history.showShort')}
            </Button>
          ),
      },
    ],
    [format, show],
  )
  return (
    <>
      {/^[1-9]\d*$/.test(shown) ? <Change path={path} version={Number(shown)} onClose={() => show('')} /> : null}
      <List
        label={t('tab.history')}
        pages={pages}
        columns={columns}
        keyOf={({ number }) => number}
        empty={<Empty>{t('history.empty')}</Empty>}
      />
    </>
  )
}

function Change({
  path,
  version,
  onClose,
}: {
  readonly path: string
  readonly version: number
  readonly onClose: () => void
}): ReactNode {
  const t = useTexts(resourceTexts)
  const after = useRead<Resource>(`${path}/_history/${version}`)
  // The first version has nothing before it; one after a deletion has a version that cannot be read.
  const before = useRead<Resource>(version > 1 ? `${path}/_history/${version - 1}` : undefined)
  const isReady = version === 1 || !before.isLoading
  return (
    <Section
      title={t('history.heading', { version })}
      actions={
        <Button size="small" onPress={onClose}>
          {t('history.close')}
        </Button>
      }
    >
      <Answer of={after}>
        {(body) =>
          isReady ? (
            <Difference
              label={t('history.heading', { version })}
              before={written(before.data?.body)}
              after={written(body)}
            />
          ) : null
        }
      </Answer>
    </Section>
  )
}

const written = (resource: Resource | undefined): string =>
  resource === undefined ? '' : JSON.stringify(resource, undefined, 2)
