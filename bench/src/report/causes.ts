/** Why a budget is missed, according to profiles and statement counts; shown only if it is missed. */
export const CAUSES = {
  readAlone:
    'each read seals an audit record and writes it durably before the first byte leaves; ' +
    'that statement, the cipher and the hash are not in the floor.',
  readAudited:
    'the record is sealed, hashed and made canonical, where that of the floor is a constant, and the token, ' +
    'the policy, the limit and the headers come on top.',
  tail: 'a read may come just after a commit began, and then waits for two: the tail is twice that of the disk.',
  basic: 'a keyed hash of the secret is computed for each request, where a token that was seen is looked up.',
  acting: 'the pair of client and person is looked up, and the record of the read names both.',
  create:
    'the resource is read, checked against its definitions, judged by the policy and indexed; ' +
    'then the record is sealed and made canonical.',
  token:
    'beside the same statements and signature: the client’s proof, the checks of the grant, a sealed audit record, ' +
    'and the security headers.',
  besideCode:
    'each code leaves a sealed audit record, which the peer does not write, ' +
    'and its login has entries in six indexes, where a record of the peer has two at most.',
  besideMachine:
    'each token is counted, its membership is looked at, and its sealed event written: three statements, which requests ' +
    'of the same moment share, where the peer sends one.',
  password:
    'the limits of address and account are counted in the store before the hash and taken back after it; ' +
    'then the login, its code and the audit are written.',
  page:
    'the request is checked, sealed for this browser and written into a page in its language, ' +
    'where the floor has the bytes ready.',
  search: 'the planner did not choose the index of terms, or the index did not fit into memory.',
  wait: 'a step of that request is not cut into slices.',
  start: 'the time goes into compiling the embedded PostgreSQL’s WebAssembly and into unpacking its prepared store.',
  memory: 'the embedded PostgreSQL’s memory, its compiled code and its caches are part of the process.',
} as const
