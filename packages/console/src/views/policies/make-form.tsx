import type { AccessPolicy } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useTexts } from '#language'
import { Button, Form, notify, partTexts, Wrong } from '#parts'
import { Entries } from './entries.tsx'
import type { MakePolicyProps } from './make-policy.tsx'
import type { StoredPolicy } from './policy-text.ts'
import { policyTexts } from './texts.ts'

interface MakeFormProps extends MakePolicyProps {
  readonly onClose: () => void
}

const READS_PATIENTS = [{ resourceType: 'Patient', readonly: true }]

export default function MakeForm({ first = READS_PATIENTS, onMade, onClose }: MakeFormProps): ReactNode {
  const t = useTexts(policyTexts)
  const tParts = useTexts(partTexts)
  const [policy, setPolicy] = useState<AccessPolicy>({ resourceType: 'AccessPolicy', name: '', resource: first })
  const act = useAct<StoredPolicy>()
  const isReady = (policy.name ?? '').trim() !== ''
  const make = async (): Promise<void> => {
    const { body } = await act.mutateAsync({ path: 'fhir/R4/AccessPolicy', body: policy })
    notify(t('saved', { name: body.name ?? '' }))
    onMade(`AccessPolicy/${body.id}`)
  }
  return (
    <Form
      onSubmit={() => {
        if (isReady) void make().catch(() => undefined)
      }}
    >
      <p className="soft">{t('new.lead')}</p>
      <Entries policy={policy} onChange={setPolicy} />
      {act.error === null ? null : <Wrong error={act.error} />}
      <div className="actions">
        <Button onPress={onClose}>{tParts('cancel')}</Button>
        <Button kind="primary" type="submit" isBusy={act.isPending} isDisabled={!isReady}>
          {t('new.create')}
        </Button>
      </div>
    </Form>
  )
}
