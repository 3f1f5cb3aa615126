import type { AuditEvent, Bundle, Reference } from '@damson/sdk'
import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { searchPath, useRead } from '#api'
import { useFormat, useTexts } from '#language'
import { Answer, Chip, Empty, LinkButton, Section } from '#parts'
import { homeTexts } from './texts.ts'

const SHOWN = 8
const READ = 40
const EVERY_MS = 15_000
/** What looking at this page writes itself. */
const OWN = new Set(['project.read'])

/** The newest events of the audit, without those of looking at this page. */
export function Recent(): ReactNode {
  const t = useTexts(homeTexts)
  const { routesByPath } = useRouter()
  const events = useRead<Bundle>(searchPath('AuditEvent', { _count: String(READ) }), { everyMs: EVERY_MS })
  return (
    <Section
      title={t('now')}
      actions={Object.hasOwn(routesByPath, '/audit') ? <LinkButton to="audit">{t('now.all')}</LinkButton> : null}
    >
      <Answer of={events}>{(body) => <Events events={eventsIn(body)} />}</Answer>
    </Section>
  )
}

function eventsIn({ entry = [] }: Bundle): readonly AuditEvent[] {
  const all = entry.flatMap(({ resource }) => (resource?.resourceType === 'AuditEvent' ? [resource] : []))
  return all.filter((event) => !OWN.has(kindOf(event)) && entityOf(event) !== 'AuditEvent').slice(0, SHOWN)
}

const kindOf = ({ subtype = [] }: AuditEvent): string => subtype.at(-1)?.code ?? ''

function entityOf({ entity = [] }: AuditEvent): string | undefined {
  return entity[0]?.what?.reference?.split('/_history/')[0] ?? entity[0]?.name
}

function Events({ events }: { readonly events: readonly AuditEvent[] }): ReactNode {
  const t = useTexts(homeTexts)
  const format = useFormat()
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
                <td className="mono">{shortened(event.agent[0]?.who) ?? '–'}</td>
                <td>
                  <code>{kindOf(event)}</code> <span className="mono">{shortened({ reference: entityOf(event) })}</span>
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

const ID_SHOWN = 8

/** An id is long, and its beginning tells it from the others in a short list. */
function shortened(reference: Partial<Reference> | undefined): string | undefined {
  const { display, reference: text } = reference ?? {}
  if (display !== undefined) return display
  const [type = '', id] = text?.split('/') ?? []
  return id === undefined ? text : `${type}/${id.slice(0, ID_SHOWN)}…`
}
