import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  'problem.bits': 'يتجاوز العنوان حد {bits}: اكتب {range} للنطاق، أو {one} لهذا العنوان وحده.',
  'problem.form': 'اكتب عنوانًا، أو نطاقًا مثل {range4} أو {range6}، أو بداية عنوان مثل {prefix}، أو *.',
  'problem.length': 'اكتب طول النطاق رقمًا من 0 إلى {most}، مثل {such}.',
  'problem.mapped': 'هذه عناوين IPv4 مكتوبة بصيغة IPv6: اكتبها بصيغة IPv4، مثل {range4}، أو اكتب *.',
  'problem.short': 'عنوان IPv4 من أربعة أرقام: أنهِ بداية العنوان بنقطة ({such})، أو اكتب نطاقًا.',
  'problem.zeros': 'اكتب الأرقام بلا أصفار في أولها: فبعض البرامج تقرأ 010 على أنها 8.',
  'problem.zone': 'احذف الرمز % وما بعده.',
  'rule.action': 'القاعدة {number}',
  'rule.allow': 'السماح',
  'rule.block': 'المنع',
  'rule.down': 'نقل القاعدة {number} إلى أسفل',
  'rule.name': 'الغرض منها',
  'rule.remove': 'إزالة القاعدة {number}',
  'rule.up': 'نقل القاعدة {number} إلى أعلى',
  'rule.value': 'عنوان أو شبكة',
  'rule.value.hint': 'مثل 192.0.2.7 أو 192.0.2.0/24. والرمز * يعني كل عنوان.',
  'rules.add': 'إضافة قاعدة',
  'rules.none': 'لا قواعد: يجوز أن تأتي الطلبات من أي عنوان.',
  remove: 'إزالة',
} satisfies TextsOf<typeof en>
