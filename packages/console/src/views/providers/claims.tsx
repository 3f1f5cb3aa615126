import type { IdentityProvider } from '@damson/sdk'
import { type ReactNode, useMemo, useState } from 'react'
import { useMay, useQuery } from '#frame'
import { useTexts } from '#language'
import {
  Button,
  Card,
  Editor,
  type JsonProblem,
  NotJson,
  notify,
  problemOfJson,
  Section,
  useChanging,
  useTyped,
  Wrong,
} from '#parts'
import { ClaimRows } from './claim-rows.tsx'
import { claimOf, rulesIn, textOf } from './claim-rules.ts'
import { type Judged, Outcome, useJudged } from './claims-outcome.tsx'
import { type ProviderProps, providerPath } from './stored.ts'
import { providersTexts } from './texts.ts'

const SAMPLE = '{\n  "sub": "00u1",\n  "email": "ada@clinic.example",\n  "groups": ["Clinicians"]\n}'

/** The claim rules, and what they make of a sample token beside them: the server decides, as it does at a sign-in. */
export function Claims(part: ProviderProps): ReactNode {
  const t = useTexts(providersTexts)
  const rules = useRules(part)
  const [sample, setSample] = useState(SAMPLE)
  const wrong = useMemo(
    () => ({ rules: problemOfJson(rules.text), sample: problemOfJson(sample) }),
    [rules.text, sample],
  )
  const isBroken = wrong.rules !== undefined || wrong.sample !== undefined
  const judged = useJudged(isBroken ? undefined : askedOf(rules.text, sample))
  return (
    <Section title={t('claims')}>
      <p>{t('claims.lead')}</p>
      <div className="split">
        <Rules rules={rules} wrong={wrong.rules} judged={judged} />
        <div className="beside">
          <Card className="padded">
            <h3>{t('claims.sample')}</h3>
            <Editor label={t('claims.sample')} value={sample} onChange={setSample} />
            {wrong.sample === undefined ? null : <NotJson {...wrong.sample} />}
            <p className="soft">{t('claims.kept')}</p>
          </Card>
          <Outcome {...judged} isBroken={isBroken} claimOf={(rule) => claimOf(rules.text, rule)} />
        </div>
      </div>
    </Section>
  )
}

/** What is judged, as it is sent: spaces make no difference. */
const askedOf = (rules: string, sample: string): string =>
  JSON.stringify({ claimRule: JSON.parse(rules) as unknown, claims: JSON.parse(sample) as unknown })

interface RulesProps {
  readonly rules: ReturnType<typeof useRules>
  readonly wrong: JsonProblem | undefined
  readonly judged: Judged
}

function Rules({
  rules: { text, setText, isChanged, save, isBusy, error, dialog },
  wrong,
  judged,
}: RulesProps): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const [way, setWay] = useQuery('rules', 'rows')
  // What rows cannot show is edited as text.
  const rows = way === 'rows' ? rulesIn(text) : undefined
  return (
    <Card className="padded">
      <h3>{t('claims.rules')}</h3>
      {rows === undefined ? (
        <Editor label={t('claims.rules')} value={text} onChange={setText} />
      ) : (
        <ClaimRows rules={rows} onChange={(next) => setText(textOf(next))} />
      )}
      {wrong === undefined ? null : <NotJson {...wrong} />}
      {way === 'rows' && rows === undefined && wrong === undefined ? (
        <p className="soft">{t('rule.onlyText')}</p>
      ) : null}
      <div className="actions">
        <Button onPress={() => setWay(way === 'rows' ? 'text' : 'rows')}>
          {t(way === 'rows' ? 'rule.asText' : 'rule.asRows')}
        </Button>
        {may('change_providers') ? (
          <Button
            kind="primary"
            isBusy={isBusy}
            isDisabled={judged.decided === undefined || !isChanged}
            onPress={() => void save()}
          >
            {t('claims.save')}
          </Button>
        ) : null}
      </div>
      {error === null ? null : <Wrong error={error} />}
      {dialog}
    </Card>
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
    // The button waits until the server has judged them, so they are JSON.
    const claimRule = JSON.parse(value) as NonNullable<IdentityProvider['claimRule']>
    const body = { ...of.body, identityProvider: { ...of.body.identityProvider, claimRule } }
    const saved = await typed.save(async () => {
      const answer = await change(providerPath(provider.id), body, of.etag)
      return answer && { body, etag: answer.etag }
    })
    if (saved !== undefined) notify(t('claims.saved'))
  }
  const isChanged = typed.value !== rulesOf(typed.of.body)
  return { text: typed.value, setText: typed.set, isChanged, save, ...changing }
}
