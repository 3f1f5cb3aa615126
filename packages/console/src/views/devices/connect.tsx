import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Answer,
  Button,
  Choice,
  Facts,
  Field,
  Form,
  LinkButton,
  notify,
  Page,
  Section,
  useUnsaved,
  Wrong,
} from '#parts'
import { MakePolicy } from '../policies/make-policy.tsx'
import { OnDevice, TurnOn } from './connect-first.tsx'
import { type Ceremony, SENDS_RESULTS, windowPath } from './listed.ts'
import { devicesTexts } from './texts.ts'

type Window = NonNullable<Ceremony['window']>
const EVERY_MS = 15_000

/** Connects a device: name it, type its code, compare the fingerprint. Each step is at the same address. */
export default function Connect(): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const [connected, setConnected] = useState<string>()
  const read = useRead<Ceremony>(windowPath(project.id), { everyMs: EVERY_MS })
  if (connected !== undefined)
    return (
      <Page title={t('connect.done', { name: connected })} lead={t('connect.done.lead')}>
        <div className="actions">
          <LinkButton to="devices" kind="primary">
            {t('one.back')}
          </LinkButton>
          <Button onPress={() => setConnected(undefined)}>{t('connect.another')}</Button>
        </div>
      </Page>
    )
  return (
    <Page title={t('connect.heading')} lead={t('connect.lead')}>
      <Answer of={read}>
        {({ enabled, policies, window }) =>
          enabled ? (
            <>
              <p>
                <b>{t('connect.never')}</b>
              </p>
              {window === undefined ? (
                <>
                  <Open policies={policies} />
                  <Section title={t('first.device')}>
                    <OnDevice />
                  </Section>
                </>
              ) : (
                <Code key={window.id} window={window} policies={policies} onConnected={setConnected} />
              )}
            </>
          ) : (
            <TurnOn />
          )
        }
      </Answer>
    </Page>
  )
}

/** The first step: which device, and what it may do. */
function Open({ policies }: Pick<Ceremony, 'policies'>): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const act = useAct()
  const [name, setName] = useState('')
  const [policy, setPolicy] = useState<string>()
  const isReady = name.trim() !== '' && policy !== undefined
  useUnsaved(name !== '' && !act.isPending && act.data === undefined)
  return (
    <Section title={t('connect.step.name')}>
      <Form
        onSubmit={() => {
          if (isReady) act.mutate({ path: windowPath(project.id), body: { name, accessPolicy: { reference: policy } } })
        }}
      >
        <Field label={t('connect.name')} hint={t('connect.name.hint')} value={name} onChange={setName} isRequired />
        {policies.length === 0 ? (
          <p>{t('connect.policy.none')}</p>
        ) : (
          <Choice
            label={t('policy')}
            hint={t('connect.policy.hint')}
            options={policies.map(({ reference, name: text }) => ({ value: reference, text }))}
            value={policy}
            onChange={setPolicy}
          />
        )}
        <MakePolicy first={SENDS_RESULTS} onMade={setPolicy} />
        {act.error === null ? null : <Wrong error={act.error} />}
        <Button kind="primary" type="submit" isBusy={act.isPending} isDisabled={!isReady}>
          {t('connect.open')}
        </Button>
      </Form>
    </Section>
  )
}

interface CodeProps extends Pick<Ceremony, 'policies'> {
  readonly window: Window
  readonly onConnected: (name: string) => void
}

interface Found {
  readonly askedAt: string
  readonly address: string
  readonly program?: string
}

/** The second step: the code on the device's screen; then the third. */
function Code({ window, policies, onConnected }: CodeProps): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const [code, setCode] = useQuery('user_code')
  const find = useAct<Found>()
  const close = useAct()
  const found = find.data?.body
  return (
    <Section
      title={t(found === undefined ? 'connect.step.code' : 'connect.step.fingerprint')}
      actions={
        <Button
          isBusy={close.isPending}
          onPress={() => close.mutate({ path: windowPath(project.id), method: 'DELETE' })}
        >
          {t('connect.close')}
        </Button>
      }
    >
      <Wanted window={window} policies={policies} found={found} />
      {window.device === undefined ? null : <p>{t('connect.replaces')}</p>}
      {found === undefined ? (
        <>
          <OnDevice />
          <Form
            onSubmit={() => {
              if (code.trim() !== '') find.mutate({ path: windowPath(project.id, '/find'), body: { code } })
            }}
          >
            <Field label={t('connect.code')} hint={t('connect.code.hint')} value={code} onChange={setCode} isMono />
            {find.error === null ? null : <Wrong error={find.error} />}
            <Button kind="primary" type="submit" isBusy={find.isPending} isDisabled={code.trim() === ''}>
              {t('connect.find')}
            </Button>
          </Form>
        </>
      ) : (
        <Fingerprint
          window={window}
          code={code}
          onDenied={() => {
            find.reset()
            setCode('')
          }}
          onConnected={() => onConnected(window.name)}
        />
      )}
    </Section>
  )
}

interface WantedProps extends Pick<CodeProps, 'window' | 'policies'> {
  readonly found: Found | undefined
}

/** What is about to be connected, until when, and what asks. */
function Wanted({ window, policies, found }: WantedProps): ReactNode {
  const t = useTexts(devicesTexts)
  const format = useFormat()
  const policy = policies.find(({ reference }) => reference === window.accessPolicy?.reference)?.name
  return (
    <Facts
      facts={[
        [t('connect.name'), window.name],
        [t('policy'), window.device === undefined ? policy : t('connect.keeps')],
        [t('connect.until'), format.time(window.expiresAt)],
        [t('connect.asked'), found && format.ago(found.askedAt)],
        [t('address'), found?.address],
        [t('program'), found?.program],
      ]}
    />
  )
}

interface FingerprintProps {
  readonly window: Window
  readonly code: string
  readonly onDenied: () => void
  readonly onConnected: () => void
}

/** The third step. The page does not show the fingerprint: people would press "the same" without looking. */
function Fingerprint({ window, code, onDenied, onConnected }: FingerprintProps): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const connect = useAct()
  const deny = useAct()
  const [fingerprint, setFingerprint] = useState('')
  const error = connect.error ?? deny.error
  return (
    <Form
      onSubmit={() =>
        connect.mutate(
          { path: windowPath(project.id, '/connect'), body: { window: window.id, code, fingerprint } },
          { onSuccess: onConnected },
        )
      }
    >
      <Field
        label={t('connect.fingerprint')}
        hint={t('connect.fingerprint.hint')}
        value={fingerprint}
        onChange={setFingerprint}
        isMono
      />
      {error === null ? null : <Wrong error={error} />}
      <div className="actions">
        <Button
          isBusy={deny.isPending}
          onPress={() =>
            deny.mutate(
              { path: windowPath(project.id, '/deny'), body: { code } },
              {
                onSuccess: () => {
                  notify(t('connect.denied'))
                  onDenied()
                },
              },
            )
          }
        >
          {t('connect.deny')}
        </Button>
        <Button kind="primary" type="submit" isBusy={connect.isPending} isDisabled={fingerprint.trim() === ''}>
          {t('connect.connect')}
        </Button>
      </div>
    </Form>
  )
}
