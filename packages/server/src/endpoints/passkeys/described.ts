import { z } from 'zod'
import { type Described, form, said } from '#base/openapi'
import { RENEW_ADDRESS } from '#pages'

export const describedPasskeys: Described = {
  tag: 'Discovery',
  about: 'What the server can do, for programs that ask before they begin. Any web page may read it.',
  auth: 'anyone',
  parameters: {},
  operations: {
    'GET /.well-known/webauthn': {
      summary: 'Read which origins may use the passkeys of this host',
      answers: { 200: said('The origins.', z.object({ origins: z.array(z.string()) })) },
    },
    [`POST ${RENEW_ADDRESS}`]: {
      summary: 'Get a new challenge for a sign-in page that is open for long',
      description: 'For the server’s own pages.',
      body: { ...form(z.looseObject({})), isOptional: true },
      answers: { 200: said('The challenge.', z.object({ challenge: z.string() })) },
    },
  },
}
