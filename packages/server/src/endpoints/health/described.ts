import { z } from 'zod'
import { bytes, type Described, said } from '#base/openapi'

const Health = z.object({ ok: z.boolean(), version: z.string(), store: z.boolean(), clock: z.string() })

export const describedHealth: Described = {
  tag: 'Operation',
  about: 'For those who run the server.',
  auth: 'anyone',
  parameters: {},
  operations: {
    'GET /healthcheck': {
      summary: 'Ask whether the server is well',
      answers: { 200: said('It is well.', Health), 503: said('It is not.', Health) },
    },
    'GET /metrics': {
      summary: 'Read the measurements',
      auth: 'metrics',
      answers: { 200: bytes('The measurements, as Prometheus reads them.', 'text/plain') },
    },
  },
}
