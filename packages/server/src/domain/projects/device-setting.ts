import type { Project } from '@damson/fhir'

const ENROLMENT = 'deviceEnrolment'
const SIGN_IN = 'deviceSignIn'

type Settings = Pick<Project, 'setting'>

/** Whether administrators connect devices by a code. */
export function connectsDevices(project: Settings): boolean {
  return isOn(project, ENROLMENT)
}

/** Whether people sign in on another screen by a code. Never where a session is one of the server's administrators. */
export function signsInOnScreens(project: Settings & Pick<Project, 'superAdmin'>): boolean {
  return isOn(project, SIGN_IN) && project.superAdmin !== true
}

const isOn = ({ setting = [] }: Settings, wanted: string): boolean =>
  setting.find(({ name }) => name === wanted)?.valueBoolean === true

/** What is wrong with the settings; undefined if nothing is. */
export function deviceProblem({ setting = [] }: Settings): string | undefined {
  for (const wanted of [ENROLMENT, SIGN_IN]) {
    const found = setting.filter(({ name }) => name === wanted)
    if (found.length > 1) return `The setting ${wanted} occurs twice: remove one.`
    if (found.some(({ valueBoolean }) => valueBoolean === undefined)) return `The setting ${wanted} is a valueBoolean.`
  }
  return undefined
}
