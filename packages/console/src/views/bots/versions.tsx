import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useFormat, useTexts } from '#language'
import { Answer, Button, Chip, Confirm, Dialog, Difference, Empty, notify, Section, textOfNamed } from '#parts'
import { botPath, type KnownBot } from './known.ts'
import { useHeld } from './may-change.ts'
import { Owners } from './owners.tsx'
import { filesIn, type Parameters, textOf, type Version, versionsIn } from './parameters.ts'
import { botsTexts } from './texts.ts'

/** What was deployed; an earlier one to compare, and to let run again. */
export function Versions({ bot }: { readonly bot: KnownBot }): ReactNode {
  const t = useTexts(botsTexts)
  const read = useRead<Parameters>(`${botPath(bot.id)}/$versions`)
  return (
    <Section title={t('tab.versions')}>
      <Answer of={read}>
        {(body) => {
          const versions = versionsIn(body)
          return versions.length === 0 ? <Empty>{t('versions.none')}</Empty> : <Listed bot={bot} versions={versions} />
        }}
      </Answer>
    </Section>
  )
}

interface ListedProps {
  readonly bot: KnownBot
  readonly versions: readonly Version[]
}

function Listed({ bot, versions }: ListedProps): ReactNode {
  const t = useTexts(botsTexts)
  const held = useHeld(bot)
  const act = useAct()
  const [compared, compare] = useState<number>()
  const [asked, ask] = useState<number>()
  const active = versions.find(({ isActive }) => isActive)?.number
  const rollBack = async (version: number, before = active): Promise<void> => {
    await act.mutateAsync({
      path: `${botPath(bot.id)}/$roll-back`,
      ifMatch: before === undefined ? undefined : `W/"${before}"`,
      body: { resourceType: 'Parameters', parameter: [{ name: 'version', valueInteger: version }] },
    })
    ask(undefined)
    const undo =
      before === undefined ? undefined : () => void rollBack(before, version).catch((error: Error) => notify(error))
    notify(t('versions.back.done', { count: version }), undo)
  }
  return (
    <>
      <ul className="card items">
        {versions.map((version) => (
          <OneVersion
            key={version.number}
            version={version}
            compare={compare}
            back={held === undefined ? ask : undefined}
          />
        ))}
      </ul>
      {held === undefined ? null : <Owners held={held} />}
      <Dialog
        title={t('versions.compare.title', { before: String(compared ?? ''), after: String(active ?? '') })}
        isOpen={compared !== undefined}
        onClose={() => compare(undefined)}
        isDismissable
        isWide
      >
        {compared === undefined ? null : <Compared bot={bot} before={compared} after={active} />}
        <div className="actions">
          <Button onPress={() => compare(undefined)}>{t('close')}</Button>
        </div>
      </Dialog>
      <Confirm
        title={t('versions.back.title', { count: asked ?? 0, name: bot.name ?? bot.id })}
        isOpen={asked !== undefined}
        onClose={() => ask(undefined)}
        action={t('versions.back')}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={() => (asked === undefined ? undefined : void rollBack(asked).catch(() => undefined))}
      >
        <p>{t('versions.back.will')}</p>
      </Confirm>
    </>
  )
}

interface OneVersionProps {
  readonly version: Version
  readonly compare: (version: number) => void
  readonly back: ((version: number) => void) | undefined
}

function OneVersion({ version, compare, back }: OneVersionProps): ReactNode {
  const t = useTexts(botsTexts)
  const format = useFormat()
  const { number, isActive, deployedAt, deployedBy } = version
  return (
    <li>
      <b>{t('versions.one', { count: number })}</b> {isActive ? <Chip tone="good">{t('versions.runs')}</Chip> : null}{' '}
      <span className="soft">{t('versions.by', { at: format.time(deployedAt), who: textOfNamed(deployedBy) })}</span>
      {isActive ? null : (
        <div className="actions">
          <Button size="small" label={t('versions.compare.one', { count: number })} onPress={() => compare(number)}>
            {t('versions.compare')}
          </Button>
          {back === undefined ? null : (
            <Button size="small" label={t('versions.back.one', { count: number })} onPress={() => back(number)}>
              {t('versions.back')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

interface ComparedProps {
  readonly bot: KnownBot
  readonly before: number
  readonly after: number | undefined
}

function Compared({ bot, before, after }: ComparedProps): ReactNode {
  const t = useTexts(botsTexts)
  const source = `${botPath(bot.id)}/$source`
  const one = useRead<Parameters>(`${source}?version=${before}`)
  const other = useRead<Parameters>(after === undefined ? undefined : `${source}?version=${after}`)
  return (
    <Answer of={one}>
      {(old) => (
        <Answer of={other}>
          {(now) => (
            <Difference label={t('versions.compare')} before={textOf(filesIn(old))} after={textOf(filesIn(now))} />
          )}
        </Answer>
      )}
    </Answer>
  )
}
