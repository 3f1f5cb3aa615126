import type { ProjectIdentityProvider } from '@damson/sdk'
import type { ReactNode } from 'react'
import { fhirPages, searchPath, useWhole } from '#api'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Check, Empty, LinkButton, Loading, notify, Section, Trouble, useChanging, Wrong } from '#parts'
import { clientPath } from './clients.ts'
import type { PartProps } from './known.ts'
import { appsTexts } from './texts.ts'

type Provider = ProjectIdentityProvider & { readonly id: string }

const PATH = searchPath('ProjectIdentityProvider', { _count: '100' })
const PAGED = fhirPages('ProjectIdentityProvider')

/** The identity providers whose buttons the app's sign-in page shows. Owners choose them. */
export function SignInWith(part: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  return (
    <Section title={t('with')}>
      {may('change_proofs') && !part.isHeld ? <Chosen {...part} /> : <p className="soft">{t('with.others')}</p>}
    </Section>
  )
}

function Chosen({ client, etag }: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const { rows, isLoading, error, again } = useWhole(PATH, PAGED)
  const changing = useChanging()
  const chosen = (client.provider ?? []).flatMap(({ reference }) => reference ?? [])
  const choose = async (reference: string, isChosen: boolean): Promise<void> => {
    const next = isChosen ? [...chosen, reference] : chosen.filter((one) => one !== reference)
    const provider = next.length === 0 ? undefined : next.map((one) => ({ reference: one }))
    if (await changing.change(clientPath(client.id), { ...client, provider }, etag)) notify(t('with.saved'))
  }
  return (
    <>
      <p className="soft">{t('with.lead')}</p>
      {error !== null ? (
        <Trouble error={error} again={again} />
      ) : isLoading ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty action={<LinkButton to="providers/new">{t('with.add')}</LinkButton>}>{t('with.none')}</Empty>
      ) : (
        <Providers providers={rows} chosen={chosen} choose={(...one) => void choose(...one)} isBusy={changing.isBusy} />
      )}
      {changing.error === null ? null : <Wrong error={changing.error} />}
      {changing.dialog}
    </>
  )
}

interface ProvidersProps {
  readonly providers: readonly Provider[]
  readonly chosen: readonly string[]
  readonly choose: (reference: string, isChosen: boolean) => void
  readonly isBusy: boolean
}

function Providers({ providers, chosen, choose, isBusy }: ProvidersProps): ReactNode {
  return (
    <div className="filters">
      {providers.map(({ id, identityProvider: { name, issuer } }) => {
        const reference = `ProjectIdentityProvider/${id}`
        return (
          <Check
            key={id}
            isSelected={chosen.includes(reference)}
            isDisabled={isBusy}
            onChange={(isChosen) => choose(reference, isChosen)}
          >
            {name ?? issuer ?? id}
          </Check>
        )
      })}
    </div>
  )
}
