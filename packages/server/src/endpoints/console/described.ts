import { bytes, type Described, page } from '#base/openapi'

export const describedConsole: Described = {
  tag: 'Pages',
  about:
    'The pages that people see in a browser. Programs have no use for them: their markup and fields change at any time.',
  auth: 'anyone',
  parameters: {},
  operations: {
    'GET /console': page('Go to the console'),
    'GET /console/*': page('Administer in the console'),
    'GET /console/assets/*': {
      summary: 'Read a file of the console',
      answers: { 200: bytes('The file.', '*/*') },
    },
  },
}
