import type { Project } from '@damson/sdk'
import { useRead } from '#api'
import { useMay, useMe } from '#frame'

/**
 * The types of profile, and the policy that the project gives each by default. Undefined while it is read, and for roles
 * that do not read it. What is known of the signed-in person does not have it.
 */
export function useDefaults(): NonNullable<Project['defaultAccessPolicies']> | undefined {
  const { project } = useMe()
  const may = useMay()
  const read = useRead<Project>(may('change_project') ? `fhir/R4/Project/${project.id}` : undefined)
  return read.data && (read.data.body.defaultAccessPolicies ?? [])
}
