import { type ReactNode, useState } from 'react'
import { useRead } from '#api'
import { useGoOn, useMay, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Confirm, Facts, Found, notify, Page, Removing, Section, Snippet, useChanging, Wrong } from '#parts'
import { configuration } from '#session'
import { ChangeSettings } from './change-settings.tsx'
import { Claims } from './claims.tsx'
import { Finish } from './finish.tsx'
import { type ProviderProps, providerPath, type StoredProvider } from './stored.ts'
import { providersTexts } from './texts.ts'
import { Trial } from './trial.tsx'

export default function Provider(): ReactNode {
  const t = useTexts(providersTexts)
  const id = useParam('id')
  const provider = useRead<StoredProvider>(providerPath(id))
  return (
    <Found title={t('heading')} of={provider}>
      {(body, { etag }) => <Shown provider={body} etag={etag} />}
    </Found>
  )
}

function Shown(part: ProviderProps): ReactNode {
  const t = useTexts(providersTexts)
  const { provider, etag } = part
  const { identityProvider: settings, id } = provider
  const may = useMay()
  const { change, isBusy, error, dialog } = useChanging()
  const isOn = provider.active !== false
  const isUnfinished = settings.clientId === undefined
  const [isAsking, ask] = useState(false)
  const turn = async (active: boolean, version: string | undefined): Promise<void> => {
    ask(false)
    const saved = await change(providerPath(id), { ...provider, active }, version)
    if (saved === undefined) return
    notify(active ? t('turned.on') : t('turned.off'), () => void turn(!active, saved.etag))
  }
  const name = settings.name ?? settings.issuer ?? id
  return (
    <Page
      title={name}
      lead={t(isUnfinished ? 'unfinished.lead' : isOn ? 'on.lead' : 'off.lead')}
      actions={
        may('change_providers') ? (
          <>
            {isUnfinished ? null : (
              <Button onPress={() => (isOn ? ask(true) : void turn(true, etag))} isBusy={isBusy}>
                {isOn ? t('turn.off') : t('turn.on')}
              </Button>
            )}
            <Remove {...part} name={name} />
          </>
        ) : null
      }
    >
      {error === null ? null : <Wrong error={error} />}
      <Confirm
        title={t('off.heading', { name })}
        isOpen={isAsking}
        onClose={() => ask(false)}
        action={t('turn.off')}
        onConfirm={() => void turn(false, etag)}
      >
        <p>{t('off.ask')}</p>
      </Confirm>
      {isUnfinished ? (
        <Finish {...part} redirect={<Redirect id={id} />} />
      ) : (
        <>
          <Section title={t('redirect')}>
            <p>{t('redirect.lead')}</p>
            <Redirect id={id} />
          </Section>
          {may('try_providers') ? <Trial reference={`ProjectIdentityProvider/${id}`} /> : null}
          <Settings {...part} />
          <Claims {...part} />
        </>
      )}
      {dialog}
    </Page>
  )
}

function Redirect({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(providersTexts)
  return <Snippet label={t('redirect')} text={`${configuration.baseUrl}auth/external/provider/${id}`} />
}

function Settings(part: ProviderProps): ReactNode {
  const t = useTexts(providersTexts)
  const format = useFormat()
  const may = useMay()
  const [isOpen, open] = useState(false)
  const { identityProvider: settings } = part.provider
  const becomes = settings.accountPolicy === 'create' ? settings.defaultProfileType : undefined
  if (isOpen)
    return (
      <Section title={t('settings')}>
        <ChangeSettings {...part} onClose={() => open(false)} />
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
          [
            t('profileType'),
            settings.profileType && format.list(settings.profileType.map((type) => t(`kind.${type}`))),
          ],
          [t('accountPolicy'), t(`accountPolicy.${settings.accountPolicy ?? 'invited'}`)],
          [t('newcomers'), becomes && t(`kind.${becomes}`)],
          [t('factor'), settings.acceptsSecondFactor === true ? t('yes') : t('no')],
        ]}
      />
    </Section>
  )
}

function Remove({ provider, etag, name }: ProviderProps & { readonly name: string }): ReactNode {
  const t = useTexts(providersTexts)
  const go = useGoOn()
  return (
    <Removing
      path={providerPath(provider.id)}
      of={{ body: provider, etag }}
      name={name}
      button={t('remove')}
      title={t('remove.heading', { name })}
      onRemoved={() => {
        notify(t('removed', { name }))
        go('providers')
      }}
    >
      <p>{t('remove.lead')}</p>
    </Removing>
  )
}
