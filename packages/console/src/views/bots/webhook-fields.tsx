import type { ReactNode } from 'react'
import { fhirPages, searchPath, usePages, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Check, Choice, refusedAt, Section, Snippet, Suggest } from '#parts'
import { configuration } from '#session'
import { usesSecrets, VERIFICATIONS, withVerification } from './details.ts'
import { type DetailsProps, Lines } from './details-fields.tsx'
import { type ListedSecrets, secretsPath } from './secret-change.ts'
import { botsTexts } from './texts.ts'

interface WebhookProps extends DetailsProps {
  /** It is saved as public: it has an address by now. */
  readonly isOpen: boolean
}

/** Who outside may start it, and how they are known. */
export function WebhookFields(props: WebhookProps): ReactNode {
  const t = useTexts(botsTexts)
  const { bot, error, problems, set, isOpen } = props
  const { webhook, publicWebhook = false } = bot
  return (
    <Section title={t('webhook')}>
      <Check isSelected={publicWebhook} onChange={(isOn) => set({ publicWebhook: isOn ? true : undefined })}>
        <span>
          {t('webhook.public')} <small>{t('webhook.public.hint')}</small>
        </span>
      </Check>
      {publicWebhook && bot.runAsUser === true ? <p className="wrong">{t('webhook.noCaller')}</p> : null}
      {publicWebhook || webhook !== undefined ? (
        <>
          <Choice
            label={t('webhook.verification')}
            options={VERIFICATIONS.map((value) => ({
              value,
              text: t(`webhook.by.${value}`),
              hint: t(`webhook.by.${value}.hint`),
            }))}
            value={webhook?.verification}
            onChange={(verification) => set({ webhook: withVerification(bot, verification) })}
            error={problems.includes('verification') ? t('webhook.choose') : refusedAt(error, 'Bot.webhook')}
          />
          <Proofs {...props} />
          <Check isSelected={bot.rawBody === true} onChange={(isOn) => set({ rawBody: isOn ? true : undefined })}>
            <span>
              {t('webhook.raw')} <small>{t('webhook.raw.hint')}</small>
            </span>
          </Check>
        </>
      ) : null}
      {isOpen ? <Address of={`Bot/${bot.id}`} /> : null}
    </Section>
  )
}

/** By what the sender is known, and when it is answered. */
function Proofs({ bot, error, problems, set }: WebhookProps): ReactNode {
  const t = useTexts(botsTexts)
  const { webhook } = bot
  if (webhook === undefined) return null
  return (
    <>
      {usesSecrets(webhook.verification) ? (
        <SignedWith
          names={webhook.secretName ?? []}
          onChange={(secretName) => set({ webhook: { ...webhook, secretName } })}
          error={problems.includes('secret') ? t('webhook.secret.missing') : refusedAt(error, 'Bot.webhook.secretName')}
        />
      ) : null}
      {webhook.verification === 'mtls-header' ? (
        <Lines
          label={t('webhook.certificate')}
          hint={t('webhook.certificate.hint')}
          lines={webhook.certificate ?? []}
          onChange={(lines) => set({ webhook: { ...webhook, certificate: lines } })}
          error={
            problems.includes('certificate')
              ? t('webhook.certificate.wrong')
              : refusedAt(error, 'Bot.webhook.certificate')
          }
        />
      ) : null}
      <Check
        isSelected={webhook.asynchronous === true}
        onChange={(isOn) => set({ webhook: { ...webhook, asynchronous: isOn ? true : undefined } })}
      >
        <span>
          {t('webhook.later')} <small>{t('webhook.later.hint')}</small>
        </span>
      </Check>
    </>
  )
}

interface SignedWithProps {
  readonly names: readonly string[]
  readonly onChange: (names: string[] | undefined) => void
  readonly error: ReactNode
}

/** The secrets by which a sender signs: one, and a second while it changes. */
function SignedWith({ names, onChange, error }: SignedWithProps): ReactNode {
  const t = useTexts(botsTexts)
  const known = useSecretNames()
  const options = known.map((value) => ({ value }))
  const setAt = (at: number, name: string): void => {
    const next = [names[0] ?? '', names[1] ?? ''].with(at, name.trim()).filter((one) => one !== '')
    onChange(next.length === 0 ? undefined : next)
  }
  const missing = names.filter((name) => known.length > 0 && !known.includes(name))
  return (
    <>
      <Suggest
        label={t('webhook.secret')}
        hint={t('webhook.secret.hint')}
        value={names[0] ?? ''}
        options={options}
        onChange={(name) => setAt(0, name)}
        error={error}
        isMono
        waits
      />
      {names.length === 0 ? null : (
        <Suggest
          label={t('webhook.secret.second')}
          hint={t('webhook.secret.second.hint')}
          value={names[1] ?? ''}
          options={options}
          onChange={(name) => setAt(1, name)}
          isMono
          waits
        />
      )}
      {missing.map((name) => (
        <p key={name} className="soft">
          {t('webhook.secret.unset', { name })}
        </p>
      ))}
    </>
  )
}

/** The names of the project's secrets, for those who may see them. */
function useSecretNames(): readonly string[] {
  const { project } = useMe()
  const may = useMay()
  const { data } = useRead<ListedSecrets>(may('set_secrets') ? secretsPath(project.id) : undefined)
  return data?.body.secrets.map(({ name }) => name) ?? []
}

const MEMBERSHIPS = fhirPages('ProjectMembership')

/** It is by the id of the Bot's membership, which a deployer does not read. */
function Address({ of }: { readonly of: string }): ReactNode {
  const t = useTexts(botsTexts)
  const mayRead = useMay()('change_bot_policies')
  const { rows } = usePages(
    mayRead ? searchPath('ProjectMembership', { profile: of, _count: '1' }) : undefined,
    MEMBERSHIPS,
  )
  const [membership] = rows
  if (!mayRead) return <p className="soft">{t('webhook.address.owners')}</p>
  if (membership === undefined) return null
  return <Snippet text={`${configuration.baseUrl}webhook/${membership.id}`} label={t('webhook.address')} isTitled />
}
