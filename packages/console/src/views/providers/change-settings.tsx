import type { IdentityProvider } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Check, Choice, Field, isSame, notify, partTexts, Said, useChanging, useUnsaved, Wrong } from '#parts'
import { type ProviderProps, providerPath, settingAt } from './stored.ts'
import { providersTexts } from './texts.ts'

type AccountPolicy = NonNullable<IdentityProvider['accountPolicy']>
const POLICIES = ['invited', 'ask', 'create'] as const satisfies readonly AccountPolicy[]
/** What somebody can be who comes without an invitation. */
const NEWCOMERS = ['Practitioner', 'Patient'] as const

/** The settings that have a field here: a refusal that names one of them is told there. */
const FIELDS = ['name', 'clientId', 'clientSecret', 'emailDomain', 'accountPolicy', 'defaultProfileType'] as const
type FieldName = (typeof FIELDS)[number]

interface ChangeSettingsProps extends ProviderProps {
  readonly onClose: () => void
}

/** What changes of a provider over the years: its client and secret, whom it may vouch for, and what its word counts. */
export function ChangeSettings({ provider, etag, onClose }: ChangeSettingsProps): ReactNode {
  const t = useTexts(providersTexts)
  const tParts = useTexts(partTexts)
  // As it was read when this was opened: who saved in between is met by the version.
  const [begun] = useState({ provider, etag })
  const before = begun.provider.identityProvider
  const [draft, setDraft] = useState(before)
  const domainsBefore = (before.emailDomain ?? []).join(', ')
  const [domains, setDomains] = useState(domainsBefore)
  const { change, isBusy, error, clear, dialog } = useChanging(onClose)
  useUnsaved(!isBusy && !isSame([draft, domains], [before, domainsBefore]))
  const refused = FIELDS.find((one) => one === settingAt(error))
  const isReady = (draft.name ?? '').trim() !== '' && (draft.clientId ?? '').trim() !== ''
  const save = async (): Promise<void> => {
    const next = { ...begun.provider, identityProvider: changed(draft, domains) }
    if ((await change(providerPath(provider.id), next, begun.etag)) === undefined) return
    notify(t('settings.saved'))
    onClose()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) void save()
      }}
    >
      <Fields
        draft={draft}
        isOtherClient={(draft.clientId ?? '').trim() !== before.clientId}
        change={(part) => {
          clear()
          setDraft({ ...draft, ...part })
        }}
        domains={domains}
        setDomains={(text) => {
          clear()
          setDomains(text)
        }}
        wrong={(name) => (name === refused && error !== null ? <Said error={error} /> : undefined)}
      />
      {error === null || refused !== undefined ? null : <Wrong error={error} />}
      <div className="actions">
        <Button onPress={onClose}>{tParts('cancel')}</Button>
        <Button kind="primary" type="submit" isBusy={isBusy} isDisabled={!isReady}>
          {t('settings.save')}
        </Button>
      </div>
      {dialog}
    </form>
  )
}

interface FieldsProps {
  readonly draft: IdentityProvider
  readonly isOtherClient: boolean
  readonly change: (part: Partial<IdentityProvider>) => void
  readonly domains: string
  readonly setDomains: (domains: string) => void
  /** What the server said of a field. */
  readonly wrong: (name: FieldName) => ReactNode
}

function Fields({ domains, setDomains, ...rest }: FieldsProps): ReactNode {
  const t = useTexts(providersTexts)
  const { draft, isOtherClient, change, wrong } = rest
  return (
    <>
      <Field
        label={t('button')}
        hint={t('button.hint')}
        value={draft.name ?? ''}
        onChange={(name) => change({ name })}
        error={wrong('name')}
        isRequired
      />
      <Field
        label={t('clientId')}
        hint={isOtherClient ? t('clientId.other') : undefined}
        value={draft.clientId ?? ''}
        onChange={(clientId) => change({ clientId })}
        error={wrong('clientId')}
        isRequired
        isMono
      />
      <Field
        label={t('clientSecret')}
        hint={t(isOtherClient ? 'clientSecret.other' : 'clientSecret.keep')}
        type="password"
        value={draft.clientSecret ?? ''}
        onChange={(clientSecret) => change({ clientSecret })}
        error={wrong('clientSecret')}
      />
      <Field
        label={t('emailDomains')}
        hint={t('emailDomains.hint')}
        value={domains}
        onChange={setDomains}
        error={wrong('emailDomain')}
      />
      <WhoMay {...rest} />
      <Check
        isSelected={draft.acceptsSecondFactor === true}
        onChange={(acceptsSecondFactor) => change({ acceptsSecondFactor })}
      >
        {t('factor')}
      </Check>
    </>
  )
}

/** Who may sign in; and where that is everybody, what they become. */
function WhoMay({ draft, change, wrong }: Pick<FieldsProps, 'draft' | 'change' | 'wrong'>): ReactNode {
  const t = useTexts(providersTexts)
  const { accountPolicy = 'invited', profileType = [], defaultProfileType } = draft
  const kinds = NEWCOMERS.filter((kind) => profileType.length === 0 || profileType.includes(kind))
  const choose = (next: AccountPolicy): void => {
    const [first] = kinds
    const isOpen = next === 'create' && defaultProfileType === undefined && first !== undefined
    change({ accountPolicy: next, ...(isOpen && { defaultProfileType: first }) })
  }
  return (
    <>
      <Choice
        label={t('accountPolicy')}
        options={POLICIES.map((value) => ({ value, text: t(`accountPolicy.${value}`) }))}
        value={accountPolicy}
        onChange={choose}
        error={wrong('accountPolicy')}
      />
      {accountPolicy === 'create' ? (
        <Choice
          label={t('newcomers')}
          options={kinds.map((value) => ({ value, text: t(`kind.${value}`) }))}
          value={kinds.find((kind) => kind === defaultProfileType)}
          onChange={(kind) => change({ defaultProfileType: kind })}
          error={wrong('defaultProfileType')}
        />
      ) : null}
    </>
  )
}

/** As it is sent: nothing that is empty, so that a secret that was not typed anew is kept. */
function changed({ emailDomain: _domains, clientSecret = '', ...draft }: IdentityProvider, text: string) {
  const emailDomain = text.split(/[\s,;]+/).flatMap((domain) => domain.toLowerCase() || [])
  return {
    ...draft,
    name: (draft.name ?? '').trim(),
    clientId: (draft.clientId ?? '').trim(),
    ...(emailDomain.length > 0 && { emailDomain }),
    ...(clientSecret !== '' && { clientSecret }),
  }
}
