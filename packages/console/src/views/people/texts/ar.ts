import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  active: 'نشط',
  administrator: 'مسؤول',
  email: 'البريد الإلكتروني',
  empty: 'لا أحد في هذا المشروع بعد. ادعُ أول شخص: تصله رسالة ويختار كلمة مروره بنفسه.',
  heading: 'الأشخاص',
  lead: 'كل من يمكنه تسجيل الدخول إلى هذا المشروع، وما يحق له.',
  name: 'الاسم',
  off: 'معطّل',
  pending: 'مدعوّ',
  policy: 'السياسة',
  seen: 'آخر تسجيل دخول',
  state: 'الحالة',
} satisfies TextsOf<typeof en>
