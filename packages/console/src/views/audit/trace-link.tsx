import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Link } from '#parts'
import { auditTexts } from './texts.ts'

const KEPT_MS = 86_400_000

interface TraceLinkProps {
  readonly id: string
  readonly at: string
}

/** Leads to the trace of an event where there can be one; else it says why there is none. */
export function TraceLink({ id, at }: TraceLinkProps): ReactNode {
  const t = useTexts(auditTexts)
  const may = useMay()('read_traces')
  const isKept = Date.now() - Date.parse(at) < KEPT_MS
  // Asked for one event that somebody opened, not for each in a list: it is itself an event.
  const mode = useRead<{ readonly developerMode: boolean }>(may && isKept ? 'auth/traces?_count=1' : undefined)
  const code = <code dir="ltr">{id}</code>
  if (!may) return code
  if (isKept && mode.data === undefined) return code
  if (isKept && mode.data?.body.developerMode === true) return <Link to={`traces/${id}`}>{code}</Link>
  return (
    <>
      {t(isKept ? 'trace.off' : 'trace.old')} <Link to="traces">{t('traces')}</Link> <small>{code}</small>
    </>
  )
}
