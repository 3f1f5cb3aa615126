import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Button, Card, LinkButton, Page } from '#parts'
import { begin, choose, configuration, type Me } from '#session'
import { frameTexts } from './texts.ts'

/** Shown instead of the console to a person who administrates nothing here. */
export function NotAdministrator({ me }: { readonly me: Me | undefined }): ReactNode {
  const t = useTexts(frameTexts)
  return (
    <main className="alone">
      <Page title={t('not.administrator', { project: me?.project.name ?? '' })} lead={t('not.administrator.lead')}>
        <div className="actions">
          <Button kind="primary" onPress={() => void choose()}>
            {t('project.choose')}
          </Button>
          <a className="button" href={`${configuration.baseUrl}account`}>
            {t('me.account')}
          </a>
        </div>
      </Page>
    </main>
  )
}

export function NotBegun({ error }: { readonly error: unknown }): ReactNode {
  const t = useTexts(frameTexts)
  return (
    <main className="alone">
      <Page title={t('trouble.heading')}>
        <Card className="trouble">
          <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
          <Button kind="primary" onPress={() => void begin()}>
            {t('trouble.again')}
          </Button>
        </Card>
      </Page>
    </main>
  )
}

/** Shown in the place of a view that is for an action which the API refuses to the person's role. */
export function NotOffered(): ReactNode {
  const t = useTexts(frameTexts)
  return (
    <Page title={t('not.offered')} lead={t('not.offered.lead')}>
      <LinkButton to="" kind="primary">
        {t('nav.overview')}
      </LinkButton>
    </Page>
  )
}

export function NotFound(): ReactNode {
  const t = useTexts(frameTexts)
  return (
    <Page title={t('not.found')} lead={t('not.found.lead')}>
      <LinkButton to="" kind="primary">
        {t('nav.overview')}
      </LinkButton>
    </Page>
  )
}
