import { type ReactNode, useState } from 'react'
import { Refusal, useAct } from '#api'
import { useFormat, useTexts } from '#language'
import { Button, Choice, Editor, Field, Link, Section, Snippet, Wrong } from '#parts'
import { botPath, type KnownBot, LONGEST_MS } from './known.ts'
import { botsTexts } from './texts.ts'

const TYPES = {
  json: 'application/json',
  text: 'text/plain',
  hl7: 'x-application/hl7-v2+er7',
} as const
type Type = keyof typeof TYPES
const NAMES: Readonly<Record<Type, string>> = { json: 'JSON', text: 'text/plain', hl7: 'HL7 v2' }
const KINDS: readonly Type[] = ['json', 'text', 'hl7']

/** Runs the Bot with a sample. The sample stays in this page alone: it may tell of a patient. */
export function Run({ bot }: { readonly bot: KnownBot }): ReactNode {
  const t = useTexts(botsTexts)
  const format = useFormat()
  const act = useAct()
  const [type, setType] = useState<Type>('json')
  const [sample, setSample] = useState('{\n  "hello": "world"\n}')
  const isFit = type !== 'json' || isJson(sample)
  const run = (): void =>
    act.mutate({
      path: `${botPath(bot.id)}/$execute`,
      // HL7 v2 ends its segments with a carriage return, which no keyboard types.
      body: type === 'hl7' ? sample.replaceAll(/\r?\n/g, '\r') : sample,
      type: TYPES[type],
      timeoutMs: LONGEST_MS,
    })
  return (
    <Section
      title={t('tab.run')}
      actions={
        <Button kind="primary" isBusy={act.isPending} isDisabled={!isFit} onPress={run}>
          {t('run.go')}
        </Button>
      }
    >
      <p className="card padded">{t('run.really')}</p>
      <p className="soft">{t('run.lead')}</p>
      <Choice
        label={t('run.type')}
        options={KINDS.map((value) => ({ value, text: NAMES[value] }))}
        value={type}
        onChange={setType}
      />
      {type === 'json' ? (
        <>
          <h3>{t('run.sample')}</h3>
          <Editor label={t('run.sample')} value={sample} onChange={setSample} />
        </>
      ) : (
        <Field label={t('run.sample')} value={sample} onChange={setSample} rows={8} isMono />
      )}
      {act.error === null ? null : (
        <>
          <Wrong error={act.error} />
          <LogOf bot={bot} trace={act.error instanceof Refusal ? act.error.traceId : undefined} />
        </>
      )}
      {act.data === undefined ? null : (
        <div role="status">
          <h3>{t('run.answer')}</h3>
          <Snippet text={shown(act.data.body)} label={t('run.answer')} />
          <p className="soft">{t('run.took', { ms: format.number(act.data.ms) })}</p>
          <LogOf bot={bot} trace={act.data.traceId} />
        </div>
      )}
    </Section>
  )
}

/** What this run alone has logged. */
function LogOf({ bot, trace }: { readonly bot: KnownBot; readonly trace: string | undefined }): ReactNode {
  const t = useTexts(botsTexts)
  return trace === undefined ? null : (
    <p>
      <Link to={`bots/${bot.id}`} search={{ tab: 'logs', trace }}>
        {t('run.log')}
      </Link>
    </p>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const shown = (body: unknown): string => (typeof body === 'string' ? body : (JSON.stringify(body, undefined, 2) ?? ''))
