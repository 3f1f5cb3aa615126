import type { Resource } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useTexts } from '#language'
import { Card, Link } from '#parts'
import { configuration } from '#session'
import { summaryOf, targetOf } from './summary.ts'
import { resourceTexts } from './texts.ts'

/** A resource as a tree of its elements. References lead to what they name. */
export function Outline({ resource }: { readonly resource: Resource }): ReactNode {
  const t = useTexts(resourceTexts)
  const { resourceType: _, ...elements } = resource
  return (
    <Card className="outline">
      <ul aria-label={t('tab.outline')}>
        {Object.entries(elements).map(([name, value]) => (
          <Element key={name} name={name} value={value} />
        ))}
      </ul>
    </Card>
  )
}

function Element({ name, value }: { readonly name: string; readonly value: unknown }): ReactNode {
  if (typeof value !== 'object' || value === null)
    return (
      <li>
        <span className="name" translate="no">
          {name}
        </span>{' '}
        <Value name={name} value={value} />
      </li>
    )
  const parts = Object.entries(value)
  return (
    <li>
      <details open={parts.length <= 12 && name !== 'meta'}>
        <summary>
          <span className="name" translate="no">
            {name}
          </span>{' '}
          <bdi className="soft">{summaryOf(value).slice(0, 200)}</bdi>
        </summary>
        <ul>
          {parts.map(([part, one]) => (
            <Element key={part} name={Array.isArray(value) ? `${Number(part) + 1}` : part} value={one} />
          ))}
        </ul>
      </details>
    </li>
  )
}

function Value({ name, value }: { readonly name: string; readonly value: unknown }): ReactNode {
  const text = String(value)
  const target =
    name === 'reference' || name === 'references' ? targetOf(text, `${configuration.baseUrl}fhir/R4/`) : undefined
  return target === undefined ? (
    <bdi className="value">{text}</bdi>
  ) : (
    <Link to={`resources/${target.type}/${target.id}`}>{text}</Link>
  )
}
