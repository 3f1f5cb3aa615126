import type { AccessPolicy } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useGoOn } from '#frame'
import { useTexts } from '#language'
import { Button, LinkButton, notify, Page, partTexts, useUnsaved, Wrong } from '#parts'
import { Demands } from './demands.tsx'
import { Entries } from './entries.tsx'
import type { StoredPolicy } from './policy-text.ts'
import { StartChoice } from './start-choice.tsx'
import { policyTexts } from './texts.ts'

const FIRST: AccessPolicy = { resourceType: 'AccessPolicy', name: '', resource: [] }

/** FHIR knows no empty lists: a policy without entries has none. */
function withoutEmpty({ resource = [], ...rest }: AccessPolicy): AccessPolicy {
  return resource.length === 0 ? rest : { ...rest, resource }
}

/** A policy that does not exist yet: as a form, as text once it is there. */
export default function NewPolicy(): ReactNode {
  const t = useTexts(policyTexts)
  const tParts = useTexts(partTexts)
  const go = useGoOn()
  const [policy, setPolicy] = useState(FIRST)
  const act = useAct<StoredPolicy>()
  const create = (): void =>
    act.mutate(
      { path: 'fhir/R4/AccessPolicy', body: withoutEmpty(policy) },
      {
        onSuccess: ({ body }) => {
          notify(t('saved', { name: body.name ?? '' }))
          go(`policies/${body.id}`)
        },
      },
    )
  useUnsaved(policy !== FIRST && !act.isPending)
  const isReady = (policy.name ?? '').trim() !== ''
  return (
    <Page
      title={t('new.heading')}
      lead={t('new.lead')}
      actions={
        <>
          <LinkButton to="policies">{tParts('cancel')}</LinkButton>
          <Button kind="primary" onPress={create} isBusy={act.isPending} isDisabled={!isReady}>
            {t('new.create')}
          </Button>
        </>
      }
    >
      {act.error === null ? null : <Wrong error={act.error} />}
      <StartChoice policy={policy} onChange={setPolicy} />
      <Entries policy={policy} onChange={setPolicy} />
      <Demands policy={policy} onChange={setPolicy} />
    </Page>
  )
}
