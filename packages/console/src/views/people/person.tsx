import type { AuditEvent, Bundle, ProjectMembership } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { type Answer as ApiAnswer, searchPath, useRead } from '#api'
import { useMe, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Button, Card, Facts, Link, LinkButton, notify, Page, Section, useSaving, Wrong } from '#parts'
import { EndSignIns, Remove, Reset } from './acts.tsx'
import { State } from './people.tsx'
import { PolicyChoice } from './policies.tsx'
import { SignIns } from './sign-ins.tsx'
import { peopleTexts } from './texts.ts'

type Membership = ProjectMembership & { readonly id: string }

export default function Person(): ReactNode {
  const { project } = useMe()
  const id = useParam('id')
  const membership = useRead<Membership>(`admin/projects/${project.id}/members/${id}`)
  return <Answer of={membership}>{(body, answer) => <Shown membership={body} answer={answer} />}</Answer>
}

function Shown({
  membership,
  answer,
}: {
  readonly membership: Membership
  readonly answer: ApiAnswer<Membership>
}): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const { id, profile, user, accessPolicy, access, adminRole, meta } = membership
  const name = profile?.display ?? user?.display ?? profile?.reference ?? id
  const active = membership.active !== false
  const policies = [accessPolicy, ...(access ?? []).map(({ policy }) => policy)].flatMap((one) => one ?? [])
  return (
    <Page
      title={name}
      lead={
        <State member={{ active, pending: false, admin: membership.admin ?? false, ...(adminRole && { adminRole }) }} />
      }
      actions={<Acts membership={membership} name={name} etag={answer.etag} />}
    >
      <div className="split">
        <Section title={t('details')}>
          <Facts
            facts={[
              [
                t('profile'),
                <Link key="p" to={`resources/${profile?.reference ?? ''}`}>
                  {profile?.display ?? profile?.reference}
                </Link>,
              ],
              [
                t('account'),
                <span key="u" className="mono">
                  {user?.reference}
                </span>,
              ],
              [
                t('policy'),
                policies.length === 0
                  ? t('policy.default')
                  : policies.map(({ reference = '', display }) => (
                      <Link key={reference} to={`policies/${reference.split('/')[1] ?? ''}`}>
                        {display ?? reference}
                      </Link>
                    )),
              ],
              [t('role'), membership.admin === true ? t('role.owner') : adminRole && t(`role.${adminRole}`)],
              [t('mfa'), membership.mfaRequired === true ? t('mfa.required') : undefined],
              [t('changed'), meta?.lastUpdated && format.time(meta.lastUpdated)],
            ]}
          />
        </Section>
        <Move membership={membership} etag={answer.etag} />
      </div>
      <SignIns membershipId={id} />
      <Did profile={profile?.reference ?? ''} />
    </Page>
  )
}

function Acts({
  membership,
  name,
  etag,
}: {
  readonly membership: Membership
  readonly name: string
  readonly etag: string | undefined
}): ReactNode {
  const t = useTexts(peopleTexts)
  const saving = useSaving()
  const [error, setError] = useState<Error>()
  const isActive = membership.active !== false
  const turn = async (active: boolean, version: string | undefined): Promise<void> => {
    try {
      setError(undefined)
      const saved = await saving.save(`fhir/R4/ProjectMembership/${membership.id}`, { ...membership, active }, version)
      if (saved === undefined) return
      notify(active ? t('turned.on', { name }) : t('turned.off', { name }), () => void turn(!active, saved.etag))
    } catch (problem) {
      setError(problem as Error)
    }
  }
  return (
    <>
      <Reset membershipId={membership.id} name={name} />
      <EndSignIns membershipId={membership.id} name={name} />
      <Button onPress={() => void turn(!isActive, etag)}>{isActive ? t('turn.off') : t('turn.on')}</Button>
      <Remove membershipId={membership.id} name={name} />
      {error === undefined ? null : <Wrong error={error} />}
      {saving.dialog}
    </>
  )
}

/** Gives the person another policy. */
function Move({ membership, etag }: { readonly membership: Membership; readonly etag: string | undefined }): ReactNode {
  const t = useTexts(peopleTexts)
  const saving = useSaving()
  const [policy, setPolicy] = useState(membership.accessPolicy?.reference ?? '')
  const [error, setError] = useState<Error>()
  const save = async (): Promise<void> => {
    const { accessPolicy: _last, ...rest } = membership
    try {
      setError(undefined)
      const body = policy === '' ? rest : { ...rest, accessPolicy: { reference: policy } }
      if (await saving.save(`fhir/R4/ProjectMembership/${membership.id}`, body, etag)) notify(t('moved'))
    } catch (problem) {
      setError(problem as Error)
    }
  }
  return (
    <Section title={t('move')}>
      <Card className="padded">
        <PolicyChoice value={policy} onChange={setPolicy} />
        {error === undefined ? null : <Wrong error={error} />}
        <Button onPress={() => void save()} isDisabled={policy === (membership.accessPolicy?.reference ?? '')}>
          {t('move.save')}
        </Button>
        {saving.dialog}
      </Card>
    </Section>
  )
}

/** The last that the person did, of what the audit holds. */
function Did({ profile }: { readonly profile: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const events = useRead<Bundle<AuditEvent>>(searchPath('AuditEvent', { agent: profile, _sort: '-date', _count: '10' }))
  return (
    <Section
      title={t('did')}
      actions={
        <LinkButton to="audit" search={{ agent: profile }}>
          {t('did.all')}
        </LinkButton>
      }
    >
      <Answer of={events}>
        {({ entry = [] }) => (
          <Card>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('did.when')}</th>
                  <th scope="col">{t('did.what')}</th>
                  <th scope="col">{t('did.outcome')}</th>
                </tr>
              </thead>
              <tbody>
                {entry.map(({ resource }) => (
                  <tr key={resource?.id}>
                    <td>{resource?.recorded && format.time(resource.recorded)}</td>
                    <td>
                      {resource?.subtype?.[0]?.display ?? resource?.subtype?.[0]?.code ?? resource?.type?.code}{' '}
                      {resource?.entity?.[0]?.what?.reference}
                    </td>
                    <td>{resource?.outcome === '0' ? t('did.allowed') : t('did.refused')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
        )}
      </Answer>
    </Section>
  )
}
