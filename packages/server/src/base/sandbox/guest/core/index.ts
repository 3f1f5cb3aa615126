/** The module `@medplum/core` of a Bot: the helpers that Bots use, written anew. */
import {
  AckCode,
  formatHl7DateTime,
  Hl7Context,
  Hl7Field,
  Hl7Message,
  Hl7Segment,
  isAckCode,
  parseHl7DateTime,
} from '#base/hl7'
import * as format from './format.ts'
import * as helpers from './helpers.ts'
import * as outcomes from './outcomes.ts'
import * as texts from './texts.ts'

/** What is not given is refused by its name. A bundler copies a module's names but keeps its prototype, so this is one. */
const refusing = new Proxy(
  {},
  {
    get: (_, name) => {
      if (typeof name === 'symbol' || name in Object.prototype) return Reflect.get(Object.prototype, name)
      if (ASKED_OF_ANY.has(name)) return undefined
      throw new Error(`${name} of @medplum/core is not given to Bots. docs/bots.md lists what is.`)
    },
  },
)

/** What programs ask of any object to learn what it is. */
const ASKED_OF_ANY = new Set(['then', '__esModule', 'default', 'toJSON'])

export function coreModule(): object {
  const hl7 = { AckCode, formatHl7DateTime, Hl7Context, Hl7Field, Hl7Message, Hl7Segment, isAckCode, parseHl7DateTime }
  return Object.assign(Object.create(refusing) as object, hl7, format, helpers, outcomes, texts)
}
