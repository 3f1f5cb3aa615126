import type { PageDeps } from '#answers'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { Brands } from '#domain/brands'
import type { ClientDirectory, ClientUse } from '#domain/clients'
import type { Credentials } from '#domain/credentials'
import type { DeviceDeps } from '#domain/devices'
import type { Figures } from '#domain/figures'
import type { SigningKeys } from '#domain/keys'
import type { IssueTogether } from '#domain/logins'
import type { Providers } from '#domain/providers'
import type { SignInDeps } from '#domain/signin'
import type { Throttle } from '#domain/throttle'
import type { AccessTokens, RedeemCodeTogether, RefreshTogether, TokenSettings } from '#domain/tokens'

export interface OAuthDeps extends PageDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly issueMachineLogin: IssueTogether
  readonly redeemCodeTogether: RedeemCodeTogether
  readonly refreshTogether: RefreshTogether
  readonly throttle: Throttle
  readonly grantees: Grantees
  readonly clients: ClientDirectory
  readonly credentials: Credentials
  readonly signingKeys: SigningKeys
  readonly brands: Brands
  readonly accessTokens: AccessTokens
  readonly tokenSettings: TokenSettings
  readonly providers: Providers
  readonly signIn: SignInDeps
  readonly devices: DeviceDeps
  readonly clientUse: ClientUse
  readonly figures: Pick<Figures, 'used'>
}
