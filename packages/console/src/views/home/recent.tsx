import type { AuditEvent, Bundle, Reference, Resource } from '@damson/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { searchPath, useRead } from '#api'
import { useFormat, useTexts } from '#language'
import { Answer, Chip, type Column, Empty, LinkButton, Named, Section, Table } from '#parts'
import { Kind } from '../audit/kinds/kind.tsx'
import { homeTexts } from './texts.ts'

const SHOWN = 8
const READ = 60
const EVERY_MS = 30_000
/** What looking at this page writes itself. */
const OWN = 'project.read'

/** The newest events of the audit, without those of looking at this page. */
export function Recent(): ReactNode {
  const t = useTexts(homeTexts)
  const query = { 'subtype:not': OWN, _count: String(READ) }
  const events = useRead<Bundle>(searchPath('AuditEvent', query), { everyMs: EVERY_MS })
  return (
    <Section title={t('now')} actions={<LinkButton to="audit">{t('now.all')}</LinkButton>}>
      <Answer of={events}>{(body) => <Events events={eventsIn(body)} />}</Answer>
    </Section>
  )
}

function eventsIn({ entry = [] }: Bundle): readonly AuditEvent[] {
  const all = entry.flatMap(({ resource }) => (isEvent(resource) ? [resource] : []))
  return all.filter((event) => entityOf(event) !== 'AuditEvent').slice(0, SHOWN)
}

/**
 * The same events, with the names of what they refer to. Of each event they are asked for once, since an answer with a
 * patient's name is a disclosure that the audit has to tell.
 */
function useNames(events: readonly AuditEvent[]): readonly AuditEvent[] {
  const [named, setNamed] = useState<ReadonlyMap<string, AuditEvent>>(new Map())
  const ids = events.flatMap(({ id }) => (id === undefined || named.has(id) ? [] : [id])).join(',')
  const path = searchPath('AuditEvent', { _id: ids, _names: 'true', _count: String(SHOWN) })
  const { data } = useRead<Bundle>(ids === '' ? undefined : path)
  useEffect(() => {
    const found = data?.body.entry?.flatMap(({ resource }) => (isEvent(resource) ? [resource] : [])) ?? []
    if (found.length > 0)
      setNamed((before) => new Map([...before, ...found.map((one) => [one.id ?? '', one] as const)]))
  }, [data])
  return events.map((event) => named.get(event.id ?? '') ?? event)
}

const isEvent = (resource: Resource | undefined): resource is AuditEvent => resource?.resourceType === 'AuditEvent'

const kindOf = ({ subtype = [] }: AuditEvent): string => subtype.at(-1)?.code ?? ''

function entityOf({ entity = [] }: AuditEvent): string | undefined {
  return entity[0]?.what?.reference?.split('/_history/')[0] ?? entity[0]?.name
}

/** What it was about: by its name, or its reference. */
function subjectOf(event: AuditEvent): Partial<Reference> {
  const display = event.entity?.[0]?.what?.display
  return { reference: entityOf(event), ...(display !== undefined && { display }) }
}

function Events({ events: found }: { readonly events: readonly AuditEvent[] }): ReactNode {
  const t = useTexts(homeTexts)
  const format = useFormat()
  const events = useNames(found)
  if (events.length === 0) return <Empty>{t('now.none')}</Empty>
  const columns: readonly Column<AuditEvent>[] = [
    {
      name: 'when',
      title: t('now.when'),
      holds: 'time',
      cell: ({ recorded }) => <time dateTime={recorded}>{format.ago(recorded)}</time>,
    },
    {
      name: 'who',
      title: t('now.who'),
      cell: ({ agent }) => named(agent[0]?.who) ?? '–',
    },
    {
      name: 'what',
      title: t('now.what'),
      holds: 'long',
      cell: (event) => (
        <>
          <Kind kind={kindOf(event)} /> {named(subjectOf(event))}
        </>
      ),
    },
    {
      name: 'outcome',
      title: t('now.outcome'),
      cell: ({ outcome, outcomeDesc }) =>
        outcome === '0' ? (
          <Chip tone="good">{t('allowed')}</Chip>
        ) : (
          <>
            <Chip tone="bad">{t('denied')}</Chip> <small>{outcomeDesc}</small>
          </>
        ),
    },
  ]
  return <Table label={t('now')} columns={columns} rows={events} keyOf={({ id }) => id ?? ''} />
}

function named({ reference, display }: Partial<Reference> = {}): ReactNode {
  return reference === undefined ? undefined : <Named reference={reference} name={display} />
}
