export default {
  all: 'Show all',
  no_second_factor:
    'Only people who work here and sign in without a second factor: administrators first, then those who see every chart.',
  old_secret: 'Only clients whose secret is older than a year, devices included: the oldest first.',
  patient_password_alone: 'Only patients and relatives who sign in with a password alone.',
  second_factor_pending: 'Only people who must still add the second factor that the project demands.',
  unused_client: 'Only clients with credentials that nobody used for 90 days, devices included.',
  wildcard_policy: 'Only policies with every type that others than administrators have.',
}
