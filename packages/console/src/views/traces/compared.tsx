import type { ClientApplication } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useTexts } from '#language'
import { Facts } from '#parts'
import { clientPath } from '../apps/clients.ts'
import { redirectUrisOf } from '../apps/patterns.ts'
import { traceTexts } from './texts.ts'
import type { Step } from './told.ts'

const NAME = 'redirect_uri'

/**
 * The address that the app sent, beside those that it is set up with, where that was what was wrong. Of an address that is not
 * the app's the server tells its length, and the findings how it differs: it may have a secret in it.
 */
export function Compared({ step }: { readonly step: Step }): ReactNode {
  const t = useTexts(traceTexts)
  const { clientId, parameters, findings } = step
  const sent = parameters.find(({ name }) => name === NAME)?.value
  const isAbout = sent !== undefined && findings.some(({ what }) => what.includes(NAME))
  const { data } = useRead<ClientApplication>(isAbout && clientId !== undefined ? clientPath(clientId) : undefined)
  if (!isAbout || data === undefined) return null
  const expected = redirectUrisOf(data.body)
  return (
    <Facts
      facts={[
        [t('sent', { name: NAME }), <code key="sent">{sent}</code>],
        [
          t('expected'),
          <ul key="expected" className="plain">
            {expected.map((uri) => (
              <li key={uri}>
                <code dir="ltr">{uri}</code>
              </li>
            ))}
          </ul>,
        ],
      ]}
    />
  )
}
