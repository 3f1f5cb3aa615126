import { type ReactNode, useState } from 'react'
import { fhirPages, searchPath, usePages, useRead } from '#api'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Answer,
  Button,
  Check,
  Confirm,
  Field,
  notify,
  Section,
  useChanging,
  useTyped,
  type Version,
  Wrong,
} from '#parts'
import { botPath } from './known.ts'
import { type ListedSecrets, secretsPath, useSecretChange } from './secret-change.ts'
import type { SettingsProps } from './settings.tsx'
import { botsTexts } from './texts.ts'

interface SecretsOfBotProps extends SettingsProps {
  /** Something else of the Bot is typed and not saved: to save this one beside it would meet that. */
  readonly isHeld: boolean
}

/** Which of the project's secrets the Bot gets; and those of the project. */
export function Secrets({ bot, etag, isHeld }: SecretsOfBotProps): ReactNode {
  const t = useTexts(botsTexts)
  const { project } = useMe()
  const read = useRead<ListedSecrets>(secretsPath(project.id))
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
      {isHeld ? <p className="soft">{t('secrets.held')}</p> : null}
      <Answer of={read}>
        {(body, { etag }) => {
          const { secrets } = body
          const names = [...new Set([...secrets.map(({ name }) => name), ...given])]
          return (
            <>
              <p>{t(names.length === 0 ? 'secrets.none' : 'secrets.tick')}</p>
              {names.map((name) => (
                <div key={name} className="filters">
                  <Check
                    isSelected={given.includes(name)}
                    isDisabled={isBusy || isHeld}
                    onChange={(isGiven) => void give(name, isGiven)}
                  >
                    <span className="mono">{name}</span>
                  </Check>
                  {secrets.some((one) => one.name === name) ? (
                    <RemoveSecret name={name} now={{ body, etag }} />
                  ) : (
                    <small className="soft">{t('secrets.missing')}</small>
                  )}
                </div>
              ))}
              {error === null ? null : <Wrong error={error} />}
              <NewSecret now={{ body, etag }} />
            </>
          )
        }}
      </Answer>
      {dialog}
    </Section>
  )
}

interface SecretsProps {
  readonly now: Version<ListedSecrets>
}

const NOTHING = { name: '', value: '' }

/** A secret of the project: its value goes one way, and nobody reads it back. */
function NewSecret({ now }: SecretsProps): ReactNode {
  const t = useTexts(botsTexts)
  const typed = useTyped(now, () => NOTHING, 'tab')
  const { send, isBusy, error, clear, dialog } = useSecretChange(typed.drop)
  const { name, value } = typed.value
  const names = now.body.secrets.map((one) => one.name)
  const isFit = /^[A-Za-z_][\w.-]{0,99}$/.test(name)
  const type = (part: Partial<typeof NOTHING>): void => {
    clear()
    typed.set({ ...typed.value, ...part })
  }
  const save = async (): Promise<void> => {
    const { of } = typed
    const saved = await typed.save(async () =>
      (await send({ name, value, begun: of })) === undefined ? undefined : of,
    )
    if (saved !== undefined) notify(t('secrets.saved'))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isFit && value !== '') void save()
      }}
    >
      <Field
        label={t('secrets.name')}
        hint={names.includes(name) ? t('secrets.replaces') : t('secrets.name.hint')}
        value={name}
        onChange={(next) => type({ name: next })}
        error={name === '' || isFit ? undefined : t('secrets.name.wrong')}
        isMono
      />
      <Field label={t('secrets.value')} value={value} onChange={(next) => type({ value: next })} type="password" />
      {error === null ? null : <Wrong error={error} />}
      {dialog}
      <Button type="submit" isBusy={isBusy} isDisabled={!isFit || value === ''}>
        {t('secrets.save')}
      </Button>
    </form>
  )
}

const BOTS = fhirPages('Bot')

/** Its value cannot be brought back, so it asks for the name, and says which Bots get it. */
function RemoveSecret({ name, now }: SecretsProps & { readonly name: string }): ReactNode {
  const t = useTexts(botsTexts)
  const format = useFormat()
  /** The list as it was when the person asked. */
  const [begun, begin] = useState<Version<ListedSecrets>>()
  const close = (): void => begin(undefined)
  const { send, isBusy, error, dialog } = useSecretChange(close)
  const { rows } = usePages(begun === undefined ? undefined : searchPath('Bot', { _count: '500' }), BOTS)
  const users = rows.filter(({ secretName = [] }) => secretName.includes(name)).map(({ name: own, id }) => own ?? id)
  const remove = async (from: Version<ListedSecrets>): Promise<void> => {
    if ((await send({ name, value: undefined, begun: from })) === undefined) return
    close()
    notify(t('secrets.removed', { name }))
  }
  return (
    <>
      <Button size="small" onPress={() => begin(now)} label={t('secrets.remove.of', { name })}>
        {t('secrets.remove')}
      </Button>
      {begun === undefined ? null : (
        <Confirm
          title={t('secrets.remove.heading', { name })}
          isOpen
          onClose={close}
          action={t('secrets.remove')}
          name={name}
          isBusy={isBusy}
          error={error}
          onConfirm={() => void remove(begun)}
        >
          <p>
            {users.length === 0
              ? t('secrets.remove.unused')
              : t('secrets.remove.used', { count: users.length, names: format.list(users) })}
          </p>
        </Confirm>
      )}
      {dialog}
    </>
  )
}
