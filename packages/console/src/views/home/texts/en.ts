export default {
  heading: 'Overview',
  id: 'Project id',
  issuer: 'Issuer',
  lead: 'What an app needs to know to sign people in here.',
}
