import { randomUUID } from 'node:crypto'
import { generateKeyPair, SignJWT } from 'jose'

/** Signs an access token with its own key, as the server does. */
export async function createSigner(): Promise<(claims: Record<string, string>) => Promise<string>> {
  const { privateKey } = await generateKeyPair('ES256')
  const kid = randomUUID()
  return (claims) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setIssuer('http://127.0.0.1/')
      .setSubject(kid)
      .setAudience('http://127.0.0.1/fhir/R4/')
      .setIssuedAt()
      .setExpirationTime('1h')
      .setJti(randomUUID())
      .sign(privateKey)
}
