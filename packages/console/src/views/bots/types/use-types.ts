import declarationsUrl from 'virtual:bot-declarations'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CodeTypes } from '#parts'
import type { Files } from '../parameters.ts'
import { type Asking, type Hearing, startAsking, type TypesState, type TypesWorker } from './asking.ts'
import type { Declarations, FromWorker } from './messages.ts'

/** What TypeScript knows of the files of a Bot. */
export interface Typing {
  readonly state: TypesState
  /** Of one of the files. Undefined until it answers, and where it does not. */
  readonly types: CodeTypes | undefined
}

export function useTypes(files: Files, file: string): Typing {
  const [state, setState] = useState<TypesState>('loading')
  const [asking, setAsking] = useState<Asking>()
  const latest = useRef(files)
  latest.current = files
  useEffect(() => {
    const made = startAsking({ start: startWorker, declarations: readDeclarations, changed: setState })
    setAsking(made)
    return () => made.stop()
  }, [])
  const types = useMemo(
    () => (state === 'ready' && asking !== undefined ? typesOf(asking, file, latest) : undefined),
    [state, asking, file],
  )
  return { state, types }
}

function typesOf(asking: Asking, file: string, files: { readonly current: Files }): CodeTypes {
  // The editor is ahead of what the page was told of.
  const withCode = (code: string): Files => ({ ...files.current, [file]: code })
  return {
    doubts: async (code) => (await asking.ask({ kind: 'doubts', file }, withCode(code))) ?? [],
    explain: (code, at) => asking.ask({ kind: 'explain', file, at }, withCode(code)),
    offers: (code, at) => asking.ask({ kind: 'offers', file, at }, withCode(code)),
    about: (code, at, name) => asking.ask({ kind: 'about', file, at, name }, withCode(code)),
  }
}

function startWorker({ heard, ended }: Hearing): TypesWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => heard(data))
  worker.addEventListener('error', ended)
  return { send: (message) => worker.postMessage(message, []), stop: () => worker.terminate() }
}

async function readDeclarations(): Promise<Declarations> {
  const answer = await fetch(declarationsUrl)
  if (!answer.ok) throw new Error(`The declarations answered ${answer.status}.`)
  return (await answer.json()) as Declarations
}
