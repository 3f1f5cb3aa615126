import { type ReactNode, useState } from 'react'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, Empty, notify, Section, useChanging, Wrong } from '#parts'
import { clientPath } from './clients.ts'
import { Held } from './held.tsx'
import type { KnownClient, PartProps } from './known.ts'
import { methodOf, redirectUrisOf } from './patterns.ts'
import { originOf, redirectProblem } from './redirect-check.ts'
import { RedirectField } from './redirect-field.tsx'
import { appsTexts } from './texts.ts'

/** The addresses to which people return after they sign in. Those of one's own apps only owners change. */
export function Redirects(part: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  const { client, isHeld } = part
  const isOwners = client.firstParty === true && !may('change_own_apps')
  if (!isHeld && !isOwners) return <Changing {...part} />
  return (
    <Section title={t('redirect.heading')}>
      <Listed uris={redirectUrisOf(client)} />
      {isHeld ? <Held /> : <p className="soft">{t('redirect.owners')}</p>}
    </Section>
  )
}

function Changing({ client, etag }: PartProps): ReactNode {
  const t = useTexts(appsTexts)
  const uris = redirectUrisOf(client)
  const isPublic = methodOf(client) === 'none'
  const [typed, type] = useState('')
  const [leaving, leave] = useState<string>()
  const { change, isBusy, error, dialog } = useChanging()
  const save = async (next: readonly string[]): Promise<void> => {
    const path = clientPath(client.id)
    const saved = await change(path, withUris(client, next), etag)
    if (saved === undefined) return
    const undo = (): void => void change(path, client, saved.etag)
    notify(t('redirect.saved'), leaving === undefined ? undefined : undo)
    type('')
    leave(undefined)
  }
  return (
    <Section title={t('redirect.heading')}>
      <Listed uris={uris} leave={leave} />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (redirectProblem(typed, uris) === undefined) void save([...uris, typed])
        }}
      >
        <RedirectField
          label={t('redirect.add.label')}
          value={typed}
          onChange={(next) => type(next.trim())}
          others={uris}
          isPublic={isPublic}
        />
        {error !== null && leaving === undefined ? <Wrong error={error} /> : null}
        <Button type="submit" isBusy={isBusy} isDisabled={redirectProblem(typed, uris) !== undefined}>
          {t('redirect.add')}
        </Button>
      </form>
      <Confirm
        title={t('redirect.remove.title', { name: client.name ?? client.id })}
        isOpen={leaving !== undefined}
        onClose={() => leave(undefined)}
        action={t('redirect.remove')}
        isBusy={isBusy}
        error={error}
        onConfirm={() => void save(uris.filter((uri) => uri !== leaving))}
      >
        <p className="mono">{leaving}</p>
        <p>{t('redirect.remove.will')}</p>
      </Confirm>
      {dialog}
    </Section>
  )
}

interface ListedProps {
  readonly uris: readonly string[]
  readonly leave?: (uri: string) => void
}

function Listed({ uris, leave }: ListedProps): ReactNode {
  const t = useTexts(appsTexts)
  if (uris.length === 0) return <Empty>{t('redirect.none')}</Empty>
  return (
    <ul className="card items">
      {uris.map((uri) => (
        <li key={uri}>
          <span className="mono">{uri}</span>{' '}
          {leave === undefined ? null : (
            <Button size="small" label={t('redirect.remove.one', { uri })} onPress={() => leave(uri)}>
              {t('redirect.remove')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

/** The client with these addresses; pages of an app in a browser may call the API from where the app is. */
function withUris(client: KnownClient, uris: readonly string[]): object {
  const { redirectUri: _one, ...kept } = client
  const before = new Set(redirectUrisOf(client).map(originOf))
  const now = uris.flatMap((uri) => originOf(uri) ?? [])
  const others = (client.allowedOrigin ?? []).filter((origin) => !before.has(origin) || now.includes(origin))
  const origins = methodOf(client) === 'none' ? [...new Set([...others, ...now])] : (client.allowedOrigin ?? [])
  return { ...kept, redirectUris: uris, allowedOrigin: origins.length === 0 ? undefined : origins }
}
