import type { AuditEvent, Bundle, HumanName, ProjectMembership, Reference } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { type Answer as ApiAnswer, searchPath, useRead } from '#api'
import { useMay, useMe, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Answer,
  Button,
  Card,
  Facts,
  Found,
  Link,
  LinkButton,
  notify,
  Page,
  PolicyChoice,
  Section,
  useSaving,
  Wrong,
} from '#parts'
import { EndSignIns, Remove, Reset } from './acts.tsx'
import { State } from './people.tsx'
import { SignIns } from './sign-ins.tsx'
import { peopleTexts } from './texts.ts'

type Named = { readonly name?: readonly HumanName[] }
type Membership = ProjectMembership & { readonly id: string }

export default function Person(): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const id = useParam('id')
  const membership = useRead<Membership>(`admin/projects/${project.id}/members/${id}`)
  return (
    <Found title={t('heading')} of={membership}>
      {(body, answer) => <Shown membership={body} answer={answer} />}
    </Found>
  )
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
  const { id, profile, user, adminRole, meta } = membership
  const name = useNameOf(membership)
  const may = useMay()
  const active = membership.active !== false
  const policies = policiesOf(membership)
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
                  <bdi>{name}</bdi>
                </Link>,
              ],
              [t('account'), <Code key="u" text={user?.reference} />],
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
        {may('change_members') ? <Move membership={membership} etag={answer.etag} /> : null}
      </div>
      <SignIns membershipId={id} />
      {may('read_audit') ? <Did profile={profile?.reference ?? ''} /> : null}
    </Page>
  )
}

const Code = ({ text }: { readonly text: string | undefined }): ReactNode => <span className="mono">{text}</span>

const policiesOf = ({ accessPolicy, access = [] }: Membership): readonly Reference[] =>
  [accessPolicy, ...access.map(({ policy }) => policy)].flatMap((one) => one ?? [])

/** As their profile says, which the membership only refers to. */
function useNameOf({ id, profile, user }: Membership): string {
  const { reference } = profile ?? {}
  const isUnnamed = profile?.display === undefined && user?.display === undefined
  const read = useRead<Named>(isUnnamed && reference !== undefined ? `fhir/R4/${reference}` : undefined)
  const [first] = read.data?.body.name ?? []
  const given = first?.text ?? [...(first?.given ?? []), first?.family].filter(Boolean).join(' ')
  return profile?.display ?? user?.display ?? (given === '' ? (reference ?? id) : given)
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
  const may = useMay()
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
      {may('reset_password') ? <Reset membershipId={membership.id} name={name} /> : null}
      {may('end_sign_ins') ? <EndSignIns membershipId={membership.id} name={name} /> : null}
      {may('change_members') ? (
        <>
          <Button onPress={() => void turn(!isActive, etag)}>{isActive ? t('turn.off') : t('turn.on')}</Button>
          <Remove membershipId={membership.id} name={name} />
        </>
      ) : null}
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
        <PolicyChoice
          label={t('policy')}
          hint={t('policy.hint')}
          byDefault={t('policy.default')}
          value={policy}
          onChange={setPolicy}
        />
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
