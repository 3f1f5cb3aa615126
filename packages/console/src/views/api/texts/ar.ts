import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  about: 'ما هو',
  answer: 'الجواب {status}: {says}',
  body: 'المتن بصيغة {type}',
  came: 'بعد {ms} م.ث',
  'came.body': 'الجواب',
  cut: 'الجواب أطول مما يُعرض.',
  field: 'الحقل',
  find: 'ابحث عن عملية بعنوانها أو بما تفعله',
  headers: 'ترويسات الجواب',
  heading: 'الواجهة البرمجية',
  'in.header': 'ترويسة',
  'in.path': 'العنوان',
  'in.query': 'الاستعلام',
  lead: 'كل ما تفعله هذه الصفحة تستطيع البرامج فعله بالواجهة نفسها. اقرأ ما يوجد وجرّبه بصلاحياتك.',
  none: 'لا شيء من الواجهة يطابق. غيّر البحث أو امسحه.',
  nothing: 'ليس للجواب متن.',
  parameters: 'المعاملات',
  required: 'مطلوب',
  send: 'إرسال',
  'sure.title': 'قد يغيّر هذا شيئًا',
  'sure.will': 'يُرسل {method} {path} إلى هذا الخادم باسمك وعلى البيانات الحقيقية. وقد لا يمكن التراجع هنا عما يغيّره.',
  try: 'التجربة',
  'try.lead': 'يُرسل بتسجيل دخولك: يجوز له ما يجوز لك، ويبقى في سجل التدقيق.',
  type: 'النوع',
} satisfies TextsOf<typeof en>
