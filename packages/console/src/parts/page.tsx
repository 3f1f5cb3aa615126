import { type ReactNode, useEffect } from 'react'

export interface PageProps {
  readonly title: string
  readonly lead?: ReactNode
  /** Buttons beside the title: the first is what people mostly come for. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A name keeps its own direction, whichever way the page runs. Other than `bdi`, it is in the language of the page. */
export const ownWay = (value: ReactNode): ReactNode =>
  typeof value === 'string' ? <span dir="auto">{value}</span> : value

/** A view: one heading, a sentence under it, and what it can do. */
export function Page({ title, lead, actions, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · Damson`
  }, [title])
  return (
    <>
      <header className="heading">
        <div>
          <h1 tabIndex={-1}>{ownWay(title)}</h1>
          {lead === undefined ? null : <p className="lead">{lead}</p>}
        </div>
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

export function Section({
  title,
  actions,
  children,
}: {
  title: string
  actions?: ReactNode
  children: ReactNode
}): ReactNode {
  return (
    <section aria-label={title}>
      <div className="heading">
        <h2>{title}</h2>
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}

export function Card({ children, className }: { children: ReactNode; className?: string }): ReactNode {
  return <div className={`card ${className ?? ''}`}>{children}</div>
}

export function Chip({ children, tone }: { children: ReactNode; tone?: 'good' | 'bad' | undefined }): ReactNode {
  return <span className={`chip ${tone ?? ''}`}>{children}</span>
}

/** What is known of one thing: a name and a value each. Those without a value are left out. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
}): ReactNode {
  const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== '')
  return (
    <dl className="card">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{ownWay(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
