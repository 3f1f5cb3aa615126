/** Expressions compiled for one type: the properties to follow, and the type of the values at the end. */

import { hasElements, typeRow } from '../model/model.ts'
import { type Property, propertiesOf } from '../model/properties.ts'
import { readReferenceText } from '../primitives/reference-text.ts'
import { type Filter, type Path, readExpression, type Step } from './expression.ts'

/** A path from a resource to values of one type. */
export interface Route {
  /** The datatype of the values; `Resource` for whole resources. */
  readonly type: string
  /** The last property on the path. */
  readonly property?: Property
  readonly moves: readonly Move[]
}

/** Turns the values before a step into the values after it. */
type Move = (values: readonly unknown[]) => readonly unknown[]

const sharedRoots = new Set(['Resource', 'DomainResource', ''])

/**
 * Compiles the branches of an expression that start at a type. A choice without `as` gives a route for each of its
 * types. `as` keeps the values of that type, even if the element repeats (the `ofType` of later FHIRPath).
 *
 * @throws {TypeError} When the expression does not fit the type.
 */
export function compileRoutes(type: string, expression: string): Route[] {
  return readExpression(expression)
    .filter((path) => path.root === type || sharedRoots.has(path.root))
    .flatMap((path) => routesOf(type, path))
}

/** The values at the end of a route, in document order. */
export function valuesAlong(route: Route, resource: object): readonly unknown[] {
  let values: readonly unknown[] = [resource]
  for (const move of route.moves) {
    if (values.length === 0) return values
    values = move(values)
  }
  return values
}

function routesOf(type: string, path: Path): Route[] {
  let routes: Route[] = [{ type, moves: [] }]
  for (const step of path.steps) {
    routes = step.kind === 'truth' ? [truthOf(routes)] : routes.flatMap((route) => extend(route, step))
  }
  if (routes.length === 0) throw new TypeError(`the path from ${path.root} leads nowhere in ${type}`)
  return routes
}

/** Whether the resource has a value that is not false along any of the routes: one answer for all types of a choice. */
function truthOf(routes: readonly Route[]): Route {
  const isTrue = (resource: unknown): boolean =>
    isObject(resource) && routes.some((route) => valuesAlong(route, resource).some((value) => value !== false))
  return { type: 'boolean', moves: [([resource]) => [isTrue(resource)]] }
}

function extend(route: Route, step: Exclude<Step, { readonly kind: 'truth' }>): Route[] {
  switch (step.kind) {
    case 'child':
      return children(route, step.name)
    case 'as':
      return isA(route.type, step.type) ? [route] : []
    case 'where':
      return [followedBy(route, keep(filterTest(step.filter)))]
    case 'extension':
      return children({ ...followedBy(route, extensions(step.url)), type: 'Extension' }, 'value')
    default:
      return [followedBy(route, (values) => values.slice(step.index, step.index + 1))]
  }
}

function followedBy(route: Route, move: Move): Route {
  return { ...route, moves: [...route.moves, move] }
}

function children(route: Route, name: string): Route[] {
  if (!hasElements(route.type)) return []
  return propertiesOf(route.type)
    .values()
    .filter((property) => property.element === name)
    .map((property) => ({ type: property.type, property, moves: [...route.moves, moveTo(property)] }))
    .toArray()
}

/** Whether a type is the other one, or a specialisation of it. */
function isA(type: string, other: string): boolean {
  if (type === other) return true
  const base = hasElements(type) ? typeRow(type).base : undefined
  return base !== undefined && isA(base, other)
}

function moveTo({ name, many }: Property): Move {
  return (values) => {
    const found: unknown[] = []
    for (const value of values) {
      const child = childOf(value, name)
      if (many !== Array.isArray(child)) continue
      if (Array.isArray(child)) for (const item of child) push(found, item)
      else push(found, child)
    }
    return found
  }
}

function push(found: unknown[], value: unknown): void {
  if (value !== undefined && value !== null) found.push(value)
}

function childOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function extensions(url: string): Move {
  return (values) =>
    values.flatMap((value) => {
      const list = childOf(value, 'extension')
      return Array.isArray(list) ? list.filter((extension) => childOf(extension, 'url') === url) : []
    })
}

function keep(test: (value: unknown) => boolean): Move {
  return (values) => values.filter(test)
}

function filterTest(filter: Filter): (value: unknown) => boolean {
  switch (filter.kind) {
    case 'equals':
      return (value) => childOf(value, filter.name) === filter.value
    case 'resolves':
      return (value) => referredType(value) === filter.type
    default:
      return (value) => extensions(filter.url)([value]).length > 0
  }
}

/** The type that a Reference points to, if the Reference itself shows it. */
export function referredType(value: unknown): unknown {
  const text = childOf(value, 'reference')
  const reference = typeof text === 'string' ? readReferenceText(text) : undefined
  const shown = reference !== undefined && 'type' in reference ? reference.type : undefined
  return shown ?? childOf(value, 'type')
}
