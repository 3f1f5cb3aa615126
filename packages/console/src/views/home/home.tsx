import type { ReactNode } from 'react'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Copy, Facts, Page } from '#parts'
import { configuration } from '#session'
import { homeTexts } from './texts.ts'

export default function Home(): ReactNode {
  const t = useTexts(homeTexts)
  const { project } = useMe()
  const copied = (text: string): ReactNode => (
    <>
      <span className="mono">{text}</span> <Copy text={text} />
    </>
  )
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <Facts
        facts={[
          [t('id'), copied(project.id)],
          [t('issuer'), copied(configuration.baseUrl)],
        ]}
      />
    </Page>
  )
}
