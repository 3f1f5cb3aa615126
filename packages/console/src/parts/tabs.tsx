import { useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Link } from './buttons.tsx'

export interface TabsProps<N extends string> {
  /** The parts of the view; the first is shown when the address names none. */
  readonly tabs: readonly { readonly name: N; readonly title: string }[]
  readonly value: N
  readonly label: string
}

/** The parts of a view, of which one is shown. Which, stands in the address as `tab`, so each has a link. */
export function Tabs<N extends string>({ tabs, value, label }: TabsProps<N>): ReactNode {
  const path = useLocation({ select: ({ pathname }) => pathname })
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ name, title }, at) => (
        <Link
          key={name}
          to={path.replace(/^\//, '')}
          search={at === 0 ? {} : { tab: name }}
          className={name === value ? 'tab current' : 'tab'}
          isCurrent={name === value}
        >
          {title}
        </Link>
      ))}
    </nav>
  )
}
