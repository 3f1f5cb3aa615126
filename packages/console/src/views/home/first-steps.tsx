import type { ReactNode } from 'react'
import { usePages } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Card, LinkButton, Section } from '#parts'
import { MEMBERS } from '../people/members.ts'
import { homeTexts } from './texts.ts'

const STEPS = [
  ['apps/new', 'first.app', 'manage_clients'],
  ['people/invite', 'first.person', 'invite'],
  ['devices/new', 'first.device', 'connect_devices'],
  ['providers/new', 'first.provider', 'change_providers'],
] as const

const MOST = 20

/** What to do in a project in which somebody is alone who may do all of it. */
export function FirstSteps(): ReactNode {
  const t = useTexts(homeTexts)
  const { project } = useMe()
  const may = useMay()
  const mayAll = STEPS.every(([, , action]) => may(action))
  const path = mayAll ? `admin/projects/${project.id}/members?_count=${MOST}` : undefined
  const { rows, isLoading } = usePages(path, MEMBERS)
  // Clients and Bots are members, too.
  const people = rows.filter(({ user }) => user.reference.startsWith('User/'))
  if (!mayAll || isLoading || people.length > 1 || rows.length >= MOST) return null
  return (
    <Section title={t('first')}>
      <Card className="padded">
        <p>{t('first.lead')}</p>
        <div className="actions">
          {STEPS.map(([to, text]) => (
            <LinkButton key={to} to={to}>
              {t(text)}
            </LinkButton>
          ))}
        </div>
      </Card>
    </Section>
  )
}
