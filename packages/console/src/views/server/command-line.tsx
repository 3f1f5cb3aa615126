import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { type Column, Section, Table } from '#parts'
import { serverTexts } from './texts.ts'

const COMMANDS = [
  { name: 'doctor', command: 'npm run doctor' },
  { name: 'backup', command: 'npm run backup -- FILE' },
  { name: 'restore', command: 'npm run restore -- FILE' },
  { name: 'recover', command: 'npm run recover -- EMAIL FILE' },
] as const

/** What is on purpose no part of the console: whoever could sign in as an operator must not be able to do it from afar. */
export function CommandLine(): ReactNode {
  const t = useTexts(serverTexts)
  const columns: readonly Column<(typeof COMMANDS)[number]>[] = [
    { name: 'command', title: t('commands.command'), cell: ({ command }) => <code dir="ltr">{command}</code> },
    { name: 'what', title: t('commands.what'), holds: 'long', cell: ({ name }) => t(`commands.${name}`) },
  ]
  return (
    <Section title={t('commands')}>
      <p className="soft">{t('commands.lead')}</p>
      <Table label={t('commands')} columns={columns} rows={COMMANDS} keyOf={({ name }) => name} />
    </Section>
  )
}
