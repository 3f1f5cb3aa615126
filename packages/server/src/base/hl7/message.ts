/**
 * An HL7 v2 message with the names of `@medplum/core`. Fields, components and repetitions count as they do there: fields
 * and components from 1, subcomponents and repetitions from 0. Texts keep their escapes, as there.
 */
import { formatHl7DateTime } from './time.ts'

export const AckCode = { AA: 'AA', AE: 'AE', AR: 'AR', CA: 'CA', CE: 'CE', CR: 'CR' } as const
export type AckCode = keyof typeof AckCode

const MEANINGS: Readonly<Record<AckCode, string>> = {
  AA: 'OK',
  AE: 'Application Error',
  AR: 'Application Reject',
  CA: 'Commit Accept',
  CE: 'Commit Error',
  CR: 'Commit Reject',
}

export function isAckCode(text: string): text is AckCode {
  return Object.hasOwn(AckCode, text)
}

export interface Hl7AckOptions {
  readonly ackCode: AckCode
  readonly errSegment?: Hl7Segment
}

/** The characters that cut a message. */
export class Hl7Context {
  readonly segmentSeparator: string
  readonly fieldSeparator: string
  readonly componentSeparator: string
  readonly repetitionSeparator: string
  readonly escapeCharacter: string
  readonly subcomponentSeparator: string

  constructor(segment = '\r', field = '|', component = '^', repetition = '~', escape = '\\', subcomponent = '&') {
    this.segmentSeparator = segment
    this.fieldSeparator = field
    this.componentSeparator = component
    this.repetitionSeparator = repetition
    this.escapeCharacter = escape
    this.subcomponentSeparator = subcomponent
  }

  getMsh1(): string {
    return this.fieldSeparator
  }

  getMsh2(): string {
    return this.componentSeparator + this.repetitionSeparator + this.escapeCharacter + this.subcomponentSeparator
  }
}

export class Hl7Message {
  readonly context: Hl7Context
  readonly #segments: Hl7Segment[]

  constructor(segments: readonly (Hl7Segment | string)[], context = new Hl7Context()) {
    this.context = context
    this.#segments = segments.map((one) => (typeof one === 'string' ? Hl7Segment.parse(one, context) : one))
  }

  static parse(text: string): Hl7Message {
    if (!text.startsWith('MSH')) throw new Error('Invalid HL7 message')
    const marks = text.slice(3, 8)
    const context = new Hl7Context('\r', marks[0], marks[1], marks[2], marks[3], marks[4])
    const lines = text.split(/[\r\n]+/).filter((line) => line !== '')
    return new Hl7Message(lines, context)
  }

  get segments(): Hl7Segment[] {
    return this.#segments
  }

  get header(): Hl7Segment {
    return this.#segments[0] as Hl7Segment
  }

  getSegment(index: number | string): Hl7Segment | undefined {
    return typeof index === 'number' ? this.#segments[index] : this.#segments.find(({ name }) => name === index)
  }

  getAllSegments(name: string): Hl7Segment[] {
    return this.#segments.filter((segment) => segment.name === name)
  }

  get(index: number | string): Hl7Segment | undefined {
    return this.getSegment(index)
  }

  getAll(name: string): Hl7Segment[] {
    return this.getAllSegments(name)
  }

  /** Replaces a segment; beyond the last, adds it. The header stays first, and nothing else becomes one. */
  setSegment(index: number | string, segment: Hl7Segment): boolean {
    const at = typeof index === 'number' ? index : this.#segments.findIndex(({ name }) => name === index)
    if (at < 0 || (at === 0) !== (segment.name === 'MSH')) return false
    this.#segments[Math.min(at, this.#segments.length)] = segment
    return true
  }

  toString(): string {
    return this.#segments.join(this.context.segmentSeparator)
  }

  getAckType(): AckCode | undefined {
    const code = this.getSegment('MSA')?.getComponent(1, 1) ?? ''
    return isAckCode(code) ? code : undefined
  }

  /** The answer to this message, back to where it came from. */
  buildAck({ ackCode, errSegment }: Hl7AckOptions = { ackCode: 'AA' }): Hl7Message {
    const { header, context } = this
    const at = (field: number): string => header.getField(field)?.toString() ?? ''
    const now = new Date()
    // Numbers alone, as others send them, and too many to be taken by two answers of the same moment.
    const id = `${now.getTime()}${Math.floor(Math.random() * 900_000 + 100_000)}`
    const type = this.#ackType()
    const marks = [context.getMsh2(), at(5), at(6), at(3), at(4), formatHl7DateTime(now), '', type, id]
    const msh = ['MSH', ...marks, at(11) || 'P', at(12) || '2.5.1']
    const segments = [
      new Hl7Segment(msh, context),
      new Hl7Segment(['MSA', ackCode, at(10), MEANINGS[ackCode]], context),
    ]
    return new Hl7Message(errSegment === undefined ? segments : [...segments, errSegment], context)
  }

  #ackType(): string {
    const [event, structure] = [this.header.getComponent(9, 2), this.header.getComponent(9, 3)]
    const parts = ['ACK', event, structure === '' ? '' : 'ACK'].filter((part) => part !== '')
    return parts.join(this.context.componentSeparator)
  }
}

export class Hl7Segment {
  readonly context: Hl7Context
  readonly name: string
  readonly #fields: Hl7Field[]

  constructor(fields: readonly (Hl7Field | string)[], context = new Hl7Context()) {
    const isHeader = String(fields[0]) === 'MSH'
    this.context = context
    // MSH-2 has the characters that cut all others: it is not cut by them.
    this.#fields = fields.map((field, index) => {
      if (typeof field !== 'string') return field
      return isHeader && index === 1 ? new Hl7Field([[field]], context) : Hl7Field.parse(field, context)
    })
    this.name = String(fields[0] ?? '')
  }

  static parse(text: string, context = new Hl7Context()): Hl7Segment {
    return new Hl7Segment(text.split(context.fieldSeparator), context)
  }

  get fields(): Hl7Field[] {
    return this.#fields
  }

  /** By where it stands in the text. */
  get(index: number): Hl7Field {
    return this.#fields[index] as Hl7Field
  }

  /** By the number that the standard gives it: MSH-1 is the separator itself. */
  getField(index: number): Hl7Field {
    if (this.name !== 'MSH') return this.get(index)
    if (index === 1) return new Hl7Field([[this.context.getMsh1()]], this.context)
    return this.get(index > 1 ? index - 1 : index)
  }

  getComponent(field: number, component: number, subcomponent?: number, repetition = 0): string {
    return this.getField(field)?.getComponent(component, subcomponent, repetition) ?? ''
  }

  /** The name of the segment, and what cuts the message, cannot be set. */
  setField(index: number, field: Hl7Field | string): boolean {
    const isHeader = this.name === 'MSH'
    if (!Number.isInteger(index) || index < (isHeader ? 3 : 1)) return false
    this.#field(isHeader ? index - 1 : index, typeof field === 'string' ? Hl7Field.parse(field, this.context) : field)
    return true
  }

  setComponent(field: number, component: number, value: string, subcomponent?: number, repetition = 0): boolean {
    const isHeader = this.name === 'MSH'
    if (!Number.isInteger(field) || field < (isHeader ? 3 : 1)) return false
    const at = isHeader ? field - 1 : field
    const found = this.#fields[at] ?? new Hl7Field([['']], this.context)
    if (!found.setComponent(component, value, subcomponent, repetition)) return false
    this.#field(at, found)
    return true
  }

  #field(at: number, field: Hl7Field): void {
    while (this.#fields.length < at) this.#fields.push(new Hl7Field([['']], this.context))
    this.#fields[at] = field
  }

  toString(): string {
    return this.#fields.join(this.context.fieldSeparator)
  }
}

export class Hl7Field {
  readonly context: Hl7Context
  /** For each repetition its components. */
  readonly components: string[][]

  constructor(components: string[][], context = new Hl7Context()) {
    this.context = context
    this.components = components
  }

  static parse(text: string, context = new Hl7Context()): Hl7Field {
    const repetitions = text.split(context.repetitionSeparator)
    return new Hl7Field(
      repetitions.map((one) => one.split(context.componentSeparator)),
      context,
    )
  }

  getComponent(component: number, subcomponent?: number, repetition = 0): string {
    const text = this.components[repetition]?.[Math.max(component - 1, 0)] ?? ''
    return subcomponent === undefined ? text : (text.split(this.context.subcomponentSeparator)[subcomponent] ?? '')
  }

  /** As `getComponent`, but components count from 0. */
  get(component: number, subcomponent?: number, repetition = 0): string {
    return this.getComponent(component + 1, subcomponent, repetition)
  }

  setComponent(component: number, value: string, subcomponent?: number, repetition = 0): boolean {
    if (component < 1 || repetition < 0 || (subcomponent ?? 0) < 0) return false
    while (this.components.length <= repetition) this.components.push([''])
    const parts = this.components[repetition] as string[]
    while (parts.length < component) parts.push('')
    parts[component - 1] =
      subcomponent === undefined ? value : this.#with(parts[component - 1] ?? '', value, subcomponent)
    return true
  }

  #with(text: string, value: string, subcomponent: number): string {
    const parts = text.split(this.context.subcomponentSeparator)
    while (parts.length < subcomponent) parts.push('')
    parts[subcomponent] = value
    return parts.join(this.context.subcomponentSeparator)
  }

  toString(): string {
    const { componentSeparator, repetitionSeparator } = this.context
    return this.components.map((parts) => parts.join(componentSeparator)).join(repetitionSeparator)
  }
}
