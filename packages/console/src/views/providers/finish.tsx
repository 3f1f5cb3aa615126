import { type FormEvent, type ReactNode, useState } from 'react'
import { useMay, useQuery } from '#frame'
import { useTexts } from '#language'
import { Button, Card, Field, notify, Section, useChanging, useUnsaved, Wrong } from '#parts'
import { type ProviderProps, providerPath } from './stored.ts'
import { TEMPLATES } from './templates.ts'
import { providersTexts } from './texts.ts'

interface FinishProps extends ProviderProps {
  readonly redirect: ReactNode
}

/** What is left to do of a provider without a client: enter the redirect address there, paste what it gives here. */
export function Finish({ provider, etag, redirect }: FinishProps): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const [kind] = useQuery('kind')
  const template = TEMPLATES.find((one) => one === kind) ?? 'other'
  return (
    <>
      <Section title={t('there')}>
        <Card className="padded">
          <p>{t(`there.${template}`)}</p>
          <p>{t('finish.redirect')}</p>
          {redirect}
        </Card>
      </Section>
      {may('change_providers') ? <Client provider={provider} etag={etag} /> : null}
    </>
  )
}

function Client({ provider, etag }: ProviderProps): ReactNode {
  const t = useTexts(providersTexts)
  // As it was read when this was opened: who saved in between is met by the version.
  const [begun] = useState({ provider, etag })
  const [clientId, setClientId] = useState('')
  const [clientSecret, setClientSecret] = useState('')
  const { change, isBusy, error, dialog } = useChanging()
  useUnsaved(!isBusy && clientId + clientSecret !== '')
  const { tokenAuthMethod = 'client_secret_basic' } = begun.provider.identityProvider
  const hasSecret = tokenAuthMethod.startsWith('client_secret')
  const isReady = clientId.trim() !== '' && (clientSecret.trim() !== '' || !hasSecret)
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!isReady) return
    const client = { clientId: clientId.trim(), ...(hasSecret && { clientSecret: clientSecret.trim() }) }
    const identityProvider = { ...begun.provider.identityProvider, ...client }
    const next = { ...begun.provider, active: true, identityProvider }
    if ((await change(providerPath(provider.id), next, begun.etag)) !== undefined) notify(t('turned.on'))
  }
  return (
    <Section title={t('here')}>
      <form onSubmit={(event) => void save(event)}>
        <Field label={t('clientId')} value={clientId} onChange={setClientId} isRequired isMono />
        {hasSecret ? (
          <Field
            label={t('clientSecret')}
            hint={t('clientSecret.hint')}
            type="password"
            value={clientSecret}
            onChange={setClientSecret}
            isRequired
          />
        ) : null}
        {error === null ? null : <Wrong error={error} />}
        <div className="actions">
          <Button kind="primary" type="submit" isBusy={isBusy} isDisabled={!isReady}>
            {t('finish')}
          </Button>
        </div>
      </form>
      {dialog}
    </Section>
  )
}
