import type TypeScript from 'typescript'
import type { Doubt, Explained, Offer, Offers } from '#parts'
import { createFiles } from './files.ts'
import type { Declarations, Place, Questions } from './messages.ts'
import { importable } from './modules.ts'

/** TypeScript over the files of a Bot, in the browser's worker and in tests. */
export interface Checker extends Questions {
  /** Puts in or takes away files of the Bot. */
  change(changed: Readonly<Record<string, string | undefined>>): void
}

/** A parameter that has no type. The server accepts it, and nothing is wrong with it: its members are just not known. */
const UNTYPED = new Set([7006, 7019, 7031])
const MOST_DOUBTS = 100
/** The text of an import up to the place, from its quotation mark on. */
const IMPORT = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*(['"])(?<typed>[^'"\n]*)$/

export function createChecker(ts: typeof TypeScript, declarations: Declarations): Checker {
  const files = createFiles(ts, declarations)
  const service = ts.createLanguageService(files.host, ts.createDocumentRegistry(true))
  const textOf = (parts: TypeScript.SymbolDisplayPart[] | undefined): string => ts.displayPartsToString(parts)
  return {
    change: files.change,
    doubts: ({ file }) => doubtsIn(ts, service, files.pathOf(file)),
    offers: (place) =>
      importsAt(files.textOf(place.file), place, files.names()) ??
      offersAt(service, files.pathOf(place.file), place.at),
    about({ file, at, name }) {
      const found = service.getCompletionEntryDetails(
        files.pathOf(file),
        at,
        name,
        undefined,
        undefined,
        undefined,
        undefined,
      )
      return found && { from: at, to: at, type: textOf(found.displayParts), text: textOf(found.documentation) }
    },
    explain({ file, at }) {
      const path = files.pathOf(file)
      const found = service.getQuickInfoAtPosition(path, at)
      if (found === undefined) return signatureAt(ts, service, path, at)
      const { start, length } = found.textSpan
      return { from: start, to: start + length, type: textOf(found.displayParts), text: textOf(found.documentation) }
    },
  }
}

function doubtsIn(ts: typeof TypeScript, service: TypeScript.LanguageService, path: string): readonly Doubt[] {
  if (path.endsWith('.json')) return []
  // JavaScript has no types that could be wrong.
  const isTyped = /\.[cm]?tsx?$/.test(path)
  const found = [...service.getSyntacticDiagnostics(path), ...(isTyped ? service.getSemanticDiagnostics(path) : [])]
  return found
    .filter(({ code }) => !UNTYPED.has(code))
    .slice(0, MOST_DOUBTS)
    .map(({ start = 0, length = 0, messageText }) => ({
      from: start,
      to: start + length,
      text: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }))
}

/** Between the quotation marks of an import: what the server bundles. */
function importsAt(text: string, { file, at }: Place, names: readonly string[]): Offers | undefined {
  const typed = IMPORT.exec(text.slice(Math.max(0, at - 500), at))?.groups?.['typed']
  if (typed === undefined) return undefined
  const rest = /^[^'"\s;)]*/.exec(text.slice(at))?.[0] ?? ''
  const offers = importable(file, names).map((name) => ({ name, kind: 'module', sort: '11' }))
  return { from: at - typed.length, to: at + rest.length, offers }
}

function offersAt(service: TypeScript.LanguageService, path: string, at: number): Offers | undefined {
  const found = service.getCompletionsAtPosition(path, at, {
    includeCompletionsWithInsertText: true,
    includeAutomaticOptionalChainCompletions: true,
  })
  if (found === undefined) return undefined
  const span = found.optionalReplacementSpan ?? { start: at, length: 0 }
  const offers = found.entries.map(
    ({ name, kind, sortText, insertText, replacementSpan }): Offer => ({
      name,
      kind,
      sort: sortText,
      ...((insertText !== undefined || replacementSpan !== undefined) && {
        insert: { text: insertText ?? name, from: replacementSpan?.start ?? span.start },
      }),
    }),
  )
  return { from: span.start, to: span.start + span.length, offers }
}

/** Where a call waits for an argument: what it takes. */
function signatureAt(
  ts: typeof TypeScript,
  service: TypeScript.LanguageService,
  path: string,
  at: number,
): Explained | undefined {
  const help = service.getSignatureHelpItems(path, at, {})
  const item = help?.items[help.selectedItemIndex]
  if (help === undefined || item === undefined) return undefined
  const textOf = (parts: TypeScript.SymbolDisplayPart[]): string => ts.displayPartsToString(parts)
  const parameters = item.parameters
    .map(({ displayParts }) => textOf(displayParts))
    .join(textOf(item.separatorDisplayParts))
  const parameter = item.parameters[help.argumentIndex]
  return {
    from: at,
    to: at,
    type: `${textOf(item.prefixDisplayParts)}${parameters}${textOf(item.suffixDisplayParts)}`,
    text: [parameter?.documentation ?? [], item.documentation]
      .map(textOf)
      .filter((text) => text !== '')
      .join('\n\n'),
  }
}
