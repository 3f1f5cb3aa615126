import { type ReactNode, useState } from 'react'
import { request } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Card, Section, Wrong } from '#parts'
import { openApart } from '#session'
import { providersTexts } from './texts.ts'

/** Tries a provider in a window of its own: the page there says of each check whether it holds. Nobody is signed in by it. */
export function Trial({ reference }: { readonly reference: string }): ReactNode {
  const t = useTexts(providersTexts)
  const { project } = useMe()
  const [error, setError] = useState<Error>()
  const begin = async (): Promise<void> => {
    // At once, while the browser still knows that a click asked for it.
    const other = openApart('_blank', 'popup,width=560,height=760')
    try {
      setError(undefined)
      const path = `admin/projects/${project.id}/provider-test`
      const { body } = await request<{ readonly url: string }>(path, {
        method: 'POST',
        body: { provider: { reference } },
      })
      if (other !== null) other.location.href = body.url
    } catch (problem) {
      other?.close()
      setError(problem as Error)
    }
  }
  return (
    <Section title={t('trial')}>
      <Card className="padded">
        <p>{t('trial.lead')}</p>
        {error === undefined ? null : <Wrong error={error} />}
        <Button onPress={() => void begin()}>{t('trial.button')}</Button>
      </Card>
    </Section>
  )
}
