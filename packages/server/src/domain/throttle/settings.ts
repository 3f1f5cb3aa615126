import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const points = wholeNumber(z.number('must be a whole number').int().min(1).max(1_000_000))
const seconds = wholeNumber(z.number('must be a number of seconds').int().min(1).max(86_400))

export const ThrottleSettings = z.strictObject({
  /** Failed sign-ins that an account may have in a window, from all new addresses together and from each known one. */
  failedSignInsPerAccount: points.default(5),
  /** Wrong secrets of one client from one address in a window. */
  wrongSecretsPerClient: points.default(5),
  /** Attempts of any kind to sign in, register or reset from one address in a window; and, apart, refused token requests. */
  attemptsPerAddress: points.default(100),
  /** Tokens issued to a client by client_credentials in a window. */
  tokensPerClient: points.default(60),
  /** Exchanges of a provider's token at a client, from one address in a window. */
  exchangesPerClient: points.default(300),
  fhirRequestsPerPerson: points.default(6_000),
  fhirRequestsPerMachine: points.default(60_000),
  /** Introspections of one client, and userinfo requests of one membership, in a window. */
  lookUpsPerCaller: points.default(6_000),
  /** Apps signed in to, and looks at the account, with the sign-in that a browser has, in a window. */
  signInsPerBrowser: points.default(60),
  /** The window of all limits but that of mails. */
  windowSeconds: seconds.default(60),
  mailsPerRecipient: points.default(5),
  mailWindowSeconds: seconds.default(3_600),
  /** How long an account's address is remembered as one that it signed in from. */
  knownAddressDays: wholeNumber(z.number('must be a number of days').int().min(1).max(365)).default(30),
})
export type ThrottleSettings = Readonly<z.infer<typeof ThrottleSettings>>
