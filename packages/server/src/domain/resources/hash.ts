import { sha256 } from '#base/crypto'

/**
 * The 64 bits under which the index holds a term or parameter of a type in a project. The hash includes the project, so
 * that projects never share entries; type and project are compared again on the row.
 */
export function indexHash(project: string, type: string, text: string): bigint {
  return sha256(`${project}\n${type}\n${text}`).readBigInt64BE(0)
}

/** The 64 bits under which the index holds the system or code of a unit. */
export function unitHash(text: string): bigint {
  return sha256(text).readBigInt64BE(0)
}
