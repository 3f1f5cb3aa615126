import type { MethodRefusal } from '#domain/email-domains'
import type { Allowance } from '#domain/throttle'
import type { PasswordFault } from './password-fault.ts'

export type PasswordRefusal =
  /** The link counts only in a browser in which its person is signed in. */
  | { readonly why: 'other_browser' }
  | { readonly why: 'unusable_link' | 'wrong_password' | 'wrong_link_kind' | 'password_disabled' | 'listed_password' }
  | { readonly why: 'unsuitable_password'; readonly fault: PasswordFault }
  | { readonly why: 'other_method'; readonly problem: MethodRefusal }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }
