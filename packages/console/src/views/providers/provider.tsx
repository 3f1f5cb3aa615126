import type { IdentityProvider, ProjectIdentityProvider } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useGo, useMay, useParam } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, Facts, Found, notify, Page, Section, Snippet, useSaving, Wrong } from '#parts'
import { configuration } from '#session'
import { ChangeSettings } from './change-settings.tsx'
import { Claims } from './claims.tsx'
import { providersTexts } from './texts.ts'
import { Trial } from './trial.tsx'

type Stored = ProjectIdentityProvider & { readonly id: string }

export default function Provider(): ReactNode {
  const t = useTexts(providersTexts)
  const id = useParam('id')
  const provider = useRead<Stored>(`fhir/R4/ProjectIdentityProvider/${id}`)
  return (
    <Found title={t('heading')} of={provider}>
      {(body, { etag }) => <Shown provider={body} etag={etag} />}
    </Found>
  )
}

interface Storing {
  /** True when it was saved. */
  readonly save: (next: ProjectIdentityProvider, said: string, version?: string) => Promise<boolean>
  readonly isBusy: boolean
  readonly error: Error | undefined
  readonly dialog: ReactNode
}

function useStoring(id: string, etag: string | undefined): Storing {
  const saving = useSaving()
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const save: Storing['save'] = async (next, said, version = etag) => {
    setBusy(true)
    setError(undefined)
    try {
      const saved = await saving.save(`fhir/R4/ProjectIdentityProvider/${id}`, next, version)
      if (saved !== undefined) notify(said)
      return saved !== undefined
    } catch (problem) {
      setError(problem as Error)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { save, isBusy, error, dialog: saving.dialog }
}

function Shown({ provider, etag }: { readonly provider: Stored; readonly etag: string | undefined }): ReactNode {
  const t = useTexts(providersTexts)
  const { identityProvider: settings, id } = provider
  const may = useMay()
  const { save, isBusy, error, dialog } = useStoring(id, etag)
  const isOn = provider.active !== false
  const turn = (): void => void save({ ...provider, active: !isOn }, isOn ? t('turned.off') : t('turned.on'))
  const name = settings.name ?? settings.issuer ?? id
  return (
    <Page
      title={name}
      lead={isOn ? t('on.lead') : t('off.lead')}
      actions={
        may('change_providers') ? (
          <>
            <Button onPress={turn} isBusy={isBusy}>
              {isOn ? t('turn.off') : t('turn.on')}
            </Button>
            <Remove id={id} name={name} />
          </>
        ) : null
      }
    >
      {error === undefined ? null : <Wrong error={error} />}
      <Section title={t('redirect')}>
        <p>{t('redirect.lead')}</p>
        <Snippet label={t('redirect')} text={`${configuration.baseUrl}auth/external/provider/${id}`} />
      </Section>
      {may('try_providers') ? <Trial reference={`ProjectIdentityProvider/${id}`} /> : null}
      <Settings
        settings={settings}
        isBusy={isBusy}
        etag={etag}
        onSave={(next, version) => save({ ...provider, identityProvider: next }, t('settings.saved'), version)}
      />
      <Claims
        rules={settings.claimRule}
        isBusy={isBusy}
        onSave={(claimRule) =>
          void save({ ...provider, identityProvider: { ...settings, claimRule } }, t('claims.saved'))
        }
      />
      {dialog}
    </Page>
  )
}

interface SettingsProps {
  readonly settings: IdentityProvider
  readonly etag: string | undefined
  readonly isBusy: boolean
  readonly onSave: (settings: IdentityProvider, version: string | undefined) => Promise<boolean>
}

function Settings({ settings, ...saving }: SettingsProps): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const [isOpen, open] = useState(false)
  if (isOpen)
    return (
      <Section title={t('settings')}>
        <ChangeSettings settings={settings} {...saving} onClose={() => open(false)} />
      </Section>
    )
  return (
    <Section
      title={t('settings')}
      actions={may('change_providers') ? <Button onPress={() => open(true)}>{t('settings.change')}</Button> : undefined}
    >
      <Facts
        facts={[
          [t('issuer'), settings.issuer],
          [t('discovery'), settings.discoveryUrl],
          [t('clientId'), settings.clientId],
          [t('emailDomains'), settings.emailDomain?.join(', ')],
          [t('profileType'), settings.profileType?.map((type) => t(`kind.${type}`)).join(', ')],
          [t('accountPolicy'), t(`accountPolicy.${settings.accountPolicy ?? 'invited'}`)],
          [t('factor'), settings.acceptsSecondFactor === true ? t('yes') : t('no')],
        ]}
      />
    </Section>
  )
}

function Remove({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const t = useTexts(providersTexts)
  const go = useGo()
  const [isOpen, setOpen] = useState(false)
  const act = useAct()
  const confirm = (): void =>
    act.mutate(
      { path: `fhir/R4/ProjectIdentityProvider/${id}`, method: 'DELETE' },
      {
        onSuccess: () => {
          notify(t('removed', { name }))
          go('providers')
        },
      },
    )
  return (
    <>
      <Button kind="danger" onPress={() => setOpen(true)}>
        {t('remove')}
      </Button>
      <Confirm
        title={t('remove.heading', { name })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action={t('remove')}
        name={name}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={confirm}
      >
        <p>{t('remove.lead')}</p>
      </Confirm>
    </>
  )
}
