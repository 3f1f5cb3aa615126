import type { AccessPolicy } from '@damson/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useGo, useMay, useParam, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Confirm, Found, notify, Page, Tabs, useSaving, Wrong } from '#parts'
import { Entries } from './entries.tsx'
import { Holders } from './holders.tsx'
import { readPolicy, type StoredPolicy, textOf } from './policy-text.ts'
import { PolicyText } from './text.tsx'
import { policyTexts } from './texts.ts'
import { TryDraft } from './try-draft.tsx'
import { Unsaid } from './unsaid.tsx'
import { Versions } from './versions.tsx'

const TABS = ['entries', 'text', 'holders', 'try', 'versions'] as const
type Tab = (typeof TABS)[number]

/** One policy: what it allows, who has it, what it was before. */
export default function Policy(): ReactNode {
  const t = useTexts(policyTexts)
  const id = useParam('id')
  const read = useRead<StoredPolicy>(`fhir/R4/AccessPolicy/${id}`)
  return (
    <Found title={t('heading')} of={read}>
      {(policy, { etag }) => <Editing key={policy.id} policy={policy} etag={etag} again={() => read.refetch()} />}
    </Found>
  )
}

interface EditingProps {
  readonly policy: StoredPolicy
  readonly etag: string | undefined
  readonly again: () => Promise<{
    readonly data?: { readonly body: StoredPolicy; readonly etag: string | undefined } | undefined
  }>
}

interface Draft {
  readonly text: string
  readonly setText: (text: string) => void
  /** Undefined while the text is not JSON. */
  readonly policy: AccessPolicy | undefined
  readonly isChanged: boolean
  readonly isBusy: boolean
  readonly trouble: Error | undefined
  readonly store: () => Promise<void>
  readonly discard: () => void
  readonly dialog: ReactNode
}

/** What is typed stays, whatever is read meanwhile, until it is saved with the version that it began from. */
function useDraft({ policy, etag, again }: EditingProps): Draft {
  const t = useTexts(policyTexts)
  const [begun, setBegun] = useState({ text: textOf(policy), etag })
  const [text, setText] = useState(begun.text)
  const [trouble, setTrouble] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const { save, dialog } = useSaving()
  const queries = useQueryClient()
  const draft = readPolicy(text)

  const store = async (): Promise<void> => {
    setBusy(true)
    setTrouble(undefined)
    try {
      const saved = await save(`fhir/R4/AccessPolicy/${policy.id}`, draft, begun.etag)
      const { data } = await again()
      if (data !== undefined) {
        const next = textOf(data.body)
        setBegun({ text: next, etag: data.etag })
        setText(next)
      }
      // The versions, too.
      void queries.invalidateQueries()
      if (saved !== undefined) notify(t('saved', { name: policy.name ?? '' }))
    } catch (error) {
      setTrouble(error instanceof Error ? error : new Error(String(error)))
    } finally {
      setBusy(false)
    }
  }
  const discard = (): void => setText(begun.text)
  return { text, setText, policy: draft, isChanged: text !== begun.text, isBusy, trouble, store, discard, dialog }
}

function Editing(props: EditingProps): ReactNode {
  const t = useTexts(policyTexts)
  const format = useFormat()
  const { policy } = props
  const may = useMay()
  const draft = useDraft(props)
  const [named] = useQuery('tab', 'entries')
  const tab = TABS.find((one) => one === named) ?? 'entries'
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
      <Remove policy={policy} />
    </>
  ) : null
  return (
    <Page
      title={policy.name ?? t('unnamed')}
      lead={t('version', { version: versionId, when: lastUpdated === undefined ? '' : format.time(lastUpdated) })}
      actions={actions}
    >
      {draft.trouble === undefined ? null : <Wrong error={draft.trouble} />}
      <Tabs label={t('tabs')} tabs={TABS.map((name) => ({ name, title: t(`tab.${name}`) }))} value={tab} />
      <Shown tab={tab} id={policy.id} text={draft.text} draft={draft.policy} onChange={draft.setText} />
      {draft.dialog}
    </Page>
  )
}

interface ShownProps {
  readonly tab: Tab
  readonly id: string
  readonly text: string
  readonly draft: AccessPolicy | undefined
  readonly onChange: (text: string) => void
}

function Shown({ tab, id, text, draft, onChange }: ShownProps): ReactNode {
  const t = useTexts(policyTexts)
  if (tab === 'text')
    return (
      <>
        <PolicyText text={text} onChange={onChange} />
        <Unsaid policy={draft} />
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
  return tab === 'try' ? (
    <TryDraft draft={draft} />
  ) : (
    <Entries policy={draft} onChange={(next) => onChange(textOf(next))} />
  )
}

function Remove({ policy }: { readonly policy: StoredPolicy }): ReactNode {
  const t = useTexts(policyTexts)
  const go = useGo()
  const act = useAct()
  const [isOpen, setOpen] = useState(false)
  const remove = (): void =>
    act.mutate(
      { path: `fhir/R4/AccessPolicy/${policy.id}`, method: 'DELETE' },
      {
        onSuccess: () => {
          notify(t('removed', { name: policy.name ?? policy.id }))
          go('policies')
        },
      },
    )
  return (
    <>
      <Button kind="danger" onPress={() => setOpen(true)}>
        {t('remove')}
      </Button>
      <Confirm
        title={t('remove.heading', { name: policy.name ?? policy.id })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action={t('remove')}
        name={policy.name ?? policy.id}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={remove}
      >
        <p>{t('remove.lead')}</p>
        <Holders id={policy.id} />
      </Confirm>
    </>
  )
}
