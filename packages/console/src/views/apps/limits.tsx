import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Field, notify, Section, useChanging, Wrong } from '#parts'
import { clientPath } from './clients.ts'
import type { PartProps } from './known.ts'
import { appsTexts } from './texts.ts'

/** How much a client may do in each window of a limit; empty: what the server allows. */
export function Limits({ client, etag }: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const [requests, setRequests] = useState(shown(client.fhirRequestLimit))
  const [tokens, setTokens] = useState(shown(client.tokenLimit))
  const { change, isBusy, error, dialog } = useChanging()
  const isFit = [requests, tokens].every((text) => text === '' || /^[1-9][0-9]{0,8}$/.test(text))
  const isChanged = requests !== shown(client.fhirRequestLimit) || tokens !== shown(client.tokenLimit)
  const save = async (): Promise<void> => {
    const { fhirRequestLimit: _requests, tokenLimit: _tokens, ...kept } = client
    const limits = {
      ...(requests !== '' && { fhirRequestLimit: Number(requests) }),
      ...(tokens !== '' && { tokenLimit: Number(tokens) }),
    }
    if (await change(clientPath(client.id), { ...kept, ...limits }, etag)) notify(t('limits.saved'))
  }
  return (
    <Section title={t('limits')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isFit) void save()
        }}
      >
        <Field
          label={t('limits.requests')}
          hint={t('limits.hint')}
          value={requests}
          onChange={setRequests}
          error={isFit ? undefined : t('limits.wrong')}
        />
        <Field label={t('limits.tokens')} value={tokens} onChange={setTokens} />
        {error === null ? null : <Wrong error={error} />}
        <Button type="submit" isBusy={isBusy} isDisabled={!isFit || !isChanged}>
          {t('limits.save')}
        </Button>
      </form>
      {dialog}
    </Section>
  )
}

const shown = (limit: number | undefined): string => (limit === undefined ? '' : String(limit))
