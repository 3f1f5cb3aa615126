import { z } from 'zod'
import { type Described, page, said } from '#base/openapi'

export const describedOpenApi: Described = {
  tag: 'Discovery',
  about: 'What the server can do, for programs that ask before they begin. Any web page may read it.',
  auth: 'anyone',
  parameters: {},
  operations: {
    'GET /openapi.json': {
      summary: 'Read this document',
      answers: {
        200: said(
          'The API, as OpenAPI 3.1 describes it.',
          z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }),
        ),
        304: { says: 'The version of If-None-Match is the current one.' },
      },
    },
    'GET /openapi': page('Read this document, and try the API'),
  },
}
