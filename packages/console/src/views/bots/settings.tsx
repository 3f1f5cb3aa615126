import { type ReactNode, useState } from 'react'
import { request, useAct, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Check, Field, MemberPolicy, notify, Section, useChanging, useTyped, Wrong } from '#parts'
import { MakePolicy } from '../policies/make-policy.tsx'
import { botPath, type KnownBot } from './known.ts'
import { botsTexts } from './texts.ts'

interface SettingsProps {
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
  const typed = useTyped({ body: bot, etag }, hostsOf)
  const { change, isBusy, error, dialog } = useChanging(typed.drop)
  const hosts = typed.value.split(/\s+/).filter(Boolean)
  const save = async (): Promise<void> => {
    const { allowedHost: _hosts, ...kept } = typed.of.body
    const body = hosts.length === 0 ? kept : { ...kept, allowedHost: hosts }
    const saved = await change(botPath(bot.id), body, typed.of.etag)
    if (saved === undefined) return
    typed.saved(typed.value, { body, etag: saved.etag })
    notify(t('saved'))
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

interface ProjectAnswer {
  readonly project: { readonly secret?: readonly { readonly name: string }[] }
}

function Secrets({ bot, etag }: SettingsProps): ReactNode {
  const t = useTexts(botsTexts)
  const { project } = useMe()
  const read = useRead<ProjectAnswer>(`admin/projects/${project.id}`)
  const { change, isBusy, error, dialog } = useChanging()
  const given = bot.secretName ?? []
  const give = async (name: string, isGiven: boolean): Promise<void> => {
    const { secretName: _names, ...kept } = bot
    const names = isGiven ? [...given, name] : given.filter((one) => one !== name)
    if (await change(botPath(bot.id), { ...kept, ...(names.length > 0 && { secretName: names }) }, etag))
      notify(t('saved'))
  }
  return (
    <Section title={t('secrets')}>
      <p className="soft">{t('secrets.lead')}</p>
      <Answer of={read}>
        {({ project: { secret = [] } }) => {
          const names = [...new Set([...secret.map(({ name }) => name), ...given])]
          return (
            <>
              {names.length === 0 ? <p>{t('secrets.none')}</p> : null}
              {names.map((name) => (
                <Check
                  key={name}
                  isSelected={given.includes(name)}
                  isDisabled={isBusy}
                  onChange={(isGiven) => void give(name, isGiven)}
                >
                  <span className="mono">{name}</span>
                </Check>
              ))}
              {error === null ? null : <Wrong error={error} />}
              <NewSecret names={secret.map(({ name }) => name)} />
            </>
          )
        }}
      </Answer>
      {dialog}
    </Section>
  )
}

/** A secret of the project: its value goes one way, and nobody reads it back. */
function NewSecret({ names }: { readonly names: readonly string[] }): ReactNode {
  const t = useTexts(botsTexts)
  const { project } = useMe()
  const act = useAct()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const isFit = /^[A-Za-z_][\w.-]{0,99}$/.test(name)
  const save = async (): Promise<void> => {
    // As they are now: the list that is sent replaces what somebody else may have added since this was shown.
    const { body: now } = await request<ProjectAnswer>(`admin/projects/${project.id}`)
    const others = (now.project.secret ?? []).filter((one) => one.name !== name).map((one) => ({ name: one.name }))
    await act.mutateAsync({
      path: `admin/projects/${project.id}/secrets`,
      body: [...others, { name, valueString: value }],
    })
    setName('')
    setValue('')
    notify(t('secrets.saved'))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isFit && value !== '') void save().catch(() => undefined)
      }}
    >
      <Field
        label={t('secrets.name')}
        hint={names.includes(name) ? t('secrets.replaces') : t('secrets.name.hint')}
        value={name}
        onChange={setName}
        error={name === '' || isFit ? undefined : t('secrets.name.wrong')}
        isMono
      />
      <Field label={t('secrets.value')} value={value} onChange={setValue} type="password" />
      {act.error === null ? null : <Wrong error={act.error} />}
      <Button type="submit" isBusy={act.isPending} isDisabled={!isFit || value === ''}>
        {t('secrets.save')}
      </Button>
    </form>
  )
}
