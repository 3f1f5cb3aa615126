/**
 * Owns: what views are made of, in the console's own look: buttons, fields, lists, dialogs, notices, an editor, a chart,
 * and the states of an answer. Does not own: what a view shows. Behaviour is by react-aria-components.
 */
export { Answer, type AnswerProps, Empty, Loading, Trouble, useTrouble } from './answer.tsx'
export { type Begun, useBegun } from './begun.ts'
export { Button, type ButtonProps, Copy, Link, LinkButton, Snippet } from './buttons.tsx'
export { type Changing, useChanging } from './changing.tsx'
export { Chart } from './chart.tsx'
export { type Saving, useSaving } from './conflict.tsx'
export { Confirm, Dialog, Wrong } from './dialogs.tsx'
export { type Draft, useDraft } from './drafting.tsx'
export { Difference, Editor, type EditorProps, ScriptEditor } from './editor.tsx'
export { Field } from './field.tsx'
export { Check, Choice, Find, type Option, Question } from './fields.tsx'
export { Found } from './found.tsx'
export { type Column, List } from './list.tsx'
export { MemberPolicy, type MemberPolicyProps } from './member-policy.tsx'
export { Notices, notify } from './notices.tsx'
export { Card, Chip, Facts, Page, Section } from './page.tsx'
export { PolicyChoice, type PolicyChoiceProps } from './policy-choice.tsx'
export { Tabs, type TabsProps } from './tabs.tsx'
export { partTexts } from './texts.ts'
