import { type ReactNode, useMemo, useState } from 'react'
import { type Answer, Refusal, request, useRead } from '#api'
import { useTexts } from '#language'
import {
  Button,
  English,
  isSame,
  Loading,
  notify,
  ScriptEditor,
  Section,
  Trouble,
  useChanging,
  useTyped,
  Wrong,
} from '#parts'
import { completeBot, STARTER, STARTER_FILE } from './completions.ts'
import type { Program } from './file-names.ts'
import { FileBar } from './files.tsx'
import { botPath, type KnownBot, LONGEST_MS } from './known.ts'
import { sourcePath, useHeld } from './may-change.ts'
import { Owners } from './owners.tsx'
import { filesIn, type Parameters, textOf, versionsIn } from './parameters.ts'
import { problemsIn } from './problems.ts'
import { botsTexts } from './texts.ts'
import { useTypes } from './types/use-types.ts'

/** The code that runs, to change and to deploy. A Bot without code begins with a few lines. */
export function Code({ bot }: { readonly bot: KnownBot }): ReactNode {
  const read = useRead<Parameters>(sourcePath(bot))
  if (read.data !== undefined) return <Editing bot={bot} source={sourceIn(read.data)} />
  return read.error === null ? <Loading /> : <Trouble error={read.error} again={() => void read.refetch()} />
}

/** The code of a version. */
interface Source extends Program {
  /** The version that runs. */
  readonly number: number | undefined
}

type SourceVersion = Pick<Answer<Source>, 'body' | 'etag'>

function sourceIn({ body, etag }: Pick<Answer<Parameters>, 'body' | 'etag'>): SourceVersion {
  const [version] = versionsIn(body)
  if (version === undefined) return { body: NO_CODE, etag }
  return { body: { files: filesIn(body), entry: version.entry, number: version.number }, etag }
}

/** What a Bot begins with. The server counts from version 0, so that nobody deploys the first one unseen. */
const NO_CODE: Source = { files: { [STARTER_FILE]: STARTER }, entry: STARTER_FILE, number: undefined }

interface EditingProps {
  readonly bot: KnownBot
  readonly source: SourceVersion
}

/** The code as it is typed, and how it is deployed: what somebody else has deployed meanwhile is met. */
function useCode({ bot, source }: EditingProps) {
  const t = useTexts(botsTexts)
  const typed = useTyped(source, ({ files, entry }): Program => ({ files, entry }))
  const { meet, ...changing } = useChanging(typed.drop)
  const { value: program, of } = typed
  const deploy = async (): Promise<void> => {
    const body = bodyOf(program)
    const path = `${botPath(bot.id)}/$deploy`
    const deployed = await typed.save(async () => {
      const answer = await meet({
        mine: comparedOf(program),
        ifMatch: of.etag,
        send: (ifMatch) => request(path, { method: 'POST', body, ifMatch, timeoutMs: LONGEST_MS }),
        theirs: async () => {
          const theirs = await request<Parameters>(sourcePath(bot))
          const { body: found, etag } = sourceIn(theirs)
          return { body: comparedOf(found), etag }
        },
      })
      return answer && { body: { ...program, number: numberIn(answer.etag) }, etag: answer.etag }
    })
    if (deployed !== undefined) notify(t('code.deployed'))
  }
  return { ...changing, program, begun: of.body, type: typed.set, drop: typed.drop, deploy }
}

function Editing(props: EditingProps): ReactNode {
  const t = useTexts(botsTexts)
  const { program, begun, type, drop, deploy, isBusy, error, clear, dialog } = useCode(props)
  const held = useHeld(props.bot)
  const mayChange = held === undefined
  const [chosen, choose] = useState<string>()
  const { files, entry } = program
  const { number, ...before } = begun
  const file = Object.keys(files).find((one) => one === chosen) ?? entry
  const code = files[file] ?? ''
  const isChanged = number === undefined || !isSame(program, before)
  const change = (next: Program): void => {
    // What was wrong is said of the code as it was sent.
    if (error !== null) clear()
    type(next)
  }
  const problems = useMemo(() => problemsIn(file, code, textsOf(error)), [file, code, error])
  const { state, types } = useTypes(files, file)
  return (
    <Section
      title={number === undefined ? t('code.none') : t('code.version', { count: number })}
      actions={
        mayChange ? (
          <>
            {isChanged && number !== undefined ? <Button onPress={drop}>{t('code.drop')}</Button> : null}
            <Button kind="primary" isBusy={isBusy} isDisabled={!isChanged} onPress={() => void deploy()}>
              {t('code.deploy')}
            </Button>
          </>
        ) : undefined
      }
    >
      <FileBar mayChange={mayChange} program={program} file={file} choose={choose} onChange={change} />
      <ScriptEditor
        key={`${file} ${String(mayChange)}`}
        label={file}
        isReadOnly={!mayChange}
        value={code}
        onChange={(next) => change({ entry, files: { ...files, [file]: next } })}
        complete={completeBot}
        problems={problems}
        types={types}
      />
      {held === undefined ? null : <Owners held={held} />}
      <NotDeployed error={error} />
      <p className="soft">{t(state === 'ready' ? 'code.hint.types' : 'code.hint')}</p>
      {state === 'off' ? <p className="soft">{t('code.untyped')}</p> : null}
      {dialog}
    </Section>
  )
}

/** The number of the version that an answer tells of. */
function numberIn(etag: string | undefined): number | undefined {
  const [, digits] = /"(\d+)"/.exec(etag ?? '') ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** The body of `$deploy`. */
function bodyOf({ files, entry }: Program): object {
  const others = Object.fromEntries(Object.entries(files).filter(([name]) => name !== entry))
  return { code: files[entry] ?? '', filename: entry, ...(Object.keys(others).length > 0 && { files: others }) }
}

/** Two programs of the same files may begin with another of them. */
const comparedOf = ({ files, entry }: Program): string =>
  Object.keys(files).length > 1 ? `// handler: ${entry}\n${textOf(files)}` : textOf(files)

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
