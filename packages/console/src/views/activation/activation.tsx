import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useTexts } from '#language'
import { Button, Empty, Field, Form, Found, LinkButton, Page, PolicyChoice, Question, Wrong } from '#parts'
import { Picked } from '../audit/pick.tsx'
import { EndCode } from './end-code.tsx'
import { type Made, MadeCode } from './made.tsx'
import { activationTexts } from './texts.ts'

/** Makes a code with which a patient opens the record that is kept of them. */
export default function Activation(): ReactNode {
  const t = useTexts(activationTexts)
  const { project } = useMe()
  const read = useRead<Project>(`fhir/R4/Project/${project.id}`)
  return (
    <Found title={t('heading')} of={read}>
      {({ setting = [] }) =>
        setting.some(({ name, valueBoolean }) => name === 'activationCodes' && valueBoolean === true) ? (
          <Giving />
        ) : (
          <Off />
        )
      }
    </Found>
  )
}

function Off(): ReactNode {
  const t = useTexts(activationTexts)
  const may = useMay()
  const to = (
    <LinkButton to="settings" search={{ tab: 'people' }} kind="primary">
      {t('off.settings')}
    </LinkButton>
  )
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <Empty action={may('change_project') ? to : undefined}>{t('off')}</Empty>
    </Page>
  )
}

function Giving(): ReactNode {
  const t = useTexts(activationTexts)
  const [patient, setPatient] = useQuery('patient')
  const [made, setMade] = useState<Made>()
  if (made !== undefined)
    return (
      <MadeCode
        made={made}
        onAnother={() => {
          setMade(undefined)
          setPatient('')
        }}
      />
    )
  return (
    <Page
      title={t('heading')}
      lead={t('lead')}
      actions={patient === '' ? undefined : <EndCode key={patient} patient={patient} />}
    >
      <Asked patient={patient} setPatient={setPatient} onMade={setMade} />
    </Page>
  )
}

interface AskedProps {
  readonly patient: string
  readonly setPatient: (reference: string) => void
  readonly onMade: (made: Made) => void
}

function Asked({ patient, setPatient, onMade }: AskedProps): ReactNode {
  const t = useTexts(activationTexts)
  const { project } = useMe()
  const [how, setHow] = useState<'paper' | 'email'>('paper')
  const [email, setEmail] = useState('')
  const [policy, setPolicy] = useState('')
  const act = useAct<Made['answer']>()
  const isReady = patient !== '' && (how === 'paper' || email !== '')
  const make = (): void => {
    if (!isReady) return
    const body = {
      patient: { reference: patient },
      ...(how === 'email' && { email }),
      ...(policy !== '' && { accessPolicy: { reference: policy } }),
    }
    act.mutate(
      { path: `admin/projects/${project.id}/activation-codes`, body },
      { onSuccess: ({ body: answer }) => onMade({ patient, email: how === 'email' ? email : undefined, answer }) },
    )
  }
  return (
    <Form onSubmit={make}>
      <Picked label={t('patient')} of="patient" none={t('patient.none')} value={patient} onChange={setPatient} />
      <Question<'paper' | 'email'>
        label={t('how')}
        value={how}
        onChange={setHow}
        options={[
          { value: 'paper', text: t('how.paper'), hint: t('how.paper.hint') },
          { value: 'email', text: t('how.email'), hint: t('how.email.hint') },
        ]}
      />
      {how === 'email' ? (
        <Field label={t('email')} hint={t('email.hint')} type="email" value={email} onChange={setEmail} isRequired />
      ) : null}
      <PolicyChoice
        label={t('policy')}
        hint={t('policy.hint')}
        byDefault={t('policy.default')}
        value={policy}
        onChange={setPolicy}
      />
      {act.error === null ? null : <Wrong error={act.error} />}
      <div className="actions">
        <LinkButton to="people">{t('back')}</LinkButton>
        <Button kind="primary" type="submit" isBusy={act.isPending} isDisabled={!isReady}>
          {t('make')}
        </Button>
      </div>
    </Form>
  )
}
