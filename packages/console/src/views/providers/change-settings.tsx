import type { IdentityProvider } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Check, Choice, Field, partTexts } from '#parts'
import { providersTexts } from './texts.ts'

type AccountPolicy = NonNullable<IdentityProvider['accountPolicy']>
const POLICIES = ['invited', 'ask', 'create'] as const satisfies readonly AccountPolicy[]

interface ChangeSettingsProps {
  readonly settings: IdentityProvider
  readonly etag: string | undefined
  readonly isBusy: boolean
  /** True when it was saved. */
  readonly onSave: (settings: IdentityProvider, version: string | undefined) => Promise<boolean>
  readonly onClose: () => void
}

/** What changes of a provider over the years: its client and secret, whom it may vouch for, and what its word counts. */
export function ChangeSettings({ settings, etag, isBusy, onSave, onClose }: ChangeSettingsProps): ReactNode {
  const t = useTexts(providersTexts)
  const tParts = useTexts(partTexts)
  // As it was read when this was opened: who saved in between is met by the version.
  const [version] = useState(etag)
  const [draft, setDraft] = useState(settings)
  const [domains, setDomains] = useState((settings.emailDomain ?? []).join(', '))
  const change = (part: Partial<IdentityProvider>): void => setDraft({ ...draft, ...part })
  const isReady = (draft.name ?? '').trim() !== '' && (draft.clientId ?? '').trim() !== ''
  const save = async (): Promise<void> => {
    if (await onSave(changed(draft, domains), version)) onClose()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) void save()
      }}
    >
      <Fields draft={draft} change={change} domains={domains} setDomains={setDomains} />
      <div className="actions">
        <Button onPress={onClose}>{tParts('cancel')}</Button>
        <Button kind="primary" type="submit" isBusy={isBusy} isDisabled={!isReady}>
          {t('settings.save')}
        </Button>
      </div>
    </form>
  )
}

interface FieldsProps {
  readonly draft: IdentityProvider
  readonly change: (part: Partial<IdentityProvider>) => void
  readonly domains: string
  readonly setDomains: (domains: string) => void
}

function Fields({ draft, change, domains, setDomains }: FieldsProps): ReactNode {
  const t = useTexts(providersTexts)
  return (
    <>
      <Field
        label={t('button')}
        hint={t('button.hint')}
        value={draft.name ?? ''}
        onChange={(name) => change({ name })}
        isRequired
      />
      <Field
        label={t('clientId')}
        value={draft.clientId ?? ''}
        onChange={(clientId) => change({ clientId })}
        isRequired
        isMono
      />
      <Field
        label={t('clientSecret')}
        hint={t('clientSecret.keep')}
        type="password"
        value={draft.clientSecret ?? ''}
        onChange={(clientSecret) => change({ clientSecret })}
      />
      <Field label={t('emailDomains')} hint={t('emailDomains.hint')} value={domains} onChange={setDomains} />
      <Choice
        label={t('accountPolicy')}
        options={POLICIES.map((value) => ({ value, text: t(`accountPolicy.${value}`) }))}
        value={draft.accountPolicy ?? 'invited'}
        onChange={(accountPolicy) => change({ accountPolicy })}
      />
      <Check
        isSelected={draft.acceptsSecondFactor === true}
        onChange={(acceptsSecondFactor) => change({ acceptsSecondFactor })}
      >
        {t('factor')}
      </Check>
    </>
  )
}

/** As it is sent: nothing that is empty, so that a secret that was not typed anew is kept. */
function changed({ emailDomain: _domains, clientSecret = '', ...draft }: IdentityProvider, text: string) {
  const emailDomain = text.split(',').flatMap((domain) => domain.trim().toLowerCase() || [])
  return {
    ...draft,
    ...(emailDomain.length > 0 && { emailDomain }),
    ...(clientSecret !== '' && { clientSecret }),
  }
}
