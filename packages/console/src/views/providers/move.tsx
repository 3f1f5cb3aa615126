import type { ProjectIdentityProvider } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useGo, useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Card, Confirm, notify, Section } from '#parts'
import { providersTexts } from './texts.ts'

interface MoveProps {
  /** The app or domain in which the provider is: `ClientApplication/…`, `DomainConfiguration/…`. */
  readonly of: string
  readonly provider: { readonly name?: string | undefined; readonly issuer?: string | undefined }
}

/** A provider that an app or a domain has for itself, and how it becomes one of the project. */
export function OwnProvider({ of, provider }: MoveProps): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const name = provider.name ?? provider.issuer ?? of
  return (
    <Section title={t('move')}>
      <Card className="padded">
        <p>{t('move.lead', { name })}</p>
        {may('move_providers') ? <Move of={of} name={name} /> : null}
      </Card>
    </Section>
  )
}

function Move({ of, name }: { readonly of: string; readonly name: string }): ReactNode {
  const t = useTexts(providersTexts)
  const { project } = useMe()
  const go = useGo()
  const [isOpen, setOpen] = useState(false)
  const act = useAct<ProjectIdentityProvider>()
  const move = (): void =>
    act.mutate(
      { path: `admin/projects/${project.id}/provider-move`, body: { provider: { reference: of } } },
      {
        onSuccess: ({ body: { id } }) => {
          notify(t('move.done', { name }))
          go(`providers/${id ?? ''}`)
        },
      },
    )
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('move.button')}</Button>
      <Confirm
        title={t('move.ask', { name })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action={t('move.button')}
        name={name}
        isBusy={act.isPending}
        error={act.error}
        onConfirm={move}
      >
        <p>{t('move.ask.lead')}</p>
      </Confirm>
    </>
  )
}
