import type { ReactNode } from 'react'
import { searchPath, useRead } from '#api'
import { useFormat, useTexts } from '#language'
import { Answer, Card, Chip, Empty, Link, LinkButton, Named, Section } from '#parts'
import { Kind } from '../audit/kinds/kind.tsx'
import { type Searchset, type Told, toldIn } from '../audit/told.ts'
import { peopleTexts } from './texts.ts'

/** The last that the person did, of what the audit holds. */
export function Did({ profile }: { readonly profile: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const search = { agent: profile, _sort: '-date', _count: '10', _names: 'true' }
  const events = useRead<Searchset>(searchPath('AuditEvent', search))
  return (
    <Section
      title={t('did')}
      actions={
        <LinkButton to="audit" search={{ person: profile }}>
          {t('did.all')}
        </LinkButton>
      }
    >
      <Answer of={events}>
        {(found) => (toldIn(found).length === 0 ? <Empty>{t('did.none')}</Empty> : <DidThese events={toldIn(found)} />)}
      </Answer>
    </Section>
  )
}

function DidThese({ events }: { readonly events: readonly Told[] }): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  return (
    <Card>
      <div className="rows" role="group" tabIndex={0} aria-label={t('did')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('did.when')}</th>
              <th scope="col">{t('did.what')}</th>
              <th scope="col">{t('did.outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ id, at, kind, what, isRefused }) => (
              <tr key={id}>
                <td>
                  <Link to={`audit/${id}`}>{format.time(at)}</Link>
                </td>
                <td>
                  <Kind kind={kind} /> {what === undefined ? null : <Named {...what} />}
                </td>
                <td>
                  <Chip tone={isRefused ? 'bad' : 'good'}>{isRefused ? t('did.refused') : t('did.allowed')}</Chip>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
