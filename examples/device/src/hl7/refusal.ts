/**
 * The conditions of HL7 table 0357 that are used here.
 *
 * 204 is a key that is unknown, 205 one that is taken, 207 what is not the message's fault.
 */
export type Condition = 100 | 101 | 102 | 103 | 200 | 201 | 202 | 203 | 204 | 205 | 207

/** Why a message is not taken. It becomes the MSA and ERR segments of the answer. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused'
  /** `AR`: not a message for us. `AE`: one for us, with a fault in it or in our way. */
  readonly acknowledgment: 'AE' | 'AR'
  readonly condition: Condition
  /** Such as `OBX^2^5`: segment, which one of its kind, field. */
  readonly location: string

  constructor(
    acknowledgment: 'AE' | 'AR',
    condition: Condition,
    location: string,
    text: string,
    options?: ErrorOptions,
  ) {
    super(text, options)
    this.acknowledgment = acknowledgment
    this.condition = condition
    this.location = location
  }
}
