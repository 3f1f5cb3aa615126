/** The shortest value that is looked for: a shorter one is in ordinary words too. */
const SHORTEST = 4

/**
 * Makes texts of a Bot fit to keep: a secret in them is replaced by its name, also where it is encoded, as in a Basic header
 * or a query. A Bot that means to hide one can: this is for accidents.
 */
export function scrubber(secrets: Readonly<Record<string, string>>): (text: string) => string {
  const spellings = Object.entries(secrets).flatMap(([name, value]) =>
    spellingsOf(value).map((spelling) => [spelling, `[secret ${name}]`] as const),
  )
  // The longest first: a secret may be part of another.
  spellings.sort(([a], [b]) => b.length - a.length)
  return (text) => spellings.reduce((left, [spelling, name]) => left.replaceAll(spelling, name), text)
}

function spellingsOf(value: string): readonly string[] {
  if (value.length < SHORTEST) return []
  const bytes = Buffer.from(value)
  const inText = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), bytes.toString('hex')]
  return [...new Set([...inText, ...inBase64(bytes)])].filter(({ length }) => length >= SHORTEST)
}

/** Base64 looks different after zero, one or two other bytes: of each, the digits that the value alone decides. */
function inBase64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const from = before === 0 ? 0 : before + 1
    const to = Math.floor(((before + bytes.length) * 8) / 6)
    const own = text.slice(from, to)
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
