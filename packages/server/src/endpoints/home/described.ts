import { bytes, type Described, page } from '#base/openapi'

export const describedHome: Described = {
  tag: 'Pages',
  about:
    'The pages that people see in a browser. Programs have no use for them: their markup and fields change at any time.',
  auth: 'anyone',
  parameters: {},
  operations: {
    'GET /': page('See where one is'),
    'GET /leaving-basic': {
      summary: 'Read how to leave Basic',
      answers: { 200: bytes('The short guide.', 'text/plain') },
    },
  },
}
