import { type ReactNode, useState } from 'react'
import { useMe } from '#frame'
import { useTexts } from '#language'
import {
  Button,
  Card,
  Check,
  Choice,
  Confirm,
  isSame,
  Lockout,
  notify,
  PolicyChoice,
  Section,
  useChanging,
  useTyped,
  Wrong,
} from '#parts'
import { MakePolicy } from '../policies/make-policy.tsx'
import { useDefaultPolicy } from './default-policy.ts'
import { FurtherPolicies } from './membership/further-policies.tsx'
import { areFit } from './membership/parameters.ts'
import type { Membership } from './others.tsx'
import { asRole, givenBy, type Rights as Held, type Role, rightsOf, roleOf, withRights } from './roles.ts'
import { peopleTexts } from './texts.ts'

export interface RightsProps {
  readonly of: { readonly body: Membership; readonly etag: string | undefined }
  readonly name: string
  /** They own the project, and stay its owner. */
  readonly stays: boolean
}

/** What the person may do: their policy, what they administrate, and whether they must prove themselves twice. */
export function Rights({ of: now, name, stays }: RightsProps): ReactNode {
  const t = useTexts(peopleTexts)
  const typed = useTyped(now, rightsOf)
  const { value, of } = typed
  const before = rightsOf(of.body)
  const byDefault = useDefaultBeside(value, of.body)
  const { change, isBusy, error, dialog } = useChanging(typed.drop)
  const [isAsking, ask] = useState(false)
  const set = (part: Partial<Held>): void => typed.set({ ...value, ...part })
  const save = async (headers?: Readonly<Record<string, string>>): Promise<void> => {
    ask(false)
    const path = `fhir/R4/ProjectMembership/${of.body.id}`
    const body = { ...withRights(of.body, value), id: of.body.id }
    const saved = await typed.save(async () => {
      const answer = await change(path, body, of.etag, headers)
      return answer && { body, etag: answer.etag }
    })
    if (saved === undefined) return
    // After a lockout, nothing can be taken back from here.
    const undo = headers === undefined ? () => void change(path, of.body, saved.etag) : undefined
    notify(t('rights.saved', { name }), undo)
  }
  const isLost = before.role !== 'none' && value.role !== before.role
  return (
    <Section title={t('rights')}>
      <Card className="padded">
        <PolicyChoice
          label={t('policy')}
          hint={t('policy.hint')}
          byDefault={byDefault}
          value={value.policy}
          onChange={(policy) => set({ policy })}
          make={(onMade) => <MakePolicy onMade={onMade} />}
        />
        <FurtherPolicies value={value.more} onChange={(more) => set({ more })} profile={of.body.profile.reference} />
        <RoleChoice value={value.role} before={before.role} stays={stays} onChange={(role) => set({ role })} />
        <FactorDemand isDemanded={value.mfaRequired} onChange={(mfaRequired) => set({ mfaRequired })} />
        {error === null ? null : <Wrong error={error} />}
        <Lockout error={error} name={name} isBusy={isBusy} onSave={save} />
        <Button
          kind="primary"
          isBusy={isBusy}
          isDisabled={isSame(value, before) || !areFit(value.more, before.more)}
          onPress={() => (isLost ? ask(true) : void save())}
        >
          {t('rights.save')}
        </Button>
        <Confirm
          title={t('rights.lose', { name, role: t(`role.${before.role}`) })}
          isOpen={isAsking}
          onClose={() => ask(false)}
          action={t('rights.lose.save')}
          onConfirm={() => void save()}
        >
          <Lost before={before.role} after={value.role} user={of.body.user.reference} />
        </Confirm>
        {dialog}
      </Card>
    </Section>
  )
}

/** What the person has without a policy, with the role that is chosen. */
function useDefaultBeside({ role, more }: Held, membership: Membership): string {
  const t = useTexts(peopleTexts)
  const { admin, adminRole, profile } = membership
  const held = role === roleOf(membership) ? { admin, adminRole } : asRole(role)
  const byDefault = useDefaultPolicy({ ...held, type: profile?.reference?.split('/')[0] })
  // Beside a policy of their own there is no default.
  return more.length > 0 ? t('policy.without') : byDefault
}

interface RoleChoiceProps {
  readonly value: Role
  readonly before: Role
  readonly stays: boolean
  readonly onChange: (role: Role) => void
}

function RoleChoice({ value, before, stays, onChange }: RoleChoiceProps): ReactNode {
  const t = useTexts(peopleTexts)
  const given = givenBy(useMe())
  // What the person has is shown, also to those who could not give it.
  const offered = given.includes(before) ? given : [...given, before]
  if (stays) return <p className="soft">{t('rights.stays')}</p>
  return (
    <Choice<Role>
      label={t('role')}
      value={value}
      onChange={onChange}
      options={offered.map((role) => ({ value: role, text: t(`role.${role}`), hint: t(`role.${role}.hint`) }))}
    />
  )
}

interface FactorDemandProps {
  readonly isDemanded: boolean
  readonly onChange: (isDemanded: boolean) => void
}

function FactorDemand({ isDemanded, onChange }: FactorDemandProps): ReactNode {
  const t = useTexts(peopleTexts)
  return (
    <Check isSelected={isDemanded} onChange={onChange}>
      <span>
        {t('rights.mfa')} <small>{t('rights.mfa.hint')}</small>
      </span>
    </Check>
  )
}

interface LostProps {
  readonly before: Role
  readonly after: Role
  readonly user: string | undefined
}

/** What stops when a role is taken away, and what there is instead. */
function Lost({ before, after, user }: LostProps): ReactNode {
  const t = useTexts(peopleTexts)
  const { membership } = useMe()
  return (
    <>
      {before === 'none' ? null : <p>{t(`role.${before}.lost`)}</p>}
      {after === 'none' ? null : <p>{t('rights.instead', { role: t(`role.${after}`) })}</p>}
      <p>{t('rights.kept')}</p>
      {user === membership.user?.reference ? <p className="wrong">{t('rights.lose.own')}</p> : null}
    </>
  )
}
