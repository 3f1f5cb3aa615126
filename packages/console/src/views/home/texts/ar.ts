import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  heading: 'نظرة عامة',
  id: 'معرّف المشروع',
  issuer: 'الجهة المُصدِرة',
  lead: 'ما يحتاج التطبيق إلى معرفته كي يسجّل الناس الدخول هنا.',
} satisfies TextsOf<typeof en>
