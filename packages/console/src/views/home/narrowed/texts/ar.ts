import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  all: 'عرض الكل',
  no_second_factor: 'فقط من يعملون هنا ويسجّلون الدخول دون عامل ثانٍ: المسؤولون أولًا، ثم من يرون كل السجلات.',
  old_secret: 'فقط العملاء الذين مضى على سرّهم أكثر من سنة، ومنهم الأجهزة: الأقدم أولًا.',
  patient_password_alone: 'فقط المرضى والأقارب الذين يسجّلون الدخول بكلمة المرور وحدها.',
  second_factor_pending: 'فقط من عليهم إضافة العامل الثاني الذي يطلبه المشروع.',
  unused_client: 'فقط العملاء ذوو بيانات اعتماد لم يستعملها أحد منذ 90 يومًا، ومنهم الأجهزة.',
  wildcard_policy: 'فقط السياسات التي تشمل كل الأنواع ويملكها غير المسؤولين.',
} satisfies TextsOf<typeof en>
