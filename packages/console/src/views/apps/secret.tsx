import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useFormat, useTexts } from '#language'
import { Button, Confirm, Facts, notify, Section, Wrong } from '#parts'
import { type Client, clientPath } from './clients.ts'
import { Held } from './held.tsx'
import type { PartProps } from './known.ts'
import { SecretOnce } from './snippets-shown.tsx'
import { appsTexts } from './texts.ts'

interface SecretProps extends PartProps {
  readonly listed: Client | undefined
  readonly secret: string | undefined
  readonly setSecret: (secret: string | undefined) => void
  /** What can be done instead of a secret. */
  readonly more: ReactNode
}

/** The secret: a new one beside the old, who still uses the old one, and its end. */
export function Secret({ client, etag, isHeld, listed, secret, setSecret, more }: SecretProps): ReactNode {
  const t = useTexts(appsTexts)
  const [asked, ask] = useState<'rotate' | 'replace' | 'end'>()
  const act = useAct<{ readonly secret?: string }>()
  const isThere = listed?.secretCreatedAt !== undefined
  const send = async (body: object): Promise<void> => {
    const answer = await act.mutateAsync({ path: `${clientPath(client.id)}/$rotate-secret`, body, ifMatch: etag })
    // The end of the old secret takes the new one from nobody who has not copied it yet.
    if (answer.body.secret !== undefined) setSecret(answer.body.secret)
    notify(t(answer.body.secret === undefined ? 'secret.ended' : 'secret.made'))
    ask(undefined)
  }
  const run = (body: object): void => void send(body).catch(() => undefined)
  const actions = isHeld ? undefined : isThere ? (
    <>
      <Button kind="primary" onPress={() => ask('rotate')}>
        {t('secret.rotate')}
      </Button>
      <Button onPress={() => ask('replace')}>{t('secret.replace')}</Button>
      {more}
    </>
  ) : (
    <>
      <Button kind="primary" isBusy={act.isPending} onPress={() => run({ resourceType: 'Parameters' })}>
        {t('secret.first')}
      </Button>
      {more}
    </>
  )
  return (
    <Section title={t('secret')} actions={actions}>
      {secret === undefined ? null : <SecretOnce secret={secret} />}
      {isHeld ? <Held /> : null}
      {isThere && !isHeld ? (
        <ul className="soft">
          <li>{t('secret.rotate.when')}</li>
          <li>{t('secret.replace.when')}</li>
        </ul>
      ) : null}
      <Present listed={listed} end={isHeld ? undefined : () => ask('end')} />
      {act.error !== null && asked === undefined ? <Wrong error={act.error} /> : null}
      {asked === undefined ? null : (
        <Confirm
          title={t(`secret.${asked}.title`, { name: nameOf(client) })}
          isOpen
          onClose={() => ask(undefined)}
          action={t(`secret.${asked}`)}
          isBusy={act.isPending}
          error={act.error}
          onConfirm={() => run(BODIES[asked])}
          // What works beside the new secret can be ended later. What has ended cannot come back.
          {...(asked !== 'rotate' && { name: nameOf(client) })}
        >
          <p>{t(`secret.${asked}.will`, { name: nameOf(client) })}</p>
        </Confirm>
      )}
    </Section>
  )
}

interface PresentProps {
  readonly listed: Client | undefined
  /** Undefined where the person may not. */
  readonly end: (() => void) | undefined
}

/** The secrets that work now, and who still uses the old one. */
function Present({ listed, end }: PresentProps): ReactNode {
  const t = useTexts(appsTexts)
  const format = useFormat()
  const { secretCreatedAt: since, oldSecret: old } = listed ?? {}
  const use =
    old?.lastUsedAt === undefined
      ? t('secret.old.unused')
      : t('secret.old.used', { ago: format.ago(old.lastUsedAt), address: old.lastAddress ?? '–' })
  return (
    <Facts
      facts={[
        [t('secret.current'), since && t('secret.since', { at: format.day(since) })],
        [
          t('secret.old'),
          old && (
            <>
              <p>{use}</p>
              {end === undefined ? null : (
                <Button size="small" kind="danger" onPress={end}>
                  {t('secret.end')}
                </Button>
              )}
            </>
          ),
        ],
      ]}
    />
  )
}

const nameOf = ({ name, id }: { readonly name?: string | undefined; readonly id: string }): string => name ?? id

const BODIES = {
  rotate: { lost: true, keep: true },
  replace: { lost: true },
  end: { retire: true },
} as const
