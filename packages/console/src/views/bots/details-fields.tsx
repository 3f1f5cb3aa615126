import { type ReactNode, useState } from 'react'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Check, Field, refusedAt, Section } from '#parts'
import { type Problem, scheduleOf, wordsIn } from './details.ts'
import type { KnownBot } from './known.ts'
import { botsTexts } from './texts.ts'

export interface DetailsProps {
  readonly bot: KnownBot
  /** Why it was not saved. */
  readonly error: Error | null
  readonly problems: readonly Problem[]
  readonly set: (change: Partial<KnownBot>) => void
}

export function About({ bot, error, problems, set }: DetailsProps): ReactNode {
  const t = useTexts(botsTexts)
  return (
    <Section title={t('about')}>
      <Field
        label={t('name')}
        value={bot.name ?? ''}
        onChange={(name) => set({ name })}
        error={problems.includes('name') ? t('name.missing') : refusedAt(error, 'Bot.name')}
        isRequired
      />
      <Field
        label={t('description')}
        hint={t('new.description')}
        value={bot.description ?? ''}
        onChange={(text) => set({ description: text === '' ? undefined : text })}
        error={refusedAt(error, 'Bot.description')}
        rows={2}
      />
    </Section>
  )
}

/** Not a number where it is none. */
const secondsIn = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** For how long it runs, and where it may call. */
export function Runs({ bot, error, problems, set }: DetailsProps): ReactNode {
  const t = useTexts(botsTexts)
  const schedule = scheduleOf(bot)
  // As it is typed: what is no number yet is not made one.
  const [typed, type] = useState('')
  return (
    <Section title={t('runs')}>
      <Lines
        label={t('hosts.label')}
        hint={t('hosts.hint')}
        lines={bot.allowedHost ?? []}
        onChange={(allowedHost) => set({ allowedHost })}
        error={problems.includes('host') ? t('hosts.wrong') : refusedAt(error, 'Bot.allowedHost')}
      />
      <Field
        label={t('timeout')}
        hint={t('timeout.hint')}
        value={Object.is(secondsIn(typed), bot.timeout) ? typed : String(bot.timeout ?? '')}
        onChange={(text) => {
          type(text)
          set({ timeout: secondsIn(text) })
        }}
        error={problems.includes('timeout') ? t('timeout.wrong') : refusedAt(error, 'Bot.timeout')}
      />
      {schedule === undefined ? null : (
        <p className="soft">
          {t('schedule')} <bdi className="mono">{schedule}</bdi>
        </p>
      )}
    </Section>
  )
}

/** With whose rights it acts: owners alone say so. */
export function Rights({ bot, error, set }: DetailsProps): ReactNode {
  const t = useTexts(botsTexts)
  const may = useMay()
  if (!may('let_bots_act')) return null
  const wrong = refusedAt(error, 'Bot.runAsUser')
  return (
    <Section title={t('acts')}>
      <Check
        isSelected={bot.runAsUser === true}
        onChange={(isSelected) => set({ runAsUser: isSelected ? true : undefined })}
      >
        <span>
          {t('acts.caller')} <small>{t('acts.caller.hint')}</small>
        </span>
      </Check>
      <Check isSelected={bot.system === true} onChange={(isSelected) => set({ system: isSelected ? true : undefined })}>
        <span>
          {t('acts.system')} <small>{t('acts.system.hint')}</small>
        </span>
      </Check>
      {wrong === undefined ? null : <p className="wrong">{wrong}</p>}
    </Section>
  )
}

interface LinesProps {
  readonly label: string
  readonly hint: string
  readonly lines: readonly string[]
  readonly onChange: (lines: string[] | undefined) => void
  readonly error?: ReactNode
}

/** A line each. They stay as they were typed, as long as they say the same. */
export function Lines({ lines, onChange, ...field }: LinesProps): ReactNode {
  const [typed, setTyped] = useState('')
  const shown = lines.join('\n')
  return (
    <Field
      {...field}
      isMono
      rows={Math.max(3, lines.length + 1)}
      value={(wordsIn(typed) ?? []).join('\n') === shown ? typed : shown}
      onChange={(text) => {
        setTyped(text)
        onChange(wordsIn(text))
      }}
    />
  )
}
