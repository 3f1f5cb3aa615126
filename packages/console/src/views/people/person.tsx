import { type ReactNode, useState } from 'react'
import { type Answer as ApiAnswer, usePages, useRead } from '#api'
import { useMay, useMe, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Button,
  Confirm,
  Copy,
  Facts,
  Found,
  Link,
  LinkButton,
  Loading,
  notify,
  Page,
  Section,
  useChanging,
  Wrong,
} from '#parts'
import { whoSaw } from '../audit/search.ts'
import { EndSignIns, InviteAgain, Remove, Reset, Withdraw } from './acts.tsx'
import { Correct } from './correct.tsx'
import { Did } from './did.tsx'
import { MEMBERS, type Member, nameOf } from './members.ts'
import { type Membership, Others, useMemberships } from './others.tsx'
import { State } from './people.tsx'
import { Recovery } from './recovery.tsx'
import { Rights } from './rights.tsx'
import { isCovered, roleOf } from './roles.ts'
import { SignIns } from './sign-ins.tsx'
import { peopleTexts } from './texts.ts'
import { WaysIn } from './ways-in.tsx'

export default function Person(): ReactNode {
  const t = useTexts(peopleTexts)
  const id = useParam('id')
  // With its version, so that nothing of another administrator is overwritten.
  const membership = useRead<Membership>(`fhir/R4/ProjectMembership/${id}`)
  return (
    <Found title={t('heading')} of={membership}>
      {(body, answer) => <Shown key={id} membership={body} answer={answer} />}
    </Found>
  )
}

interface ShownProps {
  readonly membership: Membership
  readonly answer: ApiAnswer<Membership>
}

function Shown({ membership, answer }: ShownProps): ReactNode {
  const t = useTexts(peopleTexts)
  const me = useMe()
  const may = useMay()
  const { id, profile, adminRole } = membership
  const all = useMemberships(membership.user.reference ?? '')
  // With the names of the references, as far as the administrator may read them.
  const { rows, isLoading } = usePages(`admin/projects/${me.project.id}/members?id=${id}`, MEMBERS)
  const [member] = rows
  if (isLoading || all === undefined) return <Loading />
  const covered = isCovered(me, [membership, ...all])
  const name = member === undefined ? (profile?.reference ?? id) : nameOf(member)
  const state = { active: membership.active !== false, pending: member?.pending ?? false }
  return (
    <Page
      title={name}
      lead={<State member={{ ...state, admin: membership.admin ?? false, ...(adminRole && { adminRole }) }} />}
      actions={
        <>
          <WhoSaw profile={profile?.reference ?? ''} />
          {!covered ? null : state.pending && state.active ? (
            <Invited membership={membership} name={name} etag={answer.etag} />
          ) : (
            <Acts membership={membership} name={name} etag={answer.etag} stays={member?.owner === true} />
          )}
        </>
      }
    >
      <div className="split">
        <Section title={t('details')} actions={member && covered ? <Correct member={member} /> : undefined}>
          <Details membership={membership} member={member} name={name} />
        </Section>
        {!covered ? (
          <Uncovered isOwn={membership.user.reference === me.membership.user?.reference} />
        ) : may('change_members') ? (
          <Rights of={{ body: membership, etag: answer.etag }} name={name} stays={member?.owner === true} />
        ) : null}
      </div>
      <Others memberships={all.filter((one) => one.id !== id)} />
      {covered ? (
        <>
          {may('see_ways_in') ? <WaysIn membershipId={id} /> : null}
          {may('start_recovery') && !state.pending ? <Recovery membershipId={id} name={name} /> : null}
          <SignIns membershipId={id} name={name} />
        </>
      ) : null}
      {may('read_audit') ? <Did profile={profile?.reference ?? ''} /> : null}
    </Page>
  )
}

/** Whom a role covers, the API says: what it refuses is not offered. */
function Uncovered({ isOwn }: { readonly isOwn: boolean }): ReactNode {
  const t = useTexts(peopleTexts)
  return (
    <Section title={t('rights')}>
      <p className="card padded">{t(isOwn ? 'rights.own' : 'rights.above')}</p>
    </Section>
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
  const { profile, meta } = membership
  const role = roleOf(membership)
  const policies = member?.policies ?? []
  const account = useMay()('change_project') ? member?.user.reference.replace('User/', '') : undefined
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
        [
          t('invitedAt'),
          member?.pending === true && member.invitedAt !== undefined ? format.time(member.invitedAt) : undefined,
        ],
        [t('seen'), member?.lastSignInAt === undefined ? t('never') : format.ago(member.lastSignInAt)],
        [
          t('policy'),
          policies.length === 0
            ? '–'
            : policies.map(({ reference, display }) => (
                <div key={reference}>
                  <Link to={`policies/${reference.split('/')[1] ?? ''}`}>{display ?? reference}</Link>
                </div>
              )),
        ],
        [t('role'), role === 'none' ? undefined : t(`role.${role}`)],
        [t('mfa'), membership.mfaRequired === true ? t('mfa.required') : undefined],
        [t('changed'), meta?.lastUpdated && format.time(meta.lastUpdated)],
        [t('account'), account === undefined ? undefined : <AccountId key="a" id={account} />],
      ]}
    />
  )
}

/** By which an operator of the server names the account. */
function AccountId({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(peopleTexts)
  return (
    <>
      <span className="mono">{id}</span> <Copy text={id} label={t('account.copy')} />
    </>
  )
}

/** Of a patient: who read their record. */
function WhoSaw({ profile }: { readonly profile: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const may = useMay()
  return profile.startsWith('Patient/') && may('read_audit') ? (
    <LinkButton to="audit" search={whoSaw(profile)}>
      {t('whoSaw')}
    </LinkButton>
  ) : null
}

/** Somebody who has not accepted yet has no password to reset, and no sign-in to end. */
function Invited({ membership, name, etag }: Pick<ActsProps, 'membership' | 'name' | 'etag'>): ReactNode {
  const may = useMay()
  if (!may('invite')) return null
  return (
    <>
      <InviteAgain membershipId={membership.id} name={name} />
      <Withdraw of={{ body: membership, etag }} name={name} />
    </>
  )
}

interface ActsProps {
  readonly membership: Membership
  readonly name: string
  readonly etag: string | undefined
  /** They own the project: nobody turns them off or removes them. */
  readonly stays: boolean
}

function Acts({ membership, name, etag, stays }: ActsProps): ReactNode {
  const t = useTexts(peopleTexts)
  const may = useMay()
  const { change, isBusy, error, dialog } = useChanging()
  const [isAsking, ask] = useState(false)
  const isActive = membership.active !== false
  const turn = async (active: boolean, version: string | undefined): Promise<void> => {
    ask(false)
    const saved = await change(`fhir/R4/ProjectMembership/${membership.id}`, { ...membership, active }, version)
    if (saved === undefined) return
    notify(active ? t('turned.on', { name }) : t('turned.off', { name }), () => void turn(!active, saved.etag))
  }
  return (
    <>
      {may('reset_password') ? <Reset membershipId={membership.id} name={name} /> : null}
      {may('end_sign_ins') ? <EndSignIns membershipId={membership.id} name={name} /> : null}
      {may('change_members') && !stays ? (
        <>
          <Button isBusy={isBusy} onPress={() => (isActive ? ask(true) : void turn(true, etag))}>
            {isActive ? t('turn.off') : t('turn.on')}
          </Button>
          <Remove of={{ body: membership, etag }} name={name} />
          <Confirm
            title={t('turn.off.heading', { name })}
            isOpen={isAsking}
            onClose={() => ask(false)}
            action={t('turn.off')}
            onConfirm={() => void turn(false, etag)}
          >
            <p>{t('turn.off.lead')}</p>
          </Confirm>
        </>
      ) : null}
      {error === null ? null : <Wrong error={error} />}
      {dialog}
    </>
  )
}
