import type { ReactNode } from 'react'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Button, Form, notify, Section, useDraft, Wrong } from '#parts'
import { MemberPolicy } from '../people/membership/member-policy.tsx'
import { MakePolicy } from '../policies/make-policy.tsx'
import { problemsOf, widenings } from './details.ts'
import { About, Rights, Runs } from './details-fields.tsx'
import { botPath, type KnownBot } from './known.ts'
import { useHeld } from './may-change.ts'
import { Owners } from './owners.tsx'
import { Secrets } from './secrets.tsx'
import { botsTexts } from './texts.ts'
import { WebhookFields } from './webhook-fields.tsx'

export interface SettingsProps {
  readonly bot: KnownBot
  readonly etag: string | undefined
}

/** What the Bot is and may do, who may start it, where it may call, and which secrets it gets. */
export function Settings({ bot, etag }: SettingsProps): ReactNode {
  const t = useTexts(botsTexts)
  const may = useMay()
  const held = useHeld(bot)
  const draft = useDraft(botPath(bot.id), { body: bot, etag }, 'tab')
  return (
    <>
      {may('change_bot_policies') ? (
        <Section title={t('policy.heading')}>
          <MemberPolicy
            of={`Bot/${bot.id}`}
            label={t('policy')}
            hint={t('policy.hint')}
            none={<p className="soft">{t('policy.none')}</p>}
            make={(onMade) => <MakePolicy onMade={onMade} />}
            absent={t('policy.absent')}
            mayAct
            isHeld={held === 'acting'}
          />
        </Section>
      ) : null}
      {held === undefined ? <Details draft={draft} /> : <Owners held={held} className="card padded" />}
      {may('set_secrets') && held !== 'acting' ? <Secrets bot={bot} etag={etag} isHeld={draft.isChanged} /> : null}
    </>
  )
}

function Details({ draft }: { readonly draft: ReturnType<typeof useDraft<KnownBot>> }): ReactNode {
  const t = useTexts(botsTexts)
  const { value, begun, isChanged, isBusy, error, dialog } = draft
  const problems = problemsOf(value)
  const changes = widenings(begun, value)
  const isReady = isChanged && problems.length === 0
  const save = async (): Promise<void> => {
    if (await draft.save()) notify(t('saved'))
  }
  const part = { bot: value, error, problems, set: (next: Partial<KnownBot>) => draft.set({ ...value, ...next }) }
  return (
    <div className="narrow">
      <Form
        isBelow
        onSubmit={() => {
          if (isReady) void save()
        }}
      >
        <About {...part} />
        <Runs {...part} />
        <Rights {...part} />
        <WebhookFields {...part} isOpen={begun.publicWebhook === true} />
        <div className="save-bar">
          {changes.length === 0 ? null : (
            <ul aria-label={t('changes')}>
              {changes.map((one) => (
                <li key={one}>{t(`changes.${one}`)}</li>
              ))}
            </ul>
          )}
          {error === null ? null : <Wrong error={error} />}
          <div className="actions">
            <Button kind="primary" type="submit" isBusy={isBusy} isDisabled={!isReady}>
              {t('settings.save')}
            </Button>
            {isChanged ? <Button onPress={draft.discard}>{t('code.drop')}</Button> : null}
          </div>
        </div>
      </Form>
      {dialog}
    </div>
  )
}
