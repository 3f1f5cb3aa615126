import { type ReactNode, useMemo, useState } from 'react'
import { Refusal, useAct, useRead } from '#api'
import { useTexts } from '#language'
import { Button, Choice, English, Loading, notify, ScriptEditor, Section, Trouble, Wrong } from '#parts'
import { completeBot, STARTER, STARTER_FILE } from './completions.ts'
import { botPath, type KnownBot } from './known.ts'
import { type Files, filesIn, type Parameters, versionsIn } from './parameters.ts'
import { problemsIn } from './problems.ts'
import { botsTexts } from './texts.ts'

/** The code that runs, to change and to deploy. A Bot without code begins with a few lines. */
export function Code({ bot }: { readonly bot: KnownBot }): ReactNode {
  const read = useRead<Parameters>(`${botPath(bot.id)}/$source`)
  const isNew = read.error instanceof Refusal && read.error.status === 404
  if (read.data !== undefined) {
    const [version] = versionsIn(read.data.body)
    return (
      <Editing
        bot={bot}
        files={filesIn(read.data.body)}
        entry={version?.entry ?? STARTER_FILE}
        deployed={version?.number}
      />
    )
  }
  if (isNew) return <Editing bot={bot} files={{ [STARTER_FILE]: STARTER }} entry={STARTER_FILE} deployed={undefined} />
  return read.error === null ? <Loading /> : <Trouble error={read.error} again={() => void read.refetch()} />
}

interface EditingProps {
  readonly bot: KnownBot
  readonly files: Files
  readonly entry: string
  /** The version that runs. */
  readonly deployed: number | undefined
}

function Editing({ bot, files, entry, deployed }: EditingProps): ReactNode {
  const t = useTexts(botsTexts)
  const act = useAct()
  const [typed, setTyped] = useState<Files>({})
  const [chosen, choose] = useState<string>()
  const now: Files = { ...files, ...typed }
  const names = Object.keys(now).sort()
  const file = names.find((one) => one === chosen) ?? entry
  const code = now[file] ?? ''
  const isChanged = deployed === undefined || names.some((name) => now[name] !== files[name])
  const texts = textsOf(act.error)
  const problems = useMemo(() => problemsIn(file, code, texts), [file, code, act.error])
  const deploy = async (): Promise<void> => {
    await act.mutateAsync({ path: `${botPath(bot.id)}/$deploy`, body: bodyOf(now, entry) })
    setTyped({})
    notify(t('code.deployed'))
  }
  return (
    <Section
      title={deployed === undefined ? t('code.none') : t('code.version', { count: deployed })}
      actions={
        <>
          {isChanged && deployed !== undefined ? <Button onPress={() => setTyped({})}>{t('code.drop')}</Button> : null}
          <Button
            kind="primary"
            isBusy={act.isPending}
            isDisabled={!isChanged}
            onPress={() => void deploy().catch(() => undefined)}
          >
            {t('code.deploy')}
          </Button>
        </>
      }
    >
      {names.length > 1 ? (
        <Choice
          label={t('code.file')}
          options={names.map((value) => ({ value, text: value }))}
          value={file}
          onChange={choose}
        />
      ) : null}
      <ScriptEditor
        key={file}
        label={file}
        value={code}
        onChange={(next) => {
          // What was wrong is said of the code as it was sent.
          if (act.isError) act.reset()
          setTyped((before) => ({ ...before, [file]: next }))
        }}
        complete={completeBot}
        problems={problems}
      />
      <NotDeployed error={act.error} />
      <p className="soft">{t('code.hint')}</p>
    </Section>
  )
}

/** The body of `$deploy`. */
function bodyOf(files: Files, entry: string): object {
  const others = Object.fromEntries(Object.entries(files).filter(([name]) => name !== entry))
  return { code: files[entry] ?? '', filename: entry, ...(Object.keys(others).length > 0 && { files: others }) }
}

/** Why code was not deployed: each problem by itself. */
function NotDeployed({ error }: { readonly error: Error | null }): ReactNode {
  const texts = textsOf(error)
  if (error === null) return null
  if (texts.length < 2) return <Wrong error={error} />
  return (
    <ul className="wrong" role="alert">
      {texts.map((text) => (
        <li key={text}>
          <English>{text}</English>
        </li>
      ))}
    </ul>
  )
}

/** Each problem by itself, as the server said it. */
function textsOf(error: Error | null): readonly string[] {
  if (!(error instanceof Refusal)) return []
  return (error.outcome?.issue ?? []).flatMap(({ details }) => details?.text ?? [])
}
