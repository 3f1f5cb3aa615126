import type { IdentityProvider } from '@damson/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { request } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useTexts } from '#language'
import { Button, Card, Chip, Editor, Facts, notify, Section, useChanging, useTyped, Wrong } from '#parts'
import { ClaimRows } from './claim-rows.tsx'
import { rulesIn, textOf } from './claim-rules.ts'
import { type ProviderProps, providerPath } from './stored.ts'
import { providersTexts } from './texts.ts'

interface Decided {
  readonly refused?: string
  readonly profileType?: string
  readonly accessPolicy?: { readonly reference: string }
  readonly secondFactor: boolean
  readonly compliantDevice: boolean
}

const SAMPLE = '{\n  "sub": "00u1",\n  "email": "ada@clinic.example",\n  "groups": ["Clinicians"]\n}'
const PAUSE_MS = 400

/** The claim rules, a sample token, and what the rules make of it: the server decides, as it does at a sign-in. */
export function Claims(part: ProviderProps): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const { text, setText, isChanged, save, isBusy, error, dialog } = useRules(part)
  const [sample, setSample] = useState(SAMPLE)
  const [way, setWay] = useQuery('rules', 'rows')
  const { decided, error: unjudged } = useDecided(text, sample)
  // What rows cannot show is edited as text.
  const rows = way === 'rows' ? rulesIn(text) : undefined
  return (
    <Section title={t('claims')}>
      <p>{t('claims.lead')}</p>
      <div className="split">
        <Card className="padded">
          <h3>{t('claims.rules')}</h3>
          {rows === undefined ? (
            <Editor label={t('claims.rules')} value={text} onChange={setText} />
          ) : (
            <ClaimRows rules={rows} onChange={(next) => setText(textOf(next))} />
          )}
          {way === 'rows' && rows === undefined ? <p className="soft">{t('rule.onlyText')}</p> : null}
          <div className="actions">
            <Button onPress={() => setWay(way === 'rows' ? 'text' : 'rows')}>
              {t(way === 'rows' ? 'rule.asText' : 'rule.asRows')}
            </Button>
            {may('change_providers') ? (
              <Button
                kind="primary"
                isBusy={isBusy}
                isDisabled={decided === undefined || !isChanged}
                onPress={() => void save()}
              >
                {t('claims.save')}
              </Button>
            ) : null}
          </div>
          {error === null ? null : <Wrong error={error} />}
          {dialog}
        </Card>
        <Card className="padded">
          <h3>{t('claims.sample')}</h3>
          <Editor label={t('claims.sample')} value={sample} onChange={setSample} />
          <p className="soft">{t('claims.kept')}</p>
        </Card>
      </div>
      <div role="status" className="told">
        <h3>{t('claims.outcome')}</h3>
        {unjudged === undefined ? null : <Wrong error={unjudged} />}
        {decided === undefined ? null : <Result decided={decided} />}
      </div>
    </Section>
  )
}

const rulesOf = ({ identityProvider: { claimRule = [] } }: ProviderProps['provider']): string => textOf(claimRule)

/** The rules as they are edited, and how they are saved. */
function useRules({ provider, etag }: ProviderProps) {
  const t = useTexts(providersTexts)
  const typed = useTyped({ body: provider, etag }, rulesOf)
  const { change, ...changing } = useChanging(typed.drop)
  const save = async (): Promise<void> => {
    const { value, of } = typed
    const claimRule = JSON.parse(value) as NonNullable<IdentityProvider['claimRule']>
    const body = { ...of.body, identityProvider: { ...of.body.identityProvider, claimRule } }
    const saved = await change(providerPath(provider.id), body, of.etag)
    if (saved === undefined) return
    typed.saved(value, { body, etag: saved.etag })
    notify(t('claims.saved'))
  }
  const isChanged = typed.value !== rulesOf(typed.of.body)
  return { text: typed.value, setText: typed.set, isChanged, save, ...changing }
}

function Result({ decided }: { readonly decided: Decided }): ReactNode {
  const t = useTexts(providersTexts)
  const { refused, profileType, accessPolicy, secondFactor, compliantDevice } = decided
  return (
    <Facts
      facts={[
        [
          t('claims.result'),
          <Chip key="r" tone={refused === undefined ? 'good' : 'bad'}>
            {refused === undefined ? t('claims.in') : t('claims.out')}
          </Chip>,
        ],
        [t('claims.why'), refused],
        [t('claims.profile'), profileType ?? t('claims.any')],
        [t('claims.policy'), accessPolicy?.reference ?? t('claims.kept.policy')],
        [t('claims.factor'), secondFactor ? t('yes') : t('no')],
        [t('claims.device'), compliantDevice ? t('yes') : t('no')],
      ]}
    />
  )
}

/** Asks the server when one has paused typing. Text that is not JSON yet asks nothing. */
function useDecided(
  text: string,
  sample: string,
): { readonly decided: Decided | undefined; readonly error: Error | undefined } {
  const { project } = useMe()
  const [state, setState] = useState<{ decided?: Decided; error?: Error }>({})
  useEffect(() => {
    const stop = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const body = { claimRule: JSON.parse(text) as unknown, claims: JSON.parse(sample) as unknown }
        const path = `admin/projects/${project.id}/provider-claims`
        const answer = await request<Decided>(path, { method: 'POST', body, signal: stop.signal })
        setState({ decided: answer.body })
      } catch (error) {
        if (!stop.signal.aborted && !(error instanceof SyntaxError)) setState({ error: error as Error })
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text, sample, project.id])
  return { decided: state.decided, error: state.error }
}
