import type { ProjectMembership } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { fhirPages, searchPath, usePages, useRead } from '#api'
import { useTexts } from '#language'
import { Answer, Loading, Trouble } from './answer.tsx'
import { Button } from './buttons.tsx'
import { useChanging } from './changing.tsx'
import { Wrong } from './dialogs.tsx'
import { notify } from './notices.tsx'
import { PolicyChoice, type PolicyChoiceProps } from './policy-choice.tsx'
import { partTexts } from './texts.ts'

export interface MemberPolicyProps extends Pick<PolicyChoiceProps, 'label' | 'hint' | 'none' | 'isFit' | 'make'> {
  /** `ClientApplication/…` or `Bot/…` */
  readonly of: string
  /** What the button does. */
  readonly action: string
  /** Said where it has no membership. */
  readonly absent: string
}

const PAGES = fhirPages('ProjectMembership')

/** Which policy a client or Bot has, and another one for it. */
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
  const { change, isBusy, error, dialog } = useChanging()
  const now = membership.accessPolicy?.reference ?? membership.access?.[0]?.policy.reference
  const [chosen, choose] = useState<string>()
  const save = async (): Promise<void> => {
    const { access: _access, ...kept } = membership
    const path = `fhir/R4/ProjectMembership/${membership.id ?? ''}`
    if (await change(path, { ...kept, accessPolicy: { reference: chosen } }, etag)) notify(t('saved'))
  }
  return (
    <>
      <PolicyChoice {...choice} value={chosen ?? now} onChange={choose} />
      {error === null ? null : <Wrong error={error} />}
      {chosen === undefined || chosen === now ? null : (
        <Button kind="primary" isBusy={isBusy} onPress={() => void save()}>
          {action}
        </Button>
      )}
      {dialog}
    </>
  )
}
