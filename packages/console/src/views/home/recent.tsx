import type { AuditEvent, Bundle, Reference, Resource } from '@damson/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { searchPath, useRead } from '#api'
import { useFormat, useTexts } from '#language'
import { Answer, Chip, Empty, LinkButton, Named, Section } from '#parts'
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
  return (
    <div className="card">
      <div className="rows" role="group" tabIndex={0} aria-label={t('now')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('now.when')}</th>
              <th scope="col">{t('now.who')}</th>
              <th scope="col">{t('now.what')}</th>
              <th scope="col">{t('now.outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.id}>
                <td>
                  <time dateTime={event.recorded}>{format.ago(event.recorded)}</time>
                </td>
                <td>{named(event.agent[0]?.who) ?? '–'}</td>
                <td>
                  <Kind kind={kindOf(event)} /> {named(subjectOf(event))}
                </td>
                <td>
                  {event.outcome === '0' ? (
                    <Chip tone="good">{t('allowed')}</Chip>
                  ) : (
                    <>
                      <Chip tone="bad">{t('denied')}</Chip> <small>{event.outcomeDesc}</small>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function named({ reference, display }: Partial<Reference> = {}): ReactNode {
  return reference === undefined ? undefined : <Named reference={reference} name={display} />
}
