import type { ReactNode } from 'react'
import { useFormat, useTexts } from '#language'
import { Button, Card, LinkButton, Page, Snippet } from '#parts'
import { useNameAt } from '../audit/pick.tsx'
import { activationTexts } from './texts.ts'

/** A code that was made, and for whom. */
export interface Made {
  readonly patient: string
  /** Where it was sent; undefined: it is on paper. */
  readonly email: string | undefined
  readonly answer: {
    readonly code?: string
    readonly url?: string
    readonly qrCode?: string
    readonly expiresAt?: string
    readonly issue?: readonly { readonly details?: { readonly text?: string } }[]
  }
}

interface MadeCodeProps {
  readonly made: Made
  readonly onAnother: () => void
}

/** The code, to be printed; or where it was sent. */
export function MadeCode({ made: { patient, email, answer }, onAnother }: MadeCodeProps): ReactNode {
  const t = useTexts(activationTexts)
  const format = useFormat()
  const name = useNameAt(patient) ?? patient
  const { code, url, qrCode, expiresAt } = answer
  const until = expiresAt === undefined ? '' : format.time(expiresAt)
  // Where the answer says why no e-mail was sent, it has no time.
  const unsent = answer.issue?.[0]?.details?.text
  return (
    <Page
      title={t('done.heading', { name })}
      lead={unsent ?? (email === undefined ? t('done.paper', { until }) : t('done.email', { email, until }))}
    >
      {code === undefined || url === undefined ? null : (
        <>
          <Snippet label={t('code')} isTitled text={code} />
          <Snippet label={t('url')} isTitled text={url} />
          <Card className="padded">
            <img src={qrCode} alt={t('qr')} width={180} height={180} />
          </Card>
          <p className="soft">{t('done.once')}</p>
        </>
      )}
      <div className="actions">
        <LinkButton to="people">{t('back')}</LinkButton>
        <Button onPress={onAnother}>{t('make.another')}</Button>
        {code === undefined ? null : (
          <Button kind="primary" onPress={() => print()}>
            {t('print')}
          </Button>
        )}
      </div>
    </Page>
  )
}
