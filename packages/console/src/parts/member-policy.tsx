import type { ProjectMembership } from '@damson/sdk'
import type { ReactNode } from 'react'
import { fhirPages, searchPath, usePages, useRead } from '#api'
import { useTexts } from '#language'
import { Answer, Loading, Trouble } from './answer.tsx'
import { Button } from './buttons.tsx'
import { useChanging } from './changing.tsx'
import { Wrong } from './dialogs.tsx'
import { MorePolicies } from './more-policies.tsx'
import { notify } from './notices.tsx'
import { policiesOf, withPolicy } from './policies-held.ts'
import { PolicyChoice, type PolicyChoiceProps } from './policy-choice.tsx'
import { partTexts } from './texts.ts'
import { useTyped } from './typed.ts'

export interface MemberPolicyProps extends Pick<PolicyChoiceProps, 'label' | 'hint' | 'none' | 'isFit' | 'make'> {
  /** `ClientApplication/…` or `Bot/…` */
  readonly of: string
  /** What the button does. */
  readonly action: string
  /** Said where it has no membership. */
  readonly absent: string
}

const PAGES = fhirPages('ProjectMembership')

/** Which policies a client or Bot has, and another one for it. */
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
  return <Answer of={read}>{(membership, { etag }) => <Form membership={membership} etag={etag} {...rest} />}</Answer>
}

interface FormProps extends Omit<MemberPolicyProps, 'of' | 'absent'> {
  readonly membership: ProjectMembership
  readonly etag: string | undefined
}

function Form({ membership, etag, action, ...choice }: FormProps): ReactNode {
  const t = useTexts(partTexts)
  const { value, of, ...typed } = useTyped({ body: membership, etag }, (body) => policiesOf(body).policy, 'tab')
  const { change, isBusy, error, dialog } = useChanging(typed.drop)
  const { policy: before, more } = policiesOf(of.body)
  const id = membership.id ?? ''
  const save = async (): Promise<void> => {
    if (value === undefined) return
    const body = withPolicy(of.body, value)
    const saved = await typed.save(async () => {
      const answer = await change(`fhir/R4/ProjectMembership/${id}`, body, of.etag)
      return answer && { body, etag: answer.etag }
    })
    if (saved !== undefined) notify(t('saved'))
  }
  return (
    <>
      <PolicyChoice {...choice} value={value} onChange={typed.set} />
      <MorePolicies of={more} membership={id} />
      {error === null ? null : <Wrong error={error} />}
      {value === before ? null : (
        <Button kind="primary" isBusy={isBusy} onPress={() => void save()}>
          {action}
        </Button>
      )}
      {dialog}
    </>
  )
}
