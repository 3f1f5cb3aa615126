/** Who lives in the bench's town. A person is known by a number, from which the id follows. */

/** The people before this number are staff, from here on patients. */
export const PATIENTS_FROM = 2_000

/** A Practitioner who acted often, and only in the first month. */
export const LONG_GONE = 1
/** The Practitioner who does most of all. */
export const BUSY = 10
/** A Patient whose record is read all the time, and one whose record was read only in the first month. */
export const MUCH_SEEN = PATIENTS_FROM + 1
export const LONG_AGO_PATIENT = PATIENTS_FROM + 2
/** A Patient like the others. */
export const ONE_OF_MANY = PATIENTS_FROM + 5_000

/** The id of a person's profile. */
export const personId = (n: number): string => idOf('8000', n)
/** The id of the account, and of the membership. */
export const userId = (n: number): string => idOf('8001', n)
export const membershipId = (n: number): string => idOf('8002', n)

/** A machine, and three apps of people. */
export const CLIENTS = ['Nightly export', 'Ward rounds', 'Portal', 'Laboratory']
/** What the others are called, each with its number. */
export const CLIENT_NAMES = ['Ward device', 'Interface engine', 'Referral portal', 'Research export', 'Pharmacy link']
export const clientId = (n: number): string => idOf('8003', n)

const idOf = (group: string, n: number): string => `00000000-0000-4000-${group}-${n.toString(16).padStart(12, '0')}`

const GIVEN =
  'Ada Ben Carla Dario Elif Farid Grace Hana Ivo June Kim Lea Milo Nora Omar Pia Quentin Rosa Sven Tara'.split(' ')
const STARTS =
  'Al Ber Car Dor El Fer Gar Hol Is Jan Ker Lind Mar Nor Ols Pet Quin Rich Smith Thom Ul Var Whit Young Zim'.split(' ')
const ENDS =
  'ard berg castle den er field gard holm ing kins low man ner over port quist ridge son ton ville worth'.split(' ')

/** A name that about 60 others have as well at 100,000 people. */
export function nameOf(n: number): { readonly given: string; readonly family: string } {
  const mixed = (n * 2_654_435_761) % 4_294_967_296
  const pick = (words: readonly string[], by: number): string => words[Math.floor(mixed / by) % words.length] ?? ''
  return { given: pick(GIVEN, 1_000), family: pick(STARTS, 37_000) + pick(ENDS, 1_300_000) }
}

export const emailOf = (n: number): string => `${nameOf(n).given}.${nameOf(n).family}.${n}@example.org`.toLowerCase()
