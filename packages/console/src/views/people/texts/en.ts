export default {
  active: 'active',
  administrator: 'administrator',
  email: 'E-mail',
  empty:
    'Nobody is in this project yet. Invite the first person: they get an e-mail, and choose a password themselves.',
  heading: 'People',
  lead: 'Everybody who can sign in to this project, and what they may do.',
  name: 'Name',
  off: 'turned off',
  pending: 'invited',
  policy: 'Policy',
  seen: 'Last sign-in',
  state: 'State',
}
