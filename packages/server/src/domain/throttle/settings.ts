import { z } from 'zod'
import { wholeNumber } from '#base/settings'

const points = wholeNumber(z.number('must be a whole number').int().min(1).max(1_000_000))
const seconds = wholeNumber(z.number('must be a number of seconds').int().min(1).max(86_400))

export const ThrottleSettings = z.strictObject({
  /** Failed sign-ins of an account in a window: from all unknown addresses together, and from each known one. */
  failedSignInsPerAccount: points.default(5),
  /** Wrong passwords in a row until an account's password is off, except where it was used before. */
  wrongPasswordsInARow: wholeNumber(z.number('must be a whole number').int().min(5).max(100)).default(100),
  /** How much of one core a node spends on passwords from browsers that an account has not signed in from, in percent. */
  unknownHashingPercent: wholeNumber(z.number('must be a whole number').int().min(1).max(10_000)).default(50),
  /** How much of that time may be used at once. */
  unknownHashingBurstMs: wholeNumber(z.number('must be a number of milliseconds').int().min(1).max(60_000)).default(
    10_000,
  ),
  /** Wrong secrets of one client, from one address, in a window. */
  wrongSecretsPerClient: points.default(5),
  /** Attempts to sign in, register or reset from one address in a window; refused token requests are counted separately. */
  attemptsPerAddress: points.default(100),
  /** Tokens issued to a client by client_credentials in a window. */
  tokensPerClient: points.default(60),
  /** Exchanges of a provider's token at a client, from one address in a window. */
  exchangesPerClient: points.default(300),
  fhirRequestsPerPerson: points.default(6_000),
  fhirRequestsPerMachine: points.default(60_000),
  /** Deliveries that a webhook takes from its sender in a window. */
  deliveriesPerWebhook: points.default(600),
  /** Introspections of one client, or userinfo requests of one membership, in a window. */
  lookUpsPerCaller: points.default(6_000),
  /** App sign-ins and visits to the account page with a browser's existing sign-in, in a window. */
  signInsPerBrowser: points.default(60),
  /** Wrong codes of second factors: of an account, over all of its sign-ins, and of one sign-in. */
  wrongCodesPerAccount: points.default(10),
  wrongCodesPerSignIn: points.default(5),
  /** Wrong codes of devices in a project, beside the limits of the account and the address. */
  wrongDeviceCodesPerProject: points.default(30),
  /** Devices that ask for a code, of one client from one address in a window. */
  deviceRequestsPerClient: points.default(30),
  codeWindowSeconds: seconds.default(3_600),
  /** The window of all limits except the ones for e-mails, text messages and codes. */
  windowSeconds: seconds.default(60),
  mailsPerRecipient: points.default(5),
  mailWindowSeconds: seconds.default(3_600),
  /** Invitations by e-mail in a day, and e-mails that confirm the address of somebody who registers. */
  mailsPerProject: points.default(2_000),
  mailsPerServer: points.default(20_000),
  /** Text messages: asked for by an account, to a number, and to all numbers that share all but the last four digits. */
  textsPerAccount: points.default(10),
  textsPerNumber: points.default(5),
  textsPerPrefix: points.default(30),
  /** Invitations by text message of a project in a day, and codes to sign in to it; and of all projects in an hour. */
  textsPerProject: points.default(2_000),
  textsPerServer: points.default(2_000),
  textWindowSeconds: seconds.default(3_600),
  /** How long an address is remembered after an account signed in from it. */
  knownAddressDays: wholeNumber(z.number('must be a number of days').int().min(1).max(365)).default(30),
})
export type ThrottleSettings = Readonly<z.infer<typeof ThrottleSettings>>
