import { type Described, fhir } from '#base/openapi'

const CHANGE = '/admin/projects/:projectId/changes/:changeId'

export const describedApprovals: Described = {
  tag: 'Administration',
  about: 'What the administrators of a project do, each within their role and their own rights.',
  auth: 'token_or_basic',
  parameters: {
    projectId: 'The id of the project.',
    changeId: 'The id of a change, as Content-Location said when it was sent.',
  },
  operations: {
    [`GET ${CHANGE}`]: {
      summary: 'Ask what became of a change that waits for an approval',
      description: 'Only for the machine that sent it. Once it is made, the answer is that of the change itself.',
      answers: {
        200: fhir('The answer of the change.'),
        201: fhir('The answer of the change.'),
        202: fhir('It waits.', 'outcome', { 'Content-Location': 'Where to ask again.' }),
        204: { says: 'It was made, and its answer is no longer kept.' },
      },
    },
    [`DELETE ${CHANGE}`]: { summary: 'Take a change back', answers: { 202: fhir('It is taken back.', 'outcome') } },
  },
}
