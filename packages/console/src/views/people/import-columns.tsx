import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Button, Facts, Section, saveFile } from '#parts'
import { exampleCsv, exampleLines, FIELDS } from './columns.ts'
import { peopleTexts } from './texts.ts'

/** What a file holds, in words, and two files to begin from. */
export function Columns(): ReactNode {
  const t = useTexts(peopleTexts)
  return (
    <Section
      title={t('columns')}
      actions={
        <>
          <Button size="small" onPress={() => saveFile([exampleCsv()], 'text/csv', 'people.csv')}>
            {t('columns.csv')}
          </Button>
          <Button size="small" onPress={() => saveFile([exampleLines()], 'application/x-ndjson', 'people.ndjson')}>
            {t('columns.ndjson')}
          </Button>
        </>
      }
    >
      <p className="soft">{t('columns.lead')}</p>
      <Facts
        facts={FIELDS.map((field) => [
          t(`field.${field}`),
          <span key={field}>
            <code dir="ltr">{field}</code> {t(`column.${field}`)}
          </span>,
        ])}
      />
    </Section>
  )
}
