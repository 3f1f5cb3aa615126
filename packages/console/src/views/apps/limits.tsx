import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Button, Facts, Field, notify, Section, useChanging, useTyped, Wrong } from '#parts'
import { clientPath } from './clients.ts'
import { Held } from './held.tsx'
import type { KnownClient, PartProps } from './known.ts'
import { appsTexts } from './texts.ts'

/** How much a client may do in each window of a limit; empty: what the server allows. */
export function Limits(part: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  if (!part.isHeld) return <Changing {...part} />
  const { requests, tokens } = limitsOf(part.client)
  return (
    <Section title={t('limits')}>
      <Facts
        facts={[
          [t('limits.requests'), requests],
          [t('limits.tokens'), tokens],
        ]}
      />
      <Held />
    </Section>
  )
}

function Changing({ client, etag }: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const typed = useTyped({ body: client, etag }, limitsOf)
  const { requests, tokens } = typed.value
  const { change, isBusy, error, dialog } = useChanging(typed.drop)
  const before = limitsOf(typed.of.body)
  const isChanged = requests !== before.requests || tokens !== before.tokens
  const save = async (): Promise<void> => {
    const { fhirRequestLimit: _requests, tokenLimit: _tokens, ...kept } = typed.of.body
    const limits = {
      ...(requests !== '' && { fhirRequestLimit: Number(requests) }),
      ...(tokens !== '' && { tokenLimit: Number(tokens) }),
    }
    const body = { ...kept, ...limits }
    const saved = await typed.save(async () => {
      const answer = await change(clientPath(client.id), body, typed.of.etag)
      return answer && { body, etag: answer.etag }
    })
    if (saved !== undefined) notify(t('limits.saved'))
  }
  const isReady = isChanged && isFit(requests) && isFit(tokens)
  return (
    <Section title={t('limits')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) void save()
        }}
      >
        <Field
          label={t('limits.requests')}
          hint={t('limits.hint')}
          value={requests}
          onChange={(text) => typed.set({ requests: text.trim(), tokens })}
          error={isFit(requests) ? undefined : t('limits.wrong')}
        />
        <Field
          label={t('limits.tokens')}
          hint={t('limits.hint')}
          value={tokens}
          onChange={(text) => typed.set({ requests, tokens: text.trim() })}
          error={isFit(tokens) ? undefined : t('limits.wrong')}
        />
        {error === null ? null : <Wrong error={error} />}
        <Button type="submit" isBusy={isBusy} isDisabled={!isReady}>
          {t('limits.save')}
        </Button>
      </form>
      {dialog}
    </Section>
  )
}

const limitsOf = ({ fhirRequestLimit, tokenLimit }: KnownClient) => ({
  requests: String(fhirRequestLimit ?? ''),
  tokens: String(tokenLimit ?? ''),
})

const isFit = (text: string): boolean => text === '' || /^[1-9][0-9]{0,8}$/.test(text)
