import type { ReactNode } from 'react'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Button, Field, MemberPolicy, notify, Section, useChanging, useTyped, Wrong } from '#parts'
import { MakePolicy } from '../policies/make-policy.tsx'
import { botPath, type KnownBot } from './known.ts'
import { Secrets } from './secrets.tsx'
import { botsTexts } from './texts.ts'

export interface SettingsProps {
  readonly bot: KnownBot
  readonly etag: string | undefined
}

/** What the Bot may do, where it may call, and which secrets it gets. */
export function Settings(props: SettingsProps): ReactNode {
  const t = useTexts(botsTexts)
  const may = useMay()
  return (
    <>
      {may('change_bot_policies') ? (
        <Section title={t('policy.heading')}>
          <MemberPolicy
            of={`Bot/${props.bot.id}`}
            label={t('policy')}
            hint={t('policy.hint')}
            action={t('policy.change')}
            none={<p className="soft">{t('policy.none')}</p>}
            make={(onMade) => <MakePolicy onMade={onMade} />}
            absent={t('policy.absent')}
          />
        </Section>
      ) : null}
      <Hosts {...props} />
      {may('set_secrets') ? <Secrets {...props} /> : null}
    </>
  )
}

function Hosts({ bot, etag }: SettingsProps): ReactNode {
  const t = useTexts(botsTexts)
  const typed = useTyped({ body: bot, etag }, hostsOf, 'tab')
  const { change, isBusy, error, dialog } = useChanging(typed.drop)
  const hosts = typed.value.split(/\s+/).filter(Boolean)
  const save = async (): Promise<void> => {
    const { allowedHost: _hosts, ...kept } = typed.of.body
    const body = hosts.length === 0 ? kept : { ...kept, allowedHost: hosts }
    const saved = await typed.save(async () => {
      const answer = await change(botPath(bot.id), body, typed.of.etag)
      return answer && { body, etag: answer.etag }
    })
    if (saved !== undefined) notify(t('saved'))
  }
  return (
    <Section title={t('hosts')}>
      <Field label={t('hosts.label')} hint={t('hosts.hint')} value={typed.value} onChange={typed.set} rows={3} isMono />
      {error === null ? null : <Wrong error={error} />}
      <Button isBusy={isBusy} isDisabled={hosts.join('\n') === hostsOf(typed.of.body)} onPress={() => void save()}>
        {t('hosts.save')}
      </Button>
      {dialog}
    </Section>
  )
}

const hostsOf = ({ allowedHost = [] }: KnownBot): string => allowedHost.join('\n')
