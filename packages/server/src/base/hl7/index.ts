/**
 * Owns: messages of HL7 v2: reading, changing and answering them, refusing garbage with its place, and their times. The
 * messages and times are part of the script inside each Bot, so they are plain ECMAScript. Does not own: what a message
 * means.
 */
export { HL7_TYPE, type Hl7Refusal, isHl7, negativeAck, readHl7 } from './garbage.ts'
export { AckCode, Hl7Context, Hl7Field, Hl7Message, Hl7Segment, isAckCode } from './message.ts'
export { formatHl7DateTime, parseHl7DateTime } from './time.ts'
