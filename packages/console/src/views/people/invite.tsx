import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useGo, useMe } from '#frame'
import { useTexts } from '#language'
import {
  Button,
  Choice,
  Field,
  Form,
  LinkButton,
  notify,
  Page,
  PolicyChoice,
  Question,
  useUnsaved,
  Wrong,
} from '#parts'
import { MakePolicy } from '../policies/make-policy.tsx'
import { useDefaultPolicy } from './default-policy.ts'
import { useMailed } from './mailed.ts'
import { asRole, givenBy, type Role } from './roles.ts'
import { peopleTexts } from './texts.ts'

type ProfileType = 'Practitioner' | 'Patient' | 'RelatedPerson'
interface Draft {
  readonly resourceType: ProfileType
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly patient: string
  readonly policy: string
  readonly role: Role
}

const EMPTY: Draft = {
  resourceType: 'Practitioner',
  firstName: '',
  lastName: '',
  email: '',
  patient: '',
  policy: '',
  role: 'none',
}

/** What `POST /admin/projects/:id/invite` takes. */
function bodyOf({ resourceType, firstName, lastName, email, patient, policy, role }: Draft): object {
  return {
    resourceType,
    firstName,
    lastName,
    email,
    ...(resourceType === 'RelatedPerson' ? { patient: { reference: patient } } : {}),
    membership: {
      ...(policy === '' ? {} : { accessPolicy: { reference: policy } }),
      ...asRole(role),
    },
  }
}

/** The membership, or why its e-mail was not sent. */
interface Invited {
  readonly id?: string
  readonly issue?: readonly {
    readonly details?: { readonly text?: string; readonly coding?: readonly { readonly code?: string }[] }
  }[]
}

const UNSENT = ['mail_failed', 'mail_limit', 'mail_waiting'] as const

export default function Invite(): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const go = useGo()
  const [draft, setDraft] = useState(EMPTY)
  const act = useAct<Invited>()
  const mailed = useMailed()
  useUnsaved(draft !== EMPTY && !act.isPending && act.data === undefined)
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part })
  const send = (): void =>
    act.mutate(
      { path: `admin/projects/${project.id}/invite`, body: bodyOf(draft) },
      {
        onSuccess: ({ body }) => {
          // The person is invited in any case. Where the answer says why no e-mail was sent, it has no id.
          const { text, coding } = body.issue?.[0]?.details ?? {}
          const unsent = UNSENT.find((one) => one === coding?.[0]?.code)
          if (text !== undefined) notify(unsent === undefined ? text : t(`invited.${unsent}`, { email: draft.email }))
          else mailed(t('invited', { email: draft.email }), draft.email)
          go(body.id === undefined ? 'people' : `people/${body.id}`)
        },
      },
    )
  return (
    <Page title={t('invite.heading')} lead={t('invite.lead')}>
      <Form onSubmit={send}>
        <Questions draft={draft} change={change} />
        {act.error === null ? null : <Wrong error={act.error} />}
        <div className="actions">
          <LinkButton to="people">{t('cancel')}</LinkButton>
          <Button kind="primary" type="submit" isBusy={act.isPending}>
            {t('invite.send')}
          </Button>
        </div>
      </Form>
    </Page>
  )
}

function Questions({
  draft,
  change,
}: {
  readonly draft: Draft
  readonly change: (part: Partial<Draft>) => void
}): ReactNode {
  const t = useTexts(peopleTexts)
  const given = givenBy(useMe())
  const byDefault = useDefaultPolicy({ ...asRole(draft.role), type: draft.resourceType })
  return (
    <>
      <Kind value={draft.resourceType} onChange={(resourceType) => change({ resourceType })} />
      <Field
        label={t('firstName')}
        value={draft.firstName}
        onChange={(firstName) => change({ firstName })}
        isRequired
      />
      <Field label={t('lastName')} value={draft.lastName} onChange={(lastName) => change({ lastName })} isRequired />
      <Field
        label={t('email')}
        type="email"
        hint={t('email.hint')}
        value={draft.email}
        onChange={(email) => change({ email })}
        isRequired
      />
      {draft.resourceType === 'RelatedPerson' ? (
        <Field
          label={t('patient')}
          hint={t('patient.hint')}
          value={draft.patient}
          onChange={(patient) => change({ patient })}
          isRequired
          isMono
        />
      ) : null}
      <PolicyChoice
        label={t('policy')}
        hint={t('policy.hint')}
        byDefault={byDefault}
        value={draft.policy}
        onChange={(policy) => change({ policy })}
        make={(onMade) => <MakePolicy onMade={onMade} />}
      />
      <Choice<Role>
        label={t('role')}
        value={draft.role}
        onChange={(role) => change({ role })}
        options={given.map((role) => ({ value: role, text: t(`role.${role}`), hint: t(`role.${role}.hint`) }))}
      />
    </>
  )
}

interface KindProps {
  readonly value: ProfileType
  readonly onChange: (value: ProfileType) => void
}

function Kind({ value, onChange }: KindProps): ReactNode {
  const t = useTexts(peopleTexts)
  return (
    <Question<ProfileType>
      label={t('kind')}
      value={value}
      onChange={onChange}
      options={[
        { value: 'Practitioner', text: t('kind.Practitioner'), hint: t('kind.Practitioner.hint') },
        { value: 'Patient', text: t('kind.Patient'), hint: t('kind.Patient.hint') },
        { value: 'RelatedPerson', text: t('kind.RelatedPerson'), hint: t('kind.RelatedPerson.hint') },
      ]}
    />
  )
}
