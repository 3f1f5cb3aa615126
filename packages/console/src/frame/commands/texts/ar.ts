import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  account: 'نقل حساب بين المشاريع',
  activation: 'إعطاء مريض رمز تفعيل',
  app: 'إضافة تطبيق أو خادم',
  'audit.export': 'تصدير سجل التدقيق',
  'audit.live': 'متابعة سجل التدقيق مباشرة',
  bot: 'إنشاء بوت',
  device: 'ربط جهاز',
  domain: 'إضافة نطاق بريد',
  heading: 'إجراءات',
  import: 'استيراد أشخاص',
  invite: 'دعوة شخص',
  keys: 'تبديل مفاتيح التوقيع',
  policy: 'إنشاء سياسة',
  project: 'إضافة مشروع',
  provider: 'إضافة موفّر هوية',
  simulator: 'السؤال عمّا يُسمح به لشخص',
  traces: 'تشغيل التتبع',
} satisfies TextsOf<typeof en>
