import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useGoOn, useParam, useQuery } from '#frame'
import { useTexts } from '#language'
import { Found, notify, Page, Removing, Tabs } from '#parts'
import { Code } from './code.tsx'
import { botPath, type KnownBot } from './known.ts'
import { Logs } from './logs.tsx'
import { useHeld } from './may-change.ts'
import { Run } from './run.tsx'
import { Settings } from './settings.tsx'
import { botsTexts } from './texts.ts'
import { Versions } from './versions.tsx'

const TABS = ['code', 'run', 'logs', 'versions', 'settings'] as const
type Tab = (typeof TABS)[number]

export default function BotPage(): ReactNode {
  const id = useParam('id')
  const t = useTexts(botsTexts)
  const read = useRead<KnownBot>(botPath(id))
  return (
    <Found of={read} title={t('heading')}>
      {(bot, { etag }) => <Shown key={id} bot={bot} etag={etag} />}
    </Found>
  )
}

interface ShownProps {
  readonly bot: KnownBot
  readonly etag: string | undefined
}

function Shown({ bot, etag }: ShownProps): ReactNode {
  const t = useTexts(botsTexts)
  const [chosen] = useQuery('tab', 'code')
  const tab = TABS.find((one) => one === chosen) ?? 'code'
  return (
    <Page title={bot.name ?? bot.id} lead={bot.description ?? t('one.lead')} actions={<Delete bot={bot} etag={etag} />}>
      <Tabs label={t('tabs')} tabs={TABS.map((name) => ({ name, title: t(`tab.${name}`) }))} value={tab} />
      <Body tab={tab} bot={bot} etag={etag} />
    </Page>
  )
}

function Body({ tab, bot, etag }: ShownProps & { readonly tab: Tab }): ReactNode {
  return (
    <>
      {/* The code that was typed and the sample stay while one looks at something else. */}
      <div hidden={tab !== 'code'}>
        <Code bot={bot} />
      </div>
      <div hidden={tab !== 'run'}>
        <Run bot={bot} />
      </div>
      {tab === 'logs' ? <Logs bot={bot} /> : null}
      {tab === 'versions' ? <Versions bot={bot} /> : null}
      {tab === 'settings' ? <Settings bot={bot} etag={etag} /> : null}
    </>
  )
}

function Delete({ bot, etag }: ShownProps): ReactNode {
  const t = useTexts(botsTexts)
  const held = useHeld(bot)
  const go = useGoOn()
  const name = bot.name ?? bot.id
  if (held !== undefined) return null
  return (
    <Removing
      path={botPath(bot.id)}
      of={{ body: bot, etag }}
      name={name}
      button={t('delete')}
      title={t('delete.title', { name })}
      onRemoved={() => {
        notify(t('delete.done', { name }))
        go('bots')
      }}
    >
      <p>{t('delete.will')}</p>
    </Removing>
  )
}
