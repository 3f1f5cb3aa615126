/**
 * Owns: what goes out over HTTP: the one door to the network, which decides where it may lead. Does not own: mail, which
 * goes to the server that the operator names; what is fetched, and what is made of it.
 * Asked by: `base/published`, for documents of others, and the modules that call others: `domain/providers`, `domain/proof`,
 * `domain/logout`.
 */
export {
  type AnswerLimits,
  createOutbound,
  type Outbound,
  type OutboundAnswer,
  type OutboundRefusal,
  type OutboundRequest,
} from './outbound.ts'
export { OutboundSettings } from './settings.ts'
