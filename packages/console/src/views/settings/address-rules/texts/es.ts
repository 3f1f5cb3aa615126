import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  'problem.bits':
    'La dirección va más allá de {bits}: escriba {range} para el rango, o {one} para esa única dirección.',
  'problem.form': 'Escriba una dirección, un rango como {range4} o {range6}, un prefijo como {prefix}, o bien *.',
  'problem.length': 'Escriba la longitud del rango como un número de 0 a {most}, como en {such}.',
  'problem.mapped': 'Son direcciones IPv4 escritas como IPv6: escríbalas como IPv4, por ejemplo {range4}, o escriba *.',
  'problem.short':
    'Una dirección IPv4 tiene cuatro números: termine el prefijo con un punto ({such}), o escriba un rango.',
  'problem.zeros': 'Escriba los números sin ceros delante: algunos programas leen 010 como 8.',
  'problem.zone': 'Quite el % y lo que le sigue.',
  'rule.action': 'Regla {number}',
  'rule.allow': 'Permitir',
  'rule.block': 'Bloquear',
  'rule.down': 'Bajar la regla {number}',
  'rule.name': 'Para qué es',
  'rule.remove': 'Quitar la regla {number}',
  'rule.up': 'Subir la regla {number}',
  'rule.value': 'Dirección o red',
  'rule.value.hint': 'Como 192.0.2.7 o 192.0.2.0/24. * es cualquier dirección.',
  'rules.add': 'Añadir una regla',
  'rules.none': 'Sin reglas: las peticiones pueden venir de cualquier dirección.',
  remove: 'Quitar',
} satisfies TextsOf<typeof en>
