/**
 * Owns: how settings are read: each module declares its part as a strict zod object; this combines environment and file
 * into one frozen value, and describes mistakes in sentences. Does not own: any setting.
 */
export { readSettings, type SettingsProblem, type SettingsShape, type SettingsSources } from './read.ts'
export { secretSetting } from './secret-setting.ts'
export { wholeNumber } from './whole-number.ts'
