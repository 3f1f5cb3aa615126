import { type ReactNode, useState } from 'react'
import { fhirPages, request, searchPath, useAct, usePages, useRead } from '#api'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Button, Check, Confirm, Field, notify, Section, useChanging, Wrong } from '#parts'
import { botPath } from './known.ts'
import type { SettingsProps } from './settings.tsx'
import { botsTexts } from './texts.ts'

interface ProjectAnswer {
  readonly project: { readonly secret?: readonly { readonly name: string }[] }
}

/** Which of the project's secrets the Bot gets; and those of the project. */
export function Secrets({ bot, etag }: SettingsProps): ReactNode {
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
                <div key={name} className="filters">
                  <Check
                    isSelected={given.includes(name)}
                    isDisabled={isBusy}
                    onChange={(isGiven) => void give(name, isGiven)}
                  >
                    <span className="mono">{name}</span>
                  </Check>
                  {secret.some((one) => one.name === name) ? (
                    <RemoveSecret name={name} />
                  ) : (
                    <small className="soft">{t('secrets.missing')}</small>
                  )}
                </div>
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
    const others = await othersThan(project.id, name)
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

/** The other secrets as they are now: the list that is sent replaces what somebody else may have added meanwhile. */
async function othersThan(project: string, name: string): Promise<readonly { readonly name: string }[]> {
  const { body } = await request<ProjectAnswer>(`admin/projects/${project}`)
  return (body.project.secret ?? []).filter((one) => one.name !== name).map((one) => ({ name: one.name }))
}

const BOTS = fhirPages('Bot')

/** Its value cannot be brought back, so it asks for the name, and says which Bots get it. */
function RemoveSecret({ name }: { readonly name: string }): ReactNode {
  const t = useTexts(botsTexts)
  const format = useFormat()
  const { project } = useMe()
  const act = useAct()
  const [isOpen, setOpen] = useState(false)
  const { rows } = usePages(isOpen ? searchPath('Bot', { _count: '500' }) : undefined, BOTS)
  const users = rows.filter(({ secretName = [] }) => secretName.includes(name)).map(({ name: own, id }) => own ?? id)
  const remove = async (): Promise<void> => {
    await act.mutateAsync({ path: `admin/projects/${project.id}/secrets`, body: await othersThan(project.id, name) })
    setOpen(false)
    notify(t('secrets.removed', { name }))
  }
  return (
    <>
      <Button size="small" onPress={() => setOpen(true)} label={t('secrets.remove.of', { name })}>
        {t('secrets.remove')}
      </Button>
      {isOpen ? (
        <Confirm
          title={t('secrets.remove.heading', { name })}
          isOpen
          onClose={() => setOpen(false)}
          action={t('secrets.remove')}
          name={name}
          isBusy={act.isPending}
          error={act.error}
          onConfirm={() => void remove().catch(() => undefined)}
        >
          <p>
            {users.length === 0
              ? t('secrets.remove.unused')
              : t('secrets.remove.used', { count: users.length, names: format.list(users) })}
          </p>
        </Confirm>
      ) : null}
    </>
  )
}
