/**
 * Owns: outbound HTTP calls: the only way to the network, which decides where calls may go. Does not own: mail, which
 * goes to the operator's server; what is fetched, and its use. Asked by: `base/published`, for documents of others, and
 * the modules that call others: `domain/providers`, `domain/proof`, `domain/logout`; `domain/posture`, for the certificate of
 * the server's own address.
 */
export { type CertificateSeen, lookAtCertificate } from './certificate.ts'
export {
  type AnswerLimits,
  createOutbound,
  type Outbound,
  type OutboundAnswer,
  type OutboundRefusal,
  type OutboundRequest,
} from './outbound.ts'
export { OutboundSettings } from './settings.ts'
