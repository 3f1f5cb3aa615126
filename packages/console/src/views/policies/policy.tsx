import type { AccessPolicy } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useGoOn, useMay, useParam, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Found, Lockout, notify, Page, Removing, Tabs, useChanging, useTyped, Wrong } from '#parts'
import { Demands } from './demands.tsx'
import { Entries } from './entries.tsx'
import { Holders } from './holders.tsx'
import { fitsForm, readPolicy, type StoredPolicy, textOf } from './policy-text.ts'
import { PolicyText } from './text.tsx'
import { policyTexts } from './texts.ts'
import { TryDraft } from './try-draft.tsx'
import { Unsaid } from './unsaid.tsx'
import { Versions } from './versions.tsx'

const TABS = ['entries', 'demands', 'text', 'holders', 'try', 'versions'] as const
type Tab = (typeof TABS)[number]

/** One policy: what it allows, who has it, what it was before. */
export default function Policy(): ReactNode {
  const t = useTexts(policyTexts)
  const id = useParam('id')
  const read = useRead<StoredPolicy>(`fhir/R4/AccessPolicy/${id}`)
  return (
    <Found title={t('heading')} of={read}>
      {(policy, { etag }) => <Editing key={policy.id} policy={policy} etag={etag} />}
    </Found>
  )
}

interface EditingProps {
  readonly policy: StoredPolicy
  readonly etag: string | undefined
}

interface Draft {
  readonly text: string
  readonly setText: (text: string) => void
  /** Undefined while the text is not JSON. */
  readonly policy: AccessPolicy | undefined
  readonly isChanged: boolean
  readonly isBusy: boolean
  readonly error: Error | null
  readonly store: (headers?: Readonly<Record<string, string>>) => Promise<void>
  readonly discard: () => void
  readonly dialog: ReactNode
}

/** What is typed stays, whatever is read meanwhile, until it is saved with the version that it began from. */
function useDraft({ policy, etag }: EditingProps): Draft {
  const t = useTexts(policyTexts)
  const typed = useTyped({ body: policy, etag }, textOf)
  const { change, isBusy, error, clear, dialog } = useChanging(typed.drop)
  const text = typed.value
  const draft = readPolicy(text)
  const store: Draft['store'] = async (headers) => {
    const path = `fhir/R4/AccessPolicy/${policy.id}`
    const saved = await typed.save(() => change<StoredPolicy>(path, draft, typed.of.etag, headers))
    if (saved !== undefined) notify(t('saved', { name: saved.body.name ?? '' }))
  }
  const discard = (): void => {
    clear()
    typed.drop()
  }
  const isChanged = text !== textOf(typed.of.body)
  return { text, setText: typed.set, policy: draft, isChanged, isBusy, error, store, discard, dialog }
}

function Editing(props: EditingProps): ReactNode {
  const t = useTexts(policyTexts)
  const format = useFormat()
  const { policy, etag } = props
  const may = useMay()
  const draft = useDraft(props)
  const [named] = useQuery('tab', 'entries')
  // Earlier versions are read by those who may change the policy.
  const tabs = may('change_policies') ? TABS : TABS.filter((one) => one !== 'versions')
  const tab = tabs.find((one) => one === named) ?? 'entries'
  const { lastUpdated, versionId = '' } = policy.meta ?? {}
  const actions = may('change_policies') ? (
    <>
      <Button
        kind="primary"
        onPress={() => void draft.store()}
        isBusy={draft.isBusy}
        isDisabled={!draft.isChanged || draft.policy === undefined}
      >
        {t('save')}
      </Button>
      {draft.isChanged ? <Button onPress={draft.discard}>{t('discard')}</Button> : null}
      <Lockout error={draft.error} name={policy.name ?? policy.id} isBusy={draft.isBusy} onSave={draft.store} />
      <Remove policy={policy} etag={etag} />
    </>
  ) : null
  return (
    <Page
      title={policy.name ?? t('unnamed')}
      lead={t('version', { version: versionId, when: lastUpdated === undefined ? '' : format.time(lastUpdated) })}
      actions={actions}
    >
      {draft.error === null || tab === 'text' ? null : <Wrong error={draft.error} />}
      <Tabs label={t('tabs')} tabs={tabs.map((name) => ({ name, title: t(`tab.${name}`) }))} value={tab} />
      <Shown
        tab={tab}
        id={policy.id}
        text={draft.text}
        draft={draft.policy}
        error={draft.error}
        onChange={draft.setText}
      />
      {draft.dialog}
    </Page>
  )
}

interface ShownProps {
  readonly tab: Tab
  readonly id: string
  readonly text: string
  readonly draft: AccessPolicy | undefined
  readonly error: Error | null
  readonly onChange: (text: string) => void
}

function Shown({ tab, id, text, draft, error, onChange }: ShownProps): ReactNode {
  const t = useTexts(policyTexts)
  if (tab === 'text')
    return (
      <>
        <PolicyText text={text} error={error} onChange={onChange} />
        {draft === undefined || !fitsForm(draft) ? null : <Unsaid policy={draft} />}
      </>
    )
  if (tab === 'holders') return <Holders id={id} />
  if (tab === 'versions') return <Versions id={id} onTake={onChange} />
  if (draft === undefined)
    return (
      <p className="card padded" role="status">
        {t('notJson')}
      </p>
    )
  if (tab === 'try') return <TryDraft draft={draft} />
  if (!fitsForm(draft))
    return (
      <p className="card padded" role="status">
        {t('notForm')}
      </p>
    )
  const change = (next: AccessPolicy): void => onChange(textOf(next))
  return tab === 'demands' ? <Demands policy={draft} onChange={change} /> : <Entries policy={draft} onChange={change} />
}

function Remove({ policy, etag }: EditingProps): ReactNode {
  const t = useTexts(policyTexts)
  const go = useGoOn()
  const name = policy.name ?? policy.id
  return (
    <Removing
      path={`fhir/R4/AccessPolicy/${policy.id}`}
      of={{ body: policy, etag }}
      name={name}
      button={t('remove')}
      title={t('remove.heading', { name })}
      onRemoved={() => {
        notify(t('removed', { name }))
        go('policies')
      }}
    >
      <p>{t('remove.lead')}</p>
      <Holders id={policy.id} />
    </Removing>
  )
}
