import { z } from 'zod'
import { type Described, page, pageWithForm } from '#base/openapi'

const fields = z.looseObject({})

/** A page with a form that is sent to the same address. */
function shownAndSent(path: string, what: string): Described['operations'] {
  return { [`GET ${path}`]: page(`See ${what}`), [`POST ${path}`]: pageWithForm(`Change ${what}`, fields) }
}

export const describedAccount: Described = {
  tag: 'Pages',
  about:
    'The pages that people see in a browser. Programs have no use for them: their markup and fields change at any time.',
  auth: 'anyone',
  parameters: {
    code: 'The code that opens a record.',
    id: 'The id of a link.',
    secret: 'The secret of a link.',
  },
  operations: {
    ...shownAndSent('/account', 'one’s own account'),
    ...shownAndSent('/account/password', 'one’s own password'),
    ...shownAndSent('/account/email', 'one’s own e-mail address'),
    ...shownAndSent('/account/data', 'one’s own data: export and deletion'),
    ...shownAndSent('/account/activation', 'the codes that open one’s record'),
    'GET /account/activation/:code': page('Open the page with a code filled in'),
    ...shownAndSent('/account/factors', 'one’s own second factors'),
    ...shownAndSent('/account/factors/add', 'a new second factor'),
    ...shownAndSent('/account/factors/number', 'one’s own phone number'),
    ...shownAndSent('/account/passkeys', 'one’s own passkeys'),
    ...shownAndSent('/account/changes', 'what machines want to change'),
    ...shownAndSent('/account/devices', 'the devices to connect'),
    'GET /account/record': page('See who looked at one’s record'),
    'GET /account/sign-in': page('Go to one’s own account'),
    'POST /account/sign-in': pageWithForm('Prove who one is', fields),
    'GET /account/code': page('Go to one’s own account'),
    'POST /account/code': pageWithForm('Prove one’s second factor', fields),
    'GET /device': page('Go to the page that connects a device'),
    ...shownAndSent('/set-up', 'the first administrator'),
    ...shownAndSent('/set-up/:id/:secret', 'the first administrator, by the link of an empty store'),
    ...shownAndSent('/dev/new-project', 'a new project, on a developer’s machine'),
    'GET /dev/new-project/ready': page('See a new project'),
  },
}
