import { type ReactNode, useState } from 'react'
import { usePages, useRead } from '#api'
import { useMay, useMe, useParam, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Chip, Copy, Facts, Found, Link, Loading, Page, Section, Tabs, useDraft } from '#parts'
import { configuration } from '#session'
import { isForDevice } from '../devices/listed.ts'
import { MemberPolicy } from '../people/membership/member-policy.tsx'
import { MakePolicy } from '../policies/make-policy.tsx'
import { OwnProvider } from '../providers/move.tsx'
import { Editing } from '../resources/editing.tsx'
import { type Client, clientPath, clientsPath, EVERY_CLIENT } from './clients.ts'
import { DetailsForm } from './details-form.tsx'
import { Ends } from './ends.tsx'
import { Held } from './held.tsx'
import { Keys } from './keys.tsx'
import type { KnownClient, PartProps } from './known.ts'
import { Limits } from './limits.tsx'
import { methodOf, patternOf, redirectUrisOf, signsPeopleIn } from './patterns.ts'
import { Redirects } from './redirects.tsx'
import { Secret } from './secret.tsx'
import { SignInWith } from './sign-in-with.tsx'
import { Snippets, type SnippetsProps } from './snippets-shown.tsx'
import { appsTexts } from './texts.ts'
import { TryIt } from './try-it.tsx'
import { UseKey } from './use-key.tsx'

export default function App(): ReactNode {
  const id = useParam('id')
  const t = useTexts(appsTexts)
  const read = useRead<KnownClient>(clientPath(id))
  return (
    <Found of={read} title={t('heading')}>
      {(client, { etag }) => <Listed key={id} client={client} etag={etag} />}
    </Found>
  )
}

/** The client as the list tells of it: when it was used, and whether the person may change it. */
function Listed(read: Omit<PartProps, 'isHeld'>): ReactNode {
  const { project } = useMe()
  const { id } = read.client
  const { rows, isLoading } = usePages(clientsPath(project.id, { id }), EVERY_CLIENT)
  if (isLoading) return <Loading />
  const listed = rows.find((one) => one.id === id)
  return <Shown {...read} listed={listed} isHeld={listed?.needsOwner === true} />
}

interface ListedProps extends PartProps {
  readonly listed: Client | undefined
}

const TABS = ['app', 'all', 'text'] as const

function Shown({ listed, ...part }: ListedProps): ReactNode {
  const t = useTexts(appsTexts)
  const { client, etag, isHeld } = part
  const [named, show] = useQuery('tab', 'app')
  const tab = TABS.find((one) => one === named) ?? 'app'
  const draft = useDraft(clientPath(client.id), { body: client, etag })
  const kind = client.kind === 'device' ? 'device' : patternOf(client)
  return (
    <Page
      title={client.name ?? client.id}
      lead={`${t(`lead.${kind}`)} ${(client.status ?? 'active') === 'active' ? '' : t('lead.off')}`}
      actions={<Ends {...part} />}
    >
      <Tabs label={t('tabs')} tabs={TABS.map((name) => ({ name, title: t(`tab.${name}`) }))} value={tab} />
      {tab !== 'app' && isHeld ? <Held /> : null}
      {tab === 'all' && !isHeld ? <DetailsForm draft={draft} /> : null}
      {tab === 'text' && !isHeld ? (
        <Editing resource={client} etag={etag} path={clientPath(client.id)} onDone={() => show('')} />
      ) : null}
      {/* A secret that was just made stays while one looks at something else. */}
      <div hidden={tab !== 'app'}>
        <Overview {...part} listed={listed} />
      </div>
    </Page>
  )
}

function Overview({ listed, ...part }: ListedProps): ReactNode {
  const t = useTexts(appsTexts)
  const { client } = part
  const may = useMay()
  const [secret, setSecret] = useState<string>()
  const [privateKey, setKey] = useState<string>()
  const [pattern, method, uris] = [patternOf(client), methodOf(client), redirectUrisOf(client)]
  const subject = {
    pattern,
    baseUrl: configuration.baseUrl,
    clientId: client.id,
    signsByKey: method === 'private_key_jwt',
  }
  return (
    <>
      <div className="split">
        <Lines subject={subject} uris={uris} secret={secret} privateKey={privateKey} />
        <Section title={t('details')}>
          <Details client={client} listed={listed} />
        </Section>
      </div>
      {method === 'none' ? null : method === 'private_key_jwt' ? (
        <Keys {...part} made={privateKey} />
      ) : (
        <Secret
          {...part}
          listed={listed}
          secret={secret}
          setSecret={setSecret}
          more={pattern === 'server' ? <UseKey {...part} setKey={setKey} /> : null}
        />
      )}
      {method === 'none' || !may('change_machines') ? null : (
        <Section title={t('policy.heading')}>
          <MemberPolicy
            of={`ClientApplication/${client.id}`}
            label={t('policy')}
            hint={t('policy.hint')}
            none={<p className="soft">{t('new.policy.none')}</p>}
            {...(client.kind === 'device' && { isFit: isForDevice })}
            make={(onMade) => <MakePolicy onMade={onMade} />}
            absent={t('policy.absent')}
            mayAct={client.kind !== 'device'}
            isHeld={part.isHeld}
          />
        </Section>
      )}
      {client.kind === 'device' ? null : <Redirects {...part} />}
      {uris.length === 0 ? null : <SignInWith {...part} />}
      {client.identityProvider === undefined ? null : (
        <OwnProvider of={`ClientApplication/${client.id}`} provider={client.identityProvider} />
      )}
      {uris.length === 0 ? null : <TryIt clientId={client.id} uris={uris} />}
      <Limits {...part} />
    </>
  )
}

/** How to sign in to it, or as it. An app without an address to which people return has no lines that would run. */
function Lines(of: SnippetsProps): ReactNode {
  const t = useTexts(appsTexts)
  if (signsPeopleIn(of.subject.pattern) && of.uris.length === 0) return null
  return (
    <Section title={t('snippets')}>
      <Snippets {...of} />
    </Section>
  )
}

function Details({ client, listed }: { readonly client: KnownClient; readonly listed: Client | undefined }): ReactNode {
  const t = useTexts(appsTexts)
  const format = useFormat()
  const use = listed?.lastUse
  const policies = listed?.policies ?? []
  return (
    <Facts
      facts={[
        [
          t('id'),
          <span key="id">
            <span className="mono">{client.id}</span> <Copy text={client.id} label={t('id.copy')} />
          </span>,
        ],
        [t('proof'), t(`proof.${methodOf(client)}` as 'proof.none')],
        [
          t('policy'),
          policies.length === 0
            ? undefined
            : policies.map(({ reference, display }) => (
                <div key={reference}>
                  <Link to={`policies/${reference.split('/')[1] ?? ''}`}>{display ?? reference}</Link>
                </div>
              )),
        ],
        [t('used'), use === undefined ? listed === undefined ? undefined : t('used.never') : <Use use={use} />],
        [t('made'), listed?.createdAt === undefined ? undefined : format.day(listed.createdAt)],
        [
          t('consent'),
          client.kind === 'app' ? t(client.firstParty === true ? 'consent.own' : 'consent.other') : undefined,
        ],
        [t('basic'), client.basicAllowed === true ? <Basic /> : undefined],
      ]}
    />
  )
}

/** What Basic is, and where it is ended. */
function Basic(): ReactNode {
  const t = useTexts(appsTexts)
  return (
    <>
      <Chip tone="bad">{t('basic.allowed')}</Chip>
      <div className="soft">{t('basic.hint')}</div>
      <Link to="devices">{t('basic.where')}</Link>
    </>
  )
}

function Use({ use: { at, how, address, program } }: { readonly use: NonNullable<Client['lastUse']> }): ReactNode {
  const t = useTexts(appsTexts)
  const format = useFormat()
  return (
    <>
      {format.ago(at)} <span className="soft">({format.time(at)})</span>
      {how === undefined ? null : <div>{t(`how.${how}` as 'how.secret')}</div>}
      {address === undefined ? null : <div>{t('used.from', { address })}</div>}
      {program === undefined ? null : <div className="soft">{program}</div>}
    </>
  )
}
