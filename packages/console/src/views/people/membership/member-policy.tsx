import type { AccessPolicy, ProjectMembership } from '@damson/sdk'
import type { ReactNode } from 'react'
import { fhirPages, searchPath, usePages, useRead } from '#api'
import { useMay } from '#frame'
import { useTexts } from '#language'
import {
  Answer,
  Button,
  isSame,
  Loading,
  Named,
  notify,
  PolicyChoice,
  type PolicyChoiceProps,
  Trouble,
  useChanging,
  usePolicies,
  useTyped,
  Wrong,
} from '#parts'
import { type ActForItem, isActForFit } from './act-for.ts'
import { ActForFields } from './act-for-fields.tsx'
import { FurtherPolicies } from './further-policies.tsx'
import { areFit } from './parameters.ts'
import { type PoliciesHeld, policiesOf, withPolicies } from './policies-held.ts'
import { membershipTexts } from './texts.ts'

export interface MemberPolicyProps extends Pick<PolicyChoiceProps, 'label' | 'hint' | 'none' | 'isFit' | 'make'> {
  /** `ClientApplication/…` or `Bot/…` */
  readonly of: string
  /** Said where it has no membership. */
  readonly absent: string
  /** It may act for people: a device does not. */
  readonly mayAct?: boolean
  /** The server says that the person may not change what acts for people. */
  readonly isHeld?: boolean
}

const PAGES = fhirPages('ProjectMembership')

/** What a client or Bot may do: its policies, and for whom it acts. */
export function MemberPolicy({ of, absent, ...rest }: MemberPolicyProps): ReactNode {
  const field = of.startsWith('Bot/') ? 'profile' : 'user'
  const { rows, isLoading, error, again } = usePages(
    searchPath('ProjectMembership', { [field]: of, _count: '1' }),
    PAGES,
  )
  const [first] = rows
  const read = useRead<ProjectMembership>(first && `fhir/R4/ProjectMembership/${first.id}`)
  if (error !== null) return <Trouble error={error} again={again} />
  if (isLoading) return <Loading />
  if (first === undefined) return <p className="soft">{absent}</p>
  return <Answer of={read}>{(membership, { etag }) => <Shown membership={membership} etag={etag} {...rest} />}</Answer>
}

interface FormProps extends Omit<MemberPolicyProps, 'of' | 'absent'> {
  readonly membership: ProjectMembership
  readonly etag: string | undefined
}

/** Of what acts for people, the API takes such changes from owners alone. */
function Shown({ isHeld = false, ...props }: FormProps): ReactNode {
  const mayAct = useMay()('say_for_whom') && !isHeld
  return props.membership.actFor === undefined || mayAct ? <Form {...props} /> : <Held {...props} />
}

function Held({ membership }: FormProps): ReactNode {
  const t = useTexts(membershipTexts)
  const { rows } = usePolicies()
  const { policy, more } = policiesOf(membership)
  const all = [
    ...(policy === undefined ? [] : [policy]),
    ...more.flatMap(({ policy: { reference = [] } }) => reference),
  ]
  return (
    <>
      <p className="soft">{t('actFor.owners')}</p>
      <ul>
        {all.map((reference) => (
          <li key={reference}>
            <Named reference={reference} name={rows.find(({ id }) => reference === `AccessPolicy/${id}`)?.name} />
          </li>
        ))}
      </ul>
    </>
  )
}

interface Rights extends PoliciesHeld {
  readonly actFor: readonly ActForItem[]
}

const rightsOf = (membership: ProjectMembership): Rights => ({
  ...policiesOf(membership),
  actFor: membership.actFor ?? [],
})

function withRights(membership: ProjectMembership, { actFor, ...policies }: Rights): ProjectMembership {
  const { actFor: _before, ...rest } = withPolicies(membership, policies)
  return { ...rest, ...(actFor.length > 0 && { actFor: [...actFor] }) }
}

function Form({ membership, etag, mayAct = false, isFit, ...choice }: FormProps): ReactNode {
  const t = useTexts(membershipTexts)
  const may = useMay()
  const { value, of, ...typed } = useTyped({ body: membership, etag }, rightsOf, 'tab')
  const { change, clear, isBusy, error, dialog } = useChanging(typed.drop)
  const before = rightsOf(of.body)
  const set = (part: Partial<Rights>): void => {
    clear()
    typed.set({ ...value, ...part })
  }
  const save = async (): Promise<void> => {
    const path = `fhir/R4/ProjectMembership/${of.body.id ?? ''}`
    const body = withRights(of.body, value)
    const saved = await typed.save(async () => {
      const answer = await change(path, body, of.etag)
      return answer && { body, etag: answer.etag }
    })
    if (saved !== undefined) notify(t('saved'), () => void change(path, of.body, saved.etag))
  }
  const isReady = !isSame(value, before) && areFit(value.more, before.more) && isActForFit(value.actFor, before.actFor)
  const fit: { isFit?: (policy: AccessPolicy) => boolean } = isFit === undefined ? {} : { isFit }
  return (
    <>
      <PolicyChoice {...choice} {...fit} value={value.policy} onChange={(policy) => set({ policy })} />
      <FurtherPolicies
        value={value.more}
        onChange={(more) => set({ more })}
        isFit={isFit}
        profile={membership.profile.reference}
      />
      {mayAct && may('say_for_whom') ? (
        <ActForFields value={value.actFor} onChange={(actFor) => set({ actFor })} error={error} />
      ) : null}
      {error === null ? null : <Wrong error={error} />}
      <div className="actions">
        <Button kind="primary" isBusy={isBusy} isDisabled={!isReady} onPress={() => void save()}>
          {t('save')}
        </Button>
        {isSame(value, before) ? null : <Button onPress={typed.drop}>{t('drop')}</Button>}
      </div>
      {dialog}
    </>
  )
}
