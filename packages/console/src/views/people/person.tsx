import type { ProjectMembership } from '@damson/sdk'
import type { ReactNode } from 'react'
import { type Answer as ApiAnswer, usePages, useRead } from '#api'
import { useMay, useMe, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Button,
  Card,
  Facts,
  Found,
  Link,
  Loading,
  notify,
  Page,
  PolicyChoice,
  Section,
  useChanging,
  useTyped,
  Wrong,
} from '#parts'
import { MakePolicy } from '../policies/make-policy.tsx'
import { EndSignIns, InviteAgain, Remove, Reset, Withdraw } from './acts.tsx'
import { Correct } from './correct.tsx'
import { Did } from './did.tsx'
import { MEMBERS, type Member, nameOf } from './members.ts'
import { Others } from './others.tsx'
import { State } from './people.tsx'
import { Recovery } from './recovery.tsx'
import { SignIns } from './sign-ins.tsx'
import { peopleTexts } from './texts.ts'
import { WaysIn } from './ways-in.tsx'

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

interface ShownProps {
  readonly membership: Membership
  readonly answer: ApiAnswer<Membership>
}

function Shown({ membership, answer }: ShownProps): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const may = useMay()
  const { id, profile, adminRole } = membership
  // With the names of the references, as far as the administrator may read them.
  const { rows, isLoading } = usePages(`admin/projects/${project.id}/members?id=${id}`, MEMBERS)
  const [member] = rows
  if (isLoading) return <Loading />
  const name = member === undefined ? (profile?.reference ?? id) : nameOf(member)
  const state = { active: membership.active !== false, pending: member?.pending ?? false }
  return (
    <Page
      title={name}
      lead={<State member={{ ...state, admin: membership.admin ?? false, ...(adminRole && { adminRole }) }} />}
      actions={
        state.pending && state.active ? (
          <Invited membershipId={id} name={name} />
        ) : (
          <Acts membership={membership} name={name} etag={answer.etag} />
        )
      }
    >
      <div className="split">
        <Section title={t('details')} actions={member === undefined ? undefined : <Correct member={member} />}>
          <Details membership={membership} member={member} name={name} />
        </Section>
        {may('change_members') ? <Move membership={membership} etag={answer.etag} /> : null}
      </div>
      {member === undefined ? null : <Others id={id} user={member.user.reference} />}
      {may('see_ways_in') ? <WaysIn membershipId={id} /> : null}
      {may('start_recovery') && !state.pending ? <Recovery membershipId={id} name={name} /> : null}
      <SignIns membershipId={id} />
      {may('read_audit') ? <Did profile={profile?.reference ?? ''} /> : null}
    </Page>
  )
}

interface DetailsProps {
  readonly membership: Membership
  readonly member: Member | undefined
  readonly name: string
}

function Details({ membership, member, name }: DetailsProps): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const { profile, adminRole, meta } = membership
  const policies = member?.policies ?? []
  return (
    <Facts
      facts={[
        [
          t('profile'),
          <Link key="p" to={`resources/${profile?.reference ?? ''}`}>
            {name}
          </Link>,
        ],
        [t('email'), member?.user.email ?? member?.profile.email],
        [t('seen'), member?.lastSignInAt === undefined ? t('never') : format.ago(member.lastSignInAt)],
        [
          t('policy'),
          policies.length === 0
            ? '–'
            : policies.map(({ reference, display }) => (
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
  )
}

/** Somebody who has not accepted yet has no password to reset, and no sign-in to end. */
function Invited(invited: { readonly membershipId: string; readonly name: string }): ReactNode {
  const may = useMay()
  if (!may('invite')) return null
  return (
    <>
      <InviteAgain {...invited} />
      <Withdraw {...invited} />
    </>
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
  const may = useMay()
  const { change, isBusy, error, dialog } = useChanging()
  const isActive = membership.active !== false
  const turn = async (active: boolean, version: string | undefined): Promise<void> => {
    const saved = await change(`fhir/R4/ProjectMembership/${membership.id}`, { ...membership, active }, version)
    if (saved === undefined) return
    notify(active ? t('turned.on', { name }) : t('turned.off', { name }), () => void turn(!active, saved.etag))
  }
  return (
    <>
      {may('reset_password') ? <Reset membershipId={membership.id} name={name} /> : null}
      {may('end_sign_ins') ? <EndSignIns membershipId={membership.id} name={name} /> : null}
      {may('change_members') ? (
        <>
          <Button isBusy={isBusy} onPress={() => void turn(!isActive, etag)}>
            {isActive ? t('turn.off') : t('turn.on')}
          </Button>
          <Remove membershipId={membership.id} name={name} />
        </>
      ) : null}
      {error === null ? null : <Wrong error={error} />}
      {dialog}
    </>
  )
}

/** Gives the person another policy. */
function Move({ membership, etag }: { readonly membership: Membership; readonly etag: string | undefined }): ReactNode {
  const t = useTexts(peopleTexts)
  const typed = useTyped({ body: membership, etag }, policyOf)
  const { value: policy, of } = typed
  const { change, isBusy, error, dialog } = useChanging(typed.drop)
  const save = async (): Promise<void> => {
    const { accessPolicy: _last, ...rest } = of.body
    const body = policy === '' ? rest : { ...rest, accessPolicy: { reference: policy } }
    const saved = await change(`fhir/R4/ProjectMembership/${membership.id}`, body, of.etag)
    if (saved === undefined) return
    typed.saved(policy, { body, etag: saved.etag })
    notify(t('moved'))
  }
  return (
    <Section title={t('move')}>
      <Card className="padded">
        <PolicyChoice
          label={t('policy')}
          hint={t('policy.hint')}
          byDefault={t('policy.default')}
          value={policy}
          onChange={typed.set}
          make={(onMade) => <MakePolicy onMade={onMade} />}
        />
        {error === null ? null : <Wrong error={error} />}
        <Button isBusy={isBusy} onPress={() => void save()} isDisabled={policy === policyOf(of.body)}>
          {t('move.save')}
        </Button>
        {dialog}
      </Card>
    </Section>
  )
}

const policyOf = ({ accessPolicy }: Membership): string => accessPolicy?.reference ?? ''
