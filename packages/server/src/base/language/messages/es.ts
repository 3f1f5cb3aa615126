import type { LanguageFile } from '../language-file.ts'

/** Español, de usted. */
export default {
  name: 'Español',
  locale: 'es',
  direction: 'ltr',
  messages: {
    'account.activation': 'Su historial médico',
    'account.activation.link': 'Abrir su historial con un código',
    'account.again.button': 'Continuar',
    'account.again.either':
      'Ha pasado un tiempo desde que inició sesión. Para continuar, inicie sesión otra vez con {provider} o escriba su contraseña.',
    'account.again.heading': '¿Sigue siendo usted?',
    'account.again.lead': 'Inició sesión hace un rato. Escriba su contraseña para continuar.',
    'account.again.passkey':
      'Ha pasado un tiempo desde que inició sesión. Para continuar, confirme con su llave de acceso.',
    'account.again.provider':
      'Ha pasado un tiempo desde que inició sesión. Para continuar, inicie sesión otra vez con {provider}.',
    'account.apps': 'Aplicaciones a las que ha permitido algo',
    'account.apps.at': 'En {project}',
    'account.apps.dates': 'Desde el {since}, hasta que la desactive; como máximo hasta el {until}',
    'account.apps.none': 'Ninguna. Cuando una aplicación le pida acceso y usted lo permita, aparecerá aquí.',
    'account.apps.nothing': 'Saber quién es usted',
    'account.apps.off': 'Desactivar',
    'account.apps.own': 'Su propio historial',
    'account.back': 'Volver a su cuenta',
    'account.changes': 'Cambios que esperan aprobación',
    'account.changes.approve': 'Aprobar',
    'account.changes.asked': 'Pedido el {at}. Caduca el {until}.',
    'account.changes.back': 'Volver a la lista',
    'account.changes.by': 'Por el programa {name}, en {project}',
    'account.changes.does.create': 'Nuevo: {type}',
    'account.changes.does.delete': 'Eliminar: {type}',
    'account.changes.does.move': 'Trasladar su proveedor de identidad al proyecto: {type}',
    'account.changes.does.redirect': 'Invitación a otro buzón: {type}',
    'account.changes.does.secret': 'Nuevo secreto: {type}',
    'account.changes.does.update': 'Cambiar: {type}',
    'account.changes.done.approved': 'El cambio se ha hecho.',
    'account.changes.done.gone': 'Este cambio ya no espera: se decidió o ha caducado.',
    'account.changes.done.refused': 'El cambio se ha rechazado.',
    'account.changes.failed': 'No se pudo hacer el cambio. El servidor dijo: {why}',
    'account.changes.lead': 'Unos programas pidieron estos cambios. No pasa nada si usted no los aprueba.',
    'account.changes.link': 'Ver qué quieren cambiar los programas',
    'account.changes.machine_gone': 'No se pudo hacer el cambio: el programa ya no tiene acceso.',
    'account.changes.none': 'Nada espera su aprobación.',
    'account.changes.nothing': 'nada',
    'account.changes.now': 'Ahora: {value}',
    'account.changes.open': 'Ver el cambio',
    'account.changes.question': '¿Aprueba este cambio?',
    'account.changes.refuse': 'Rechazar',
    'account.changes.secret':
      'El programa recibe un secreto nuevo, con el que puede actuar como esta aplicación. A usted no se le muestra.',
    'account.changes.sent': 'Lo que envió el programa',
    'account.changes.stale': 'Lo que esto cambiaría ha cambiado desde entonces. Ya no se puede aprobar: rechácelo.',
    'account.changes.then': 'Después: {value}',
    'account.changes.topic.addresses': 'Direcciones',
    'account.changes.topic.keys': 'Claves',
    'account.changes.topic.other': 'Otros',
    'account.changes.topic.proof': 'Cómo demuestran las personas quiénes son',
    'account.changes.topic.rights': 'Lo que alguien puede hacer',
    'account.changes.type.AccessPolicy': 'política de acceso',
    'account.changes.type.Bot': 'bot',
    'account.changes.type.ClientApplication': 'aplicación',
    'account.changes.type.DomainConfiguration': 'dominio de correo',
    'account.changes.type.Project': 'proyecto',
    'account.changes.type.ProjectIdentityProvider': 'proveedor de identidad',
    'account.changes.type.ProjectMembership': 'pertenencia',
    'account.changes.type.User': 'cuenta',
    'account.data': 'Sus datos',
    'account.data.change': 'Descargue sus datos o elimine su cuenta',
    'account.data.delete': 'Eliminar su cuenta',
    'account.data.delete.button': 'Eliminar mi cuenta',
    'account.data.delete.lead':
      'Se cierran ahora todas sus sesiones. Su cuenta se elimina a los 14 días, con su dirección y todas las formas de iniciar sesión. Hasta entonces, inicie sesión aquí para conservarla.',
    'account.data.due': 'Su cuenta se eliminará el {at}.',
    'account.data.export': 'Descargar sus datos',
    'account.data.export.button': 'Descargar',
    'account.data.export.lead':
      'El archivo contiene lo que guarda su cuenta: su dirección, sus sesiones, sus aplicaciones y sus formas de iniciar sesión. Pida a su organización sanitaria una copia de su historial médico.',
    'account.data.keep': 'Conservar mi cuenta',
    'account.data.kept':
      '{projects} debe conservar su historial médico y el registro de quién lo abrió. Eliminar su cuenta no los elimina.',
    'account.data.sole': 'Nadie más puede administrar {projects}. Nombre antes a otro administrador y vuelva después.',
    'account.done.activation': 'Ya puede ver su historial. Vuelva a iniciar sesión en su aplicación para verlo.',
    'account.done.all': 'Ha cerrado la sesión en todas partes.',
    'account.done.app': 'La aplicación está desactivada: ya no puede usar su acceso.',
    'account.done.deletion':
      'Su cuenta se eliminará dentro de 14 días. Se han cerrado todas sus sesiones. Para conservarla, inicie sesión aquí.',
    'account.done.email': 'Su dirección ha cambiado. A partir de ahora, inicie sesión con la nueva.',
    'account.done.here': 'Ha cerrado la sesión.',
    'account.done.identity': 'La cuenta está desconectada, y lo que se inició con ella ha terminado.',
    'account.done.mailed': 'Le enviamos un correo electrónico con un enlace. Úselo para crear su contraseña.',
    'account.done.nothing': 'No ha cambiado nada: eso ya había terminado.',
    'account.done.others': 'Ha cerrado la sesión en todos los demás sitios.',
    'account.done.password': 'Ha cambiado su contraseña y se ha cerrado la sesión en todos los demás sitios.',
    'account.done.root': 'Ha cerrado la sesión allí.',
    'account.email': 'Su dirección de correo',
    'account.email.ask': 'Enviar código',
    'account.email.cancel': 'Conservar mi dirección actual',
    'account.email.change': 'Cambie su dirección de correo',
    'account.email.code.lead': 'Enviamos un código a {email}. Escríbalo para que esta sea su dirección.',
    'account.email.lead': 'Su dirección es {email}. Enviamos un código a la nueva y avisamos a la actual.',
    'account.email.new': 'Nueva dirección de correo',
    'account.email.none': 'Su cuenta no tiene dirección. Enviamos un código a la que escriba.',
    'account.email.same': 'Esta ya es su dirección.',
    'account.email.waits':
      'Un administrador pide que {email} sea su dirección. Si está de acuerdo, enviamos un código allí.',
    'account.factors': 'Segundo paso',
    'account.factors.change': 'Ver y cambiar cómo confirmamos que es usted',
    'account.heading': 'Su cuenta',
    'account.identities': 'Cuentas de otros sitios con las que inicia sesión aquí',
    'account.identities.at': 'En {project}, desde el {since}',
    'account.identities.lead': 'Cada una abre su cuenta sin contraseña nuestra.',
    'account.identities.only':
      'Es su única forma de entrar aquí. Desconéctela solo si puede elegir una contraseña con «¿Olvidó su contraseña?».',
    'account.identities.unlink': 'Desconectar',
    'account.identities.used': 'Último uso: {at}',
    'account.lead': 'Ha iniciado sesión como {account}.',
    'account.part':
      '{provider} le muestra sus datos en {projects}. Para ver el resto o cambiar su cuenta, le pedimos su propia contraseña o llave de acceso.',
    'account.part.set':
      '{provider} le muestra sus datos en {projects}. Para ver el resto o cambiar su cuenta, cree primero una contraseña.',
    'account.passkeys': 'Claves de acceso',
    'account.passkeys.bound': 'Solo en un dispositivo',
    'account.passkeys.confirm': 'Confirme que es usted',
    'account.passkeys.confirm.lead': 'Para cambiar sus claves de acceso, confirme antes que es usted.',
    'account.passkeys.confirm.lost':
      'Confirme con una de sus claves de acceso. Si ya no tiene ninguna, recupere su cuenta.',
    'account.passkeys.done.added': 'La clave de acceso está creada. Desde ahora puede iniciar sesión con ella.',
    'account.passkeys.done.nothing': 'No ha cambiado nada: esa clave de acceso ya no existía o faltaba el nombre.',
    'account.passkeys.done.removed':
      'La clave de acceso se ha eliminado y se ha cerrado su sesión en todos los demás sitios. También puede borrarla en su dispositivo.',
    'account.passkeys.done.renamed': 'El nombre está cambiado.',
    'account.passkeys.elsewhere':
      'Ha iniciado sesión con una cuenta de otro sitio. Inicie sesión aquí con su contraseña para cambiar sus claves de acceso.',
    'account.passkeys.lead':
      'Una clave de acceso inicia su sesión con su huella, su cara o el código de su dispositivo, sin contraseña.',
    'account.passkeys.made': 'Creada el {since}',
    'account.passkeys.manage': 'Gestionar sus claves de acceso',
    'account.passkeys.name': 'Nombre',
    'account.passkeys.none': 'Aún no tiene claves de acceso.',
    'account.passkeys.remove': 'Eliminar',
    'account.passkeys.remove.lead':
      'Al eliminar una clave de acceso se cierra su sesión en todos los demás sitios. Le avisamos por correo de cada clave nueva o eliminada.',
    'account.passkeys.rename': 'Guardar el nombre',
    'account.passkeys.synced': '{product} la copia en sus otros dispositivos',
    'account.passkeys.synced.unknown': 'Copiada en sus otros dispositivos',
    'account.passkeys.unused': 'Aún sin usar',
    'account.passkeys.used': 'Último uso: {at}',
    'account.password': 'Su contraseña',
    'account.password.button': 'Cambiar la contraseña',
    'account.password.change': 'Cambie su contraseña',
    'account.password.current': 'Contraseña que tiene ahora',
    'account.password.lead': 'Después se cerrará la sesión en todos los demás sitios y se lo comunicaremos por correo.',
    'account.password.listed':
      'Muchas personas usan su contraseña actual, así que cualquiera puede conocerla. Siga el enlace del mensaje que le enviamos para elegir otra.',
    'account.password.set': 'Crear una contraseña',
    'account.password.set.all': 'Con una contraseña propia, puede ver y cambiar todo en su cuenta.',
    'account.password.set.button': 'Enviar el correo electrónico',
    'account.password.set.lead':
      'Todavía no tiene contraseña aquí. Enviamos un correo electrónico a {email}. Con su enlace puede crearla.',
    'account.password.wrong': 'Esta no es la contraseña que tiene ahora.',
    'account.record': 'Quién consultó su historial',
    'account.record.lead': 'Puede ver quién consultó sus datos en los últimos 90 días, y qué día.',
    'account.record.link': 'Ver quién lo consultó',
    'account.record.more': 'Hay más de lo que muestra esta página.',
    'account.record.none': 'Nadie lo ha consultado.',
    'account.record.patient': 'Usted',
    'account.record.program': 'Una aplicación u otro sistema informático',
    'account.record.times': 'Veces ese día: {times}',
    'account.record.unknown': 'Desconocido',
    'account.signin.lead': 'para ver su cuenta',
    'account.signins': 'Dónde tiene la sesión iniciada',
    'account.signins.all': 'Cerrar la sesión en todas partes, también aquí',
    'account.signins.apps': 'En {apps}',
    'account.signins.device': '{browser} en {system}',
    'account.signins.end': 'Cerrar la sesión',
    'account.signins.here': 'Este navegador',
    'account.signins.others': 'Cerrar la sesión en todos los demás sitios',
    'account.signins.program': 'Cliente de API',
    'account.signins.unknown': 'Un dispositivo que no dice cuál es',
    'account.signins.used': 'Última vez: {at}, desde {address}',
    'account.stale.heading': 'Esta página ya no está al día',
    'account.stale.text': 'Abra de nuevo su cuenta y repita lo que quería hacer.',

    'activation.account.lead':
      '¿Su organización de salud le dio un código? Escríbalo para abrir su historial con esta cuenta.',
    'activation.birthdate': 'Fecha de nacimiento',
    'activation.birthdate.missing': 'Escriba la fecha de nacimiento: día, mes y año.',
    'activation.button': 'Abrir mi historial',
    'activation.code': 'Código de activación',
    'activation.code.hint': 'Dieciséis letras y cifras, como 7K2M-9QXT-R4VB-3HWE.',
    'activation.heading': 'Abra su historial',
    'activation.howto.button': 'Tengo una cuenta',
    'activation.howto.lead':
      'Su código es {code}. Guárdelo para el último paso, en el que también escribe su fecha de nacimiento.',
    'activation.howto.new':
      '¿Todavía no tiene cuenta? Abra la aplicación de su organización de salud y cree una cuenta allí. Después escriba el código.',
    'activation.lead': 'Escriba el código de {project} para ver su historial en {app}.',
    'activation.none': 'Soy paciente nuevo',
    'activation.none.hint':
      'Así se crea un historial nuevo y vacío. ¿Ya le han atendido aquí? Entonces pida un código.',
    'activation.taken':
      'Este historial ya pertenece a otra cuenta. Inicie sesión con esa cuenta o pregunte a su organización de salud.',
    'activation.wrong':
      'Este código no funciona. Sirve una sola vez y por poco tiempo. Revise el código y la fecha de nacimiento, o pida otro.',

    'address.mailed.heading': 'Revise su correo',
    'address.mailed.hint':
      '¿No llega nada al cabo de unos minutos? Busque entre el correo no deseado, revise la dirección y pida otro enlace.',
    'address.mailed.text':
      'Si hay una cuenta con esa dirección, le hemos enviado un mensaje con un enlace. El enlace sirve una sola vez, durante una hora.',

    'back.button': 'Continuar',
    'back.heading': 'De vuelta a su aplicación',
    'back.lead': 'Esto sigue solo en {place}. Si no lo hace, elija Continuar.',

    'bytext.lead':
      'Si {number} puede iniciar sesión en {app}, recibe ahora un mensaje de texto con un código. Escriba el código.',
    'choose.admin': '{role} y administración',
    'choose.heading': '¿Con qué función?',
    'choose.lead': 'Usted tiene más de una en {project}. {app} trabaja con una cada vez.',
    'choose.title': 'Elegir una función',

    'bymail.elsewhere.heading': 'Su código',
    'bymail.elsewhere.hint': 'Solo si lo pidió usted. Nadie de {host} le pedirá nunca este código.',
    'bymail.elsewhere.lead': 'Usted pidió iniciar sesión en otro navegador. Escriba allí este código:',
    'bymail.here.lead': 'En este navegador pidió continuar en {app} como {email}.',
    'bymail.lead':
      'Si {email} tiene aquí una cuenta que puede iniciar sesión así, le enviamos un correo. Escriba el código que contiene, o abra su enlace en este navegador, para continuar en {app}.',
    'bymail.other': 'Iniciar sesión de otra forma',
    'bymail.over.heading': 'Pida otro código',
    'bymail.over.text': 'El código ya no sirve: se usó, pasó su tiempo o se escribieron demasiados códigos erróneos.',

    'consent.account': 'su cuenta',
    'consent.allow': 'Permitir',
    'consent.asked_again':
      'Se le preguntará por esta aplicación cada vez que inicie sesión. Puede ver y desactivar lo que permitió en {account}.',
    'consent.back': 'En ambos casos volverá a {place}.',
    'consent.delete.all': 'Borrar de todos los historiales que usted puede abrir',
    'consent.delete.other': 'Borrar del historial de {name}',
    'consent.delete.self': 'Borrar de su historial',
    'consent.deny': 'No permitir',
    'consent.device': 'una aplicación de este dispositivo',
    'consent.duration': 'Conservar este acceso durante {wait} como máximo',
    'consent.duration.after': 'Después tendrá que pedirle que vuelva a iniciar sesión',
    'consent.email': 'Ver su correo electrónico',
    'consent.email.more': 'Y si usted lo ha confirmado',
    'consent.heading': '¿Permitir que {app} actúe en su nombre?',
    'consent.heading.identity': '¿Iniciar sesión en {app}?',
    'consent.identity': 'Saber quién es usted',
    'consent.identity.id': 'Un identificador de su cuenta y cuándo inició sesión',
    'consent.identity.name': 'Su nombre, su función y cuándo inició sesión',
    'consent.known': 'Ya lo permitió antes',
    'consent.lead': 'Ha iniciado sesión como {who}. Si lo permite, la aplicación podrá:',
    'consent.lead.account': 'Ha iniciado sesión como {who} {account}. Si lo permite, la aplicación podrá:',
    'consent.new': 'Nuevo',
    'consent.no_records': 'No ver ningún registro',
    'consent.no_records.more': 'Sabe quién es usted, y nada de sus registros',
    'consent.offline': 'Conservar este acceso cuando usted no esté',
    'consent.offline.more':
      'Durante {longest} como máximo, o hasta que usted la desactive; termina antes si la aplicación no lo usa durante {unused}',
    'consent.patient': 'la persona que usted eligió',
    'consent.privacy': 'Cómo trata la aplicación sus datos (pestaña nueva)',
    'consent.profile': 'Ver su propio perfil',
    'consent.profile.more': 'Como su nombre, fecha de nacimiento, dirección y teléfono',
    'consent.publisher': 'De {publisher}.',
    'consent.read.all': 'Ver en todos los historiales que usted puede abrir',
    'consent.read.other': 'Ver en el historial de {name}',
    'consent.read.self': 'Ver en su historial',
    'consent.remembered': 'Recordamos su respuesta como máximo {longest}. Puede verla y desactivarla en {account}.',
    'consent.title': 'Permitir el acceso',
    'consent.whole': 'Leer y modificar datos en {project}',
    'consent.whole.more': 'Todo lo que usted puede leer y modificar allí como {role}, y nada más',
    'consent.write.all': 'Modificar en todos los historiales que usted puede abrir',
    'consent.write.other': 'Modificar en el historial de {name}',
    'consent.write.self': 'Modificar en su historial',

    'enroll.code': 'Código de la aplicación',
    'enroll.email': 'Usar códigos por correo electrónico',
    'enroll.email_only.button': 'Enviarme un código',
    'enroll.email_only.lead':
      '{project} pide un segundo paso al iniciar sesión. Cada vez enviaremos un código a {email}.',
    'enroll.heading': 'Proteja su cuenta',
    'enroll.key': '¿No puede escanearlo? Escriba esta clave en la aplicación:',
    'enroll.lead':
      '{project} pide un segundo paso al iniciar sesión. Escanee esta imagen con una aplicación de autenticación de su teléfono y escriba el código que muestra.',
    'enroll.qr': 'Código QR para su aplicación de autenticación',
    'enroll.wrong': 'Este código no funciona. Escriba el código que la aplicación muestra ahora.',

    'external.button': 'Continuar con {provider}',
    'external.declined.heading': 'No ha iniciado sesión',
    'external.declined.text':
      '{provider} no inició su sesión, o usted prefirió no hacerlo. Empiece de nuevo o pida ayuda a {provider}.',
    'external.gone.heading': 'Esta forma de iniciar sesión ya no está disponible',
    'external.gone.text':
      'Se acaba de cambiar o eliminar. Nadie inició sesión. Empiece otra vez desde la aplicación que usa.',
    'external.link.ask':
      'Inició sesión con {provider}, pero aquí todavía no se conoce a nadie por esa cuenta. Si tiene una cuenta aquí, demuestre una vez que es suya para seguir a {app}.',
    'external.link.button': 'Conectar y continuar',
    'external.link.code': 'Su cuenta pide un segundo paso. Escriba de nuevo la contraseña y un código.',
    'external.link.create': 'No tengo cuenta aquí',
    'external.link.heading': 'Conecte su cuenta',
    'external.link.proof':
      'Inició sesión con {provider}, y puede que ya tenga una cuenta aquí. Escriba su contraseña una vez para seguir a {app}.',
    'external.link.who': 'Después, iniciar sesión con {provider} como {who} abrirá su cuenta aquí.',
    'external.lost.heading': 'Este inicio de sesión no puede continuar',
    'external.lost.text':
      'Se empezó en otro navegador, tardó demasiado o ya se había terminado. No se ha iniciado ninguna sesión: empiece de nuevo desde la aplicación que usa.',
    'external.misconfigured.heading': 'Esta forma de iniciar sesión no está lista',
    'external.misconfigured.text':
      'El inicio de sesión con {provider} no está bien configurado. Avise a quienes gestionan la aplicación.',
    'external.not_anew.heading': 'La aplicación pide que inicie sesión de nuevo',
    'external.not_anew.text':
      'Para este paso la aplicación pide que inicie sesión de nuevo, y {provider} no ha mostrado que lo hiciera. Cierre la sesión allí y empiece otra vez; si no sirve, avise a quienes gestionan la aplicación.',
    'external.onward.heading': 'Pasando a {provider}…',
    'external.onward.other': 'Usar otra dirección o iniciar sesión de otra forma',
    'external.onward.text':
      'Inicia sesión en {app} con {provider}. Si su página no se abre por sí sola, pulse el botón.',
    'external.or': 'o',
    'external.other_account.heading': 'Elija otra cuenta',
    'external.other_account.text':
      'Esta aplicación no acepta la cuenta de {provider} que usó. Use su cuenta …@{domain}.',
    'external.other_person.heading': 'La aplicación espera a otra persona',
    'external.other_person.text': 'Inicie sesión en {provider} con la cuenta que usó antes en esta aplicación.',
    'external.refused.heading': 'No puede iniciar sesión de esta forma',
    'external.refused.text':
      'Lo que {provider} dice de usted no abre nada aquí. Pregunte a quienes gestionan la aplicación.',
    'external.several.heading': 'Tiene una cuenta en varios proyectos',
    'external.several.text':
      'Su cuenta de {provider} abre una en cada uno de ellos. Abra la página de la cuenta en la dirección del proyecto que quiera: añada /projects/, el id del proyecto y /account a la dirección de este servidor. Quienes gestionan su aplicación conocen el id.',
    'external.someone_here.heading': 'Otra persona tiene la sesión iniciada aquí',
    'external.someone_here.text': 'Cierre primero la sesión. Después abra su cuenta e inicie sesión con {provider}.',
    'external.switch.button': 'Continuar',
    'external.switch.heading': 'Aquí hay otra persona con la sesión iniciada',
    'external.switch.text':
      'Iniciar sesión con {provider} como {who} cierra la sesión de la persona que la tiene abierta ahora en este navegador. Si no lo ha pedido, cierre esta página.',
    'external.trial.heading': 'Funciona',
    'external.trial.text':
      '{provider} respondió por usted. No se ha iniciado ninguna sesión ni se ha cambiado nada, salvo que esta configuración cuenta como probada.',
    'external.trial_failed.heading': 'Todavía no funciona',
    'external.trial_failed.text':
      'No se ha iniciado ninguna sesión ni se ha cambiado nada: esta configuración no cuenta como probada. Esto es lo que se encontró, para quien la configura.',
    'external.unavailable.heading': 'Esa forma de iniciar sesión no funciona ahora',
    'external.unavailable.text':
      '{provider} no responde como debe y usted no ha iniciado sesión. Inténtelo de nuevo en un minuto o, si puede, de otra forma.',
    'external.unknown.heading': 'Todavía no hay una cuenta para usted aquí',
    'external.unknown.text':
      '{provider} le conoce, pero nadie le ha invitado aquí. Pida una invitación a quienes gestionan la aplicación.',
    'external.unlinked.heading': 'Su cuenta todavía no está vinculada',
    'external.unlinked.text':
      'Su cuenta de {provider} no abre su cuenta aquí. Inicie sesión con su dirección de correo electrónico y su contraseña, o use primero {provider} en una aplicación: allí puede vincular las dos.',
    'external.untrusted.heading': 'No pudimos confiar en ese inicio de sesión',
    'external.untrusted.text':
      'Lo que llegó de {provider} no era correcto, así que no se ha iniciado ninguna sesión. Empiece de nuevo; si vuelve a pasar, avise a quienes gestionan la aplicación.',
    'external.unverified.heading': 'Su dirección de correo no está confirmada',
    'external.unverified.text':
      '{provider} no dice que su dirección de correo sea suya. Confírmela allí y empiece de nuevo.',

    'factor.account.app': 'Abra su aplicación de autenticación y escriba el código que muestra, para abrir su cuenta.',
    'factor.account.email': 'Enviamos un código a {email}. Escríbalo para abrir su cuenta.',
    'factor.account.recovery':
      'Escriba uno de los códigos que guardó, para abrir su cuenta. Cada código sirve una sola vez.',
    'factor.account.sms':
      'Enviamos un mensaje de texto con un código al número {number}. Escríbalo para abrir su cuenta.',
    'factor.app.lead': 'Abra su aplicación de autenticación y escriba el código que muestra, para continuar en {app}.',
    'factor.button': 'Continuar',
    'factor.code': 'Código',
    'factor.code.hint': 'Seis cifras. Los espacios no importan.',
    'factor.email.lead': 'Enviamos un código a {email}. Escríbalo para continuar en {app}.',
    'factor.heading': 'Escriba su código',
    'factor.lost': 'Perdí mi teléfono',
    'factor.mail': 'Enviarme un código por correo electrónico',
    'factor.mail_again': 'Enviar un código nuevo',
    'factor.mail_failed': 'No pudimos enviar el correo. Inténtelo de nuevo.',
    'factor.mail_limit': 'Le enviamos muchos correos en la última hora. Espere un poco o elija otra forma.',
    'factor.missing': 'Escriba el código.',
    'factor.new_place': 'Se lo pedimos porque no ha iniciado sesión antes con este navegador.',
    'factor.passkey.heading': 'Confirme con su clave de acceso',
    'factor.passkey.lead': 'Use una de sus claves de acceso para continuar en {app}.',
    'factor.passkey.touched':
      'Tocar la clave de acceso no basta para continuar en {app}. Deje que su dispositivo compruebe que es usted, o inicie sesión antes con su contraseña.',
    'factor.recovery.code': 'Código de recuperación',
    'factor.recovery.heading': 'Escriba un código de recuperación',
    'factor.recovery.hint': 'Veinticuatro letras y cifras, como 7K2M-9QXT-R4VB-3HWE-5D0N-8PCJ.',
    'factor.recovery.lead':
      'Escriba uno de los códigos que guardó, para continuar en {app}. Cada código sirve una sola vez.',
    'factor.remember': 'No volver a preguntarme en este navegador durante {wait}',
    'factor.remember.more':
      'Solo en un dispositivo que usa usted sin compartirlo. Termina cuando cambia su contraseña o un segundo paso.',
    'factor.sms.lead':
      'Enviamos un mensaje de texto con un código al número {number}. Escríbalo para continuar en {app}.',
    'factor.text': 'Enviarme un código por mensaje de texto',
    'factor.use_app': 'Usar mi aplicación de autenticación',
    'factor.use_recovery': 'Usar un código de recuperación',
    'factor.weak_password': 'Se lo pedimos porque su contraseña es fácil de adivinar. Después elegirá una nueva.',
    'factor.wrong': 'Este código no funciona. Cada código sirve una vez y por poco tiempo: escriba uno nuevo.',

    'factors.add': 'Añadir una aplicación de autenticación',
    'factors.add.lead':
      'Escanee esta imagen con una aplicación de autenticación de su teléfono y escriba el código que muestra.',
    'factors.add_email': 'Permitir también códigos por correo',
    'factors.add_number': 'Añadir un número de teléfono',
    'factors.back': 'Volver a su segundo paso',
    'factors.browsers': 'Navegadores en los que no se pide',
    'factors.browsers.forget': 'Volver a pedirlo aquí',
    'factors.browsers.hint': 'En estos navegadores basta su contraseña por un tiempo.',
    'factors.browsers.until': 'Hasta el {until}',
    'factors.done.added': 'Se añadió. Desde ahora lo pediremos cuando inicie sesión con su contraseña.',
    'factors.done.demanded': 'Es su único segundo paso, y un proyecto que usted usa lo pide. Añada otro primero.',
    'factors.done.forgotten': 'Desde ahora volveremos a pedir allí su segundo paso.',
    'factors.done.removed': 'Se quitó.',
    'factors.done.renamed': 'Ya tiene su nuevo nombre.',
    'factors.heading': 'Su segundo paso',
    'factors.kind.email': 'Códigos por correo electrónico',
    'factors.kind.sms': 'Códigos por mensaje de texto',
    'factors.kind.totp': 'Aplicación de autenticación',
    'factors.lead':
      'Después de la contraseña, pedimos uno de estos. Así nadie puede iniciar sesión solo con su contraseña.',
    'factors.name': 'Nombre',
    'factors.none': 'Todavía ninguno. Añada uno, para que su contraseña sola no abra nada.',
    'factors.recovery.left': { one: 'Queda {count} código.', other: 'Quedan {count} códigos.' },
    'factors.recovery.make': 'Crear nuevos códigos de recuperación',
    'factors.recovery.none': 'Todavía ninguno. Con ellos podrá iniciar sesión si pierde su teléfono.',
    'factors.remove': 'Quitar',
    'factors.rename': 'Guardar nombre',
    'factors.since': 'Añadido el {since}',
    'factors.to': 'A {email}',
    'factors.used': 'Último uso: {at}',

    'failure.fault.heading': 'Algo ha fallado',
    'failure.fault.text': 'El error es nuestro, no suyo. Vuelva a intentarlo dentro de unos minutos.',
    'failure.foreign.heading': 'Este formulario viene de otro sitio',
    'failure.foreign.text': 'Abra {host} usted mismo, o empiece de nuevo desde la aplicación que usa.',
    'failure.malformed.heading': 'Eso no ha funcionado',
    'failure.malformed.text': 'No se pudo leer lo que envió su navegador. Vuelva atrás e inténtelo otra vez.',
    'failure.missing.heading': 'Esta página no existe',
    'failure.missing.text': 'Revise la dirección, o empiece de nuevo desde la aplicación que usa.',
    'failure.throttled.heading': 'Demasiados intentos',
    'failure.throttled.text': 'Espere {wait} y vuelva a intentarlo.',
    'failure.tooLarge.heading': 'Es demasiado',
    'failure.tooLarge.text':
      'Lo que envió su navegador es más de lo que este servidor acepta. Vuelva atrás y envíe menos.',
    'failure.trace': 'Si pide ayuda, indique {trace}.',
    'failure.unavailable.heading': 'Ahora mismo no estamos disponibles',
    'failure.unavailable.text': 'No se ha perdido nada de lo que hizo. Vuelva a intentarlo dentro de un minuto.',

    'field.email': 'Correo electrónico',
    'field.email.invalid': 'Escriba un correo electrónico como nombre@example.org.',
    'field.email.missing': 'Escriba su correo electrónico.',
    'field.first': 'Nombre',
    'field.first.missing': 'Escriba su nombre.',
    'field.last': 'Apellidos',
    'field.last.missing': 'Escriba sus apellidos.',
    'field.name.invalid': 'Escriba un nombre de 128 letras como máximo.',
    'field.password': 'Contraseña',
    'field.password.breached':
      'Esta contraseña se conoce por una filtración de datos en otro sitio, así que los atacantes la prueban. Elija otra.',
    'field.password.caps': 'El bloqueo de mayúsculas está activado.',
    'field.password.combined':
      'Esta contraseña está hecha de contraseñas comunes, una tras otra. Elija otra; varias palabras son fáciles de recordar.',
    'field.password.count': '{typed} de al menos {least} caracteres',
    'field.password.listed':
      'Muchas personas usan esta contraseña, así que los atacantes la prueban primero. Elija otra; varias palabras son fáciles de recordar.',
    'field.password.missing': 'Escriba su contraseña.',
    'field.password.new': 'Contraseña nueva',
    'field.password.personal':
      'Esta contraseña está hecha de su nombre, su dirección o nuestro nombre. Elija otra; varias palabras son fáciles de recordar.',
    'field.password.repeated':
      'Esta contraseña repite un texto corto una y otra vez. Elija otra; varias palabras son fáciles de recordar.',
    'field.password.rule': 'Al menos 15 caracteres. Varias palabras seguidas son fáciles de recordar.',
    'field.password.show': 'Mostrar la contraseña',
    'field.password.too_long': 'Elija una contraseña de 256 caracteres como máximo.',
    'field.password.too_short':
      'Elija una contraseña de al menos 15 caracteres; varias palabras son fáciles de recordar.',
    'field.password.too_short_beside_factor': 'Elija una contraseña de al menos 8 caracteres.',
    'field.password.walk':
      'Esta contraseña es una serie de teclas, letras o cifras seguidas. Elija otra; varias palabras son fáciles de recordar.',

    'flow.again': 'Volver a iniciar sesión',
    'flow.as_other': 'Iniciar sesión con otra cuenta',
    'flow.back': 'Volver al inicio de sesión',
    'flow.enroll_elsewhere.heading': 'Proteja primero su cuenta',
    'flow.enroll_elsewhere.text':
      'Este proyecto pide un segundo paso al iniciar sesión. Abra la página de su cuenta, inicie sesión allí con su contraseña y añada uno. Después, inicie sesión de nuevo.',
    'flow.expired.heading': 'Ha pasado demasiado tiempo',
    'flow.expired.text': 'El inicio de sesión quedó abierto demasiado tiempo. No se compartió nada; empiece de nuevo.',
    'flow.granted.heading': 'Ha iniciado sesión',
    'flow.granted.text': 'Vuelva a la aplicación. Si ya no la ve, inicie sesión otra vez.',
    'flow.lost.heading': 'Empiece de nuevo desde la aplicación',
    'flow.lost.text':
      'Este inicio de sesión no está abierto en este navegador: ha terminado, o el navegador no guarda nuestras cookies. Permita las cookies de este sitio, vuelva a la aplicación e inicie sesión allí.',
    'flow.make_patient.heading': 'Todavía no tiene un historial aquí',
    'flow.make_project.heading': 'Su proyecto todavía no está creado',
    'flow.make_project.text': 'Créelo en la aplicación en la que se registró y vuelva a iniciar sesión.',
    'flow.no_membership.heading': 'Ya no tiene acceso',
    'flow.no_membership.text': 'Pida a quien dirige este proyecto que le vuelva a dar acceso.',
    'flow.blocked_address.heading': 'No puede iniciar sesión desde esta red',
    'flow.blocked_address.text':
      'Este proyecto solo permite iniciar sesión desde determinadas redes, por ejemplo la del trabajo. Conéctese a una de ellas y vuelva a iniciar sesión. Si cree que es un error, pregunte a quien dirige este proyecto.',
    'flow.revoked.heading': 'Este inicio de sesión ha terminado',
    'flow.revoked.text': 'Se cerró, o la aplicación fue desactivada.',
    'flow.start.heading': 'Empiece desde la aplicación',
    'flow.start.text':
      'El inicio de sesión empieza en la aplicación que quiere usar: ábrala y elija allí iniciar sesión.',

    'forgot.button': 'Enviar el enlace',
    'forgot.heading': '¿Olvidó su contraseña?',
    'forgot.lead': 'Le enviamos un enlace para elegir otra.',
    'forgot.wait':
      'Necesitamos asegurarnos de que usted no es un programa. Espere 30 segundos y vuelva a pulsar el botón.',

    'home.account': 'Ver su cuenta',
    'home.awaited':
      'Este servidor aún no tiene administrador. Si usted lo gestiona, abra el enlace del archivo {file} de su carpeta de datos.',
    'home.guides': 'Las guías empiezan en {guide}, en el código fuente.',
    'home.heading': 'Le damos la bienvenida',
    'home.health': 'Ver si el servidor funciona bien',
    'home.inbox': 'Ver los correos que este servidor enviaría',
    'home.lead':
      'Este servidor inicia la sesión de las personas en las aplicaciones de su centro de salud. Para usar una aplicación, ábrala directamente.',
    'home.link': 'Ir a la página de inicio',
    'home.operators': 'Para quienes gestionan este servidor',

    'link.dead.ask': 'Pedir una contraseña nueva',
    'link.dead.heading': 'Este enlace no sirve',
    'link.dead.text':
      'Ya se usó, ha caducado o fue sustituido por otro más nuevo. Abra el mensaje más reciente que tenga de nosotros, o pida otro.',
    'link.invite.button': 'Guardar la contraseña',
    'link.invite.heading': 'Elija una contraseña',
    'link.invite.lead': 'Con ella iniciará sesión como {email}.',
    'link.joined.heading': 'Ya tiene una cuenta',
    'link.joined.text':
      'Aquello a lo que le invitaron se ha añadido a ella. La contraseña que acaba de elegir no se ha guardado: vaya a la aplicación e inicie sesión con la contraseña que ya tiene.',
    'link.notme.button': 'Anular el enlace',
    'link.notme.heading': '¿No fue usted?',
    'link.notme.lead': 'Anule aquí el enlace del correo. Después no funcionará para nadie. No cambia nada más.',
    'link.ended.heading': 'El enlace está anulado',
    'link.ended.text':
      'Ya no funciona para nadie. No tiene que hacer nada más. Si recibe más correos como este, avise a quienes los envían.',
    'link.onward.account': 'Ir a su cuenta',
    'link.onward.app': 'Continuar a {app}',
    'link.owner': 'la persona a quien se envió este enlace',
    'link.reset.button': 'Guardar la contraseña nueva',
    'link.reset.heading': 'Elija una contraseña nueva',
    'link.reset.lead': 'Con ella iniciará sesión como {email}.',
    'link.set.heading': 'Su contraseña está guardada',
    'link.set.text':
      'Vuelva a la aplicación que quiere usar e inicie sesión con su correo electrónico y la contraseña nueva. Donde tenía una sesión abierta, tendrá que volver a iniciarla.',
    'link.undoemail.button': 'Deshacerlo y bloquear mi cuenta',
    'link.undoemail.heading': '¿No fue usted?',
    'link.undoemail.lead':
      'La dirección de su cuenta cambió de {old} a {email}. Si no fue usted, deshágalo. Se cerrarán todas las sesiones y la cuenta quedará bloqueada hasta que elija una contraseña nueva. Se quitarán las claves de acceso y los segundos pasos añadidos desde entonces.',
    'link.undone.heading': 'Su cuenta está bloqueada',
    'link.undone.text':
      'Nadie tiene una sesión abierta en ella. Otra cuenta tiene ahora su dirección, así que no puede abrir esta por su cuenta: consulte a su organización.',
    'link.verified.heading': 'Su dirección está confirmada',
    'link.verified.text': 'Vuelva a la aplicación en la que se registró e inicie sesión allí.',
    'link.verify-email.button': 'Confirmar la dirección',
    'link.verify-email.heading': '¿Es esta su dirección?',
    'link.verify-email.lead': 'Escriba la contraseña que eligió al registrarse, para confirmar {email}.',
    'link.verify-email.wrong': 'Esta no es la contraseña que se eligió al registrarse.',

    'mail.greeting': 'Hola, {name}:',
    'mail.not_me': '¿No fue usted? Avísenos y el enlace dejará de funcionar:',
    'mail.button.accept': 'Aceptar la invitación',
    'mail.button.account': 'Abrir su cuenta',
    'mail.button.changes': 'Ver qué cambiaría',
    'mail.button.confirm': 'Confirmar su dirección',
    'mail.button.continue': 'Continuar',
    'mail.button.enter_code': 'Escribir el código',
    'mail.button.new_password': 'Elegir una contraseña nueva',
    'mail.button.not_me': 'No fui yo',
    'mail.button.recover': 'Recuperar su cuenta',
    'mail.button.sign_in': 'Iniciar sesión',
    'mail.button.stop': 'Detenerlo',
    'mail.invite.until': 'El enlace funciona una vez, hasta el {until}.',
    'mail.invite.not_me': '¿No lo esperaba, o su nombre no es el de arriba? Avísenos y el enlace dejará de funcionar:',
    'mail.invite.administrator': 'La administración',
    'mail.access.ignore': '¿No lo esperaba? Ignore este correo: no pasa nada hasta que inicie sesión.',
    'mail.domain_missing.subject': 'Falta el registro DNS de {domain} ({host})',
    'mail.domain_missing.text':
      'Su proyecto en {host} da acceso a las personas que tienen una dirección de {domain}. Hoy no se encontró el registro DNS que muestra que el dominio es suyo:',
    'mail.domain_missing.advice':
      'Publíquelo de nuevo. Después de {days} días seguidos sin él, nadie con una dirección de {domain} podrá iniciar sesión, salvo la cuenta de emergencia. Si el dominio ya no es suyo, quítelo del proyecto.',
    'mail.domain_suspended.subject': 'El inicio de sesión para {domain} está suspendido ({host})',
    'mail.domain_suspended.text': 'El registro DNS que muestra que {domain} es suyo falta desde hace una semana:',
    'mail.domain_suspended.advice':
      'Desde ahora, nadie con una dirección de {domain} puede iniciar sesión con ella en {host}, salvo la cuenta de emergencia. Publique de nuevo el registro y hágalo verificar, o quite el dominio del proyecto.',
    'mail.domain_back.subject': 'El inicio de sesión para {domain} funciona de nuevo ({host})',
    'mail.domain_back.text':
      'Se encontró de nuevo el registro DNS que muestra que {domain} es suyo. Las personas con una dirección de {domain} pueden iniciar sesión en {host}.',
    'mail.emergency_used.subject': 'Se usó la cuenta de emergencia ({host})',
    'mail.emergency_used.text':
      '{email}, la cuenta de emergencia del proyecto, inició sesión en {host} el {at} desde {address}. Las reglas de los dominios no se aplican a esta cuenta. Si no lo hizo nadie de la administración, cierre las sesiones de la cuenta, elija otra cuenta de emergencia y haga cambiar la contraseña.',
    'mail.account_deleted.subject': 'Su cuenta está eliminada ({host})',
    'mail.account_deleted.text':
      'Su cuenta en {host} está eliminada, como pidió. Este es el último mensaje sobre ella.',
    'mail.account_frozen.subject': 'Su cuenta está bloqueada ({host})',
    'mail.account_frozen.text':
      'Usted deshizo el cambio de su dirección de correo en {host}. Se cerraron todas las sesiones, y su cuenta está bloqueada hasta que elija una contraseña nueva: {reset} El enlace sirve una vez, durante una hora. Después, pida una contraseña nueva en la página de inicio de sesión.',
    'mail.activation.expiry': 'El código sirve una sola vez, durante 24 horas.',
    'mail.activation.how':
      'Escríbalo con su fecha de nacimiento en esta página, después de iniciar sesión o de crear una cuenta:',
    'mail.activation.subject': 'Su código para su historial médico ({host})',
    'mail.activation.text':
      'Su organización de salud le envía este código. Con él, su cuenta en {host} abre su historial médico. No se lo dé a nadie. Si no lo ha pedido, no haga caso de este mensaje.',
    'mail.code.subject': '{code} es su código ({host})',
    'mail.code.text':
      'Su código para {host} es {code}. Sirve una vez, durante diez minutos, y solo donde lo pidió. Nadie de {host} se lo pedirá nunca. Si no lo pidió, alguien puede conocer su contraseña. Elija una nueva aquí:',
    'mail.deletion_asked.subject': 'Su cuenta se eliminará ({host})',
    'mail.deletion_asked.text':
      'Usted nos pidió eliminar su cuenta en {host}. Se han cerrado todas las sesiones. Se eliminará el {at}. Para conservarla, inicie sesión antes: {page} Si no fue usted, hágalo ahora y cambie la contraseña.',
    'mail.deletion_asked_old.subject': 'Su cuenta se eliminará ({host})',
    'mail.deletion_asked_old.text':
      'Alguien nos pidió eliminar la cuenta en {host} que tenía esta dirección hasta su cambio reciente. Se eliminará el {at}. Si no fue usted, deshaga el cambio de dirección con el enlace de nuestro correo al respecto. Así también se conserva la cuenta.',
    'mail.deletion_cancelled.subject': 'Su cuenta se conserva ({host})',
    'mail.deletion_cancelled.text': 'Su cuenta en {host} no se eliminará. Puede volver a pedirlo cuando quiera: {page}',
    'mail.email_asked.subject': 'Confirme su nueva dirección ({host})',
    'mail.email_asked.text':
      'Un administrador pide que esta sea la dirección de su cuenta en {host}, en lugar de {old}. Si está de acuerdo, inicie sesión como hasta ahora en un plazo de siete días y confírmelo: {page} Si no lo esperaba, no haga caso de este mensaje: nada cambia.',
    'mail.email_asked_old.subject': 'Un administrador pide cambiar su dirección ({host})',
    'mail.email_asked_old.text':
      'Un administrador pide cambiar la dirección de su cuenta en {host} a {email}. Solo cambia si usted lo confirma: {page} Si no lo esperaba, no lo confirme y consulte a su organización.',
    'mail.email_changed.subject': 'Su dirección de correo ha cambiado ({host})',
    'mail.email_changed.text':
      'La dirección de su cuenta en {host} acaba de cambiar a {email}. Si no fue usted, abra esta página en un plazo de siete días. Deshace el cambio, cierra todas las sesiones y le permite elegir una contraseña nueva: {undo}',
    'mail.email_changed_new.subject': 'Esta es ahora su dirección ({host})',
    'mail.email_changed_new.text': 'A partir de ahora, inicie sesión en {host} con esta dirección: {email}',
    'mail.email_code.subject': '{code} confirma su nueva dirección ({host})',
    'mail.email_code.text':
      'Alguien, esperamos que usted, quiere usar esta dirección para una cuenta en {host}. El código es {code}. Sirve una vez, durante diez minutos, en la página que lo pide: {page} Si no fue usted, no haga caso de este mensaje.',
    'mail.email_moved_old.subject': 'Su invitación se ha enviado a otra dirección ({host})',
    'mail.email_moved_old.text':
      'Un administrador ha enviado la invitación a su cuenta en {host} a otra dirección. El enlace de este buzón ya no funciona. Si no lo esperaba, consulte a su organización.',
    'mail.factor_added.subject': 'Se añadió un segundo paso a su cuenta ({host})',
    'mail.factor_added.text':
      'Desde ahora, su cuenta en {host} pide un código después de la contraseña. Si no fue usted, abra su cuenta, quite lo que no conozca y cambie la contraseña: {account}',
    'mail.factor_removed.subject': 'Se quitó un segundo paso de su cuenta ({host})',
    'mail.factor_removed.text':
      'Se acaba de quitar una forma de confirmar sus inicios de sesión en {host}. Si no fue usted, abra su cuenta, cambie la contraseña y cierre todas las sesiones: {account}',
    'mail.new_place.subject': 'Inicio de sesión con un navegador nuevo ({host})',
    'mail.new_place.text':
      'Acaba de iniciar sesión en {host} con un navegador o dispositivo que no había usado allí, desde la dirección {address}. Si fue usted, no tiene que hacer nada. Si no, cambie su contraseña y cierre todas las sesiones: {account}',
    'mail.recovery_cancelled.subject': 'La recuperación de su cuenta terminó ({host})',
    'mail.recovery_cancelled.text':
      'Ya nadie recupera su cuenta en {host}: alguien lo detuvo, usted usó su segundo paso anterior o el plazo terminó. No se quitó nada. Si todavía no puede iniciar sesión, empiece de nuevo en la página de inicio de sesión.',
    'mail.recovery_completed.subject': 'Su cuenta fue recuperada ({host})',
    'mail.recovery_completed.text':
      'Su cuenta en {host} tiene un nuevo segundo paso. Los anteriores, sus claves de acceso y sus códigos de recuperación se quitaron, y se cerraron todas las sesiones. Si no fue usted, avise enseguida a quienes la administran.',
    'mail.recovery_confirmed.subject': 'Su cuenta podrá recuperarse pronto ({host})',
    'mail.recovery_confirmed.text':
      'Las dos pruebas para su cuenta en {host} están completas. Se podrá configurar un nuevo segundo paso desde {at}, en el navegador donde esto empezó.',
    'mail.recovery_link.subject': 'Recupere su cuenta ({host})',
    'mail.recovery_link.text':
      'Alguien, esperamos que usted, perdió el segundo paso de su cuenta en {host}, por ejemplo un teléfono. Si no fue usted, ignore este mensaje: nada ha cambiado. Para recuperar la cuenta, abra este enlace en el dispositivo que va a seguir usando. Sirve una sola vez, durante un día:',
    'mail.recovery_made.subject': 'Nuevos códigos de recuperación ({host})',
    'mail.recovery_made.text':
      'Se acaban de crear nuevos códigos de recuperación para su cuenta en {host}. Los anteriores ya no sirven. Si no fue usted, abra su cuenta y cambie la contraseña: {account}',
    'mail.sign_in.subject': '{code} es su código para iniciar sesión ({host})',
    'mail.sign_in.code': 'Su código para iniciar sesión en {host} es {code}. Escríbalo en el navegador donde lo pidió.',
    'mail.sign_in.link': 'O abra este enlace en ese navegador:',
    'mail.sign_in.never':
      'El código y el enlace sirven una vez, durante diez minutos. Nadie de {host} le pedirá nunca el código. Si no pidió iniciar sesión, no haga caso de este correo.',
    'mail.recovery_ready.subject': 'Ya puede recuperar su cuenta ({host})',
    'mail.recovery_ready.text':
      'El tiempo de espera de su cuenta en {host} terminó. Abra esta página en el navegador donde empezó:',
    'mail.recovery_started.subject': 'Se está recuperando su cuenta ({host})',
    'mail.recovery_started.text':
      'Alguien, esperamos que usted o un administrador a quien se lo pidió, empezó a recuperar su cuenta en {host}, porque se perdió su segundo paso. Todavía no se quitó nada.',
    'mail.recovery_stop.text': 'Si no fue usted, deténgalo aquí:',
    'mail.invite.subject': 'Invitación a {project} ({host})',
    'mail.invite.text': '{inviter} le invita a {project}. Para aceptar, elija una contraseña aquí:',
    'mail.access.own':
      '{inviter} le dio acceso a {project}. Ya tiene una cuenta en {host}: inicie sesión con ella como siempre.',
    'mail.access.organisation':
      '{inviter} le dio acceso a {project} en {host}. No necesita una contraseña nueva. Inicie sesión con la cuenta de su organización ({domain}):',
    'mail.access.unexpected': '¿No lo esperaba? No pasa nada hasta que inicie sesión. Puede ver su cuenta aquí:',
    'mail.verify_email.subject': 'Confirme su dirección ({host})',
    'mail.verify_email.text':
      'Alguien, esperamos que usted, creó una cuenta con esta dirección. Para confirmar que es suya, abra esta página e introduzca la contraseña que eligió:',
    'mail.verify_email.expiry':
      'El enlace funciona una vez, durante un día. Sin la contraseña, la cuenta no sirve de nada.',
    'mail.reset.subject': 'Elija una contraseña nueva ({host})',
    'mail.reset.text': 'Alguien, esperamos que usted, pidió una contraseña nueva. Elíjala aquí:',
    'mail.reset.expiry': 'El enlace funciona una vez, durante una hora. Si no lo usa, su contraseña queda como está.',
    'mail.registered.subject': 'Ya tiene una cuenta ({host})',
    'mail.registered.text':
      'Alguien, quizá usted, intentó crear una cuenta en {host} con esta dirección. Ya tiene una: inicie sesión con ella. Si no fue usted, no tiene que hacer nada. Si olvidó su contraseña, pida una nueva aquí:',
    'mail.password_changed.subject': 'Se cambió su contraseña ({host})',
    'mail.password_changed.text':
      'Se acaba de cambiar la contraseña de su cuenta en {host}, y sus otras sesiones se han cerrado. Si no fue usted, pida una contraseña nueva de inmediato:',
    'mail.password_listed.subject': 'Su contraseña es fácil de adivinar ({host})',
    'mail.password_listed.text':
      'La contraseña de su cuenta en {host} está en una lista de contraseñas comunes, que los atacantes prueban primero. Elija otra aquí:',
    'mail.password_listed.expiry':
      'El enlace funciona una vez, durante una hora. Después, pida una contraseña nueva en la página de inicio de sesión.',
    'mail.password_disabled.subject': 'Demasiadas contraseñas incorrectas ({host})',
    'mail.password_disabled.text':
      'Alguien, quizá usted, introdujo demasiadas contraseñas incorrectas para su cuenta en {host}. Nadie entró. Por seguridad, su contraseña funciona ahora solo donde ha iniciado sesión en las últimas semanas. Para usarla en otro lugar, pida una nueva aquí:',
    'mail.identity_linked.subject': 'Nueva forma de iniciar sesión ({host})',
    'mail.identity_linked.text':
      'Se acaba de vincular una cuenta de {provider} a su cuenta en {host}, con su contraseña. Desde ahora, iniciar sesión con {provider} abre su cuenta. Puede desvincularla en la página de su cuenta. Si no fue usted, pida de inmediato una contraseña nueva, que también la desvincula:',
    'mail.identity_linked.unnamed': 'un proveedor externo',
    'mail.secret_replaced.subject': 'Se reemplazó el secreto de un cliente ({host})',
    'mail.secret_replaced.text':
      'Otro administrador de su proyecto en {host} acaba de crear un secreto nuevo para el cliente {client}, sin conocer el anterior. Si no sabe por qué, pregúntele y busque client.secret_rotated en el registro de auditoría. Quien tenga el secreto nuevo puede actuar como ese cliente. Puede desactivar el cliente.',
    'mail.passkey_added.subject': 'Nueva clave de acceso ({host})',
    'mail.passkey_added.text':
      'La clave de acceso «{name}» en {host} se acaba de añadir a su cuenta: desde ahora sirve para iniciar sesión. Si no fue usted, quítela en la página de sus claves de acceso y elija una contraseña nueva:',
    'mail.passkey_removed.subject': 'Se quitó una clave de acceso ({host})',
    'mail.passkey_removed.text':
      'La clave de acceso «{name}» en {host} se acaba de quitar de su cuenta, y sus otras sesiones se han cerrado. Si no fue usted, elija de inmediato una contraseña nueva y revise la página de sus claves de acceso:',
    'mail.passkey_copied.subject': 'Puede que alguien haya copiado su clave de acceso ({host})',
    'mail.passkey_copied.text':
      'La clave de acceso «{name}» en {host} se acaba de usar de un modo que solo es posible con una copia. La hemos rechazado. Si usted no tiene ninguna copia, quite esta clave en la página de sus claves de acceso y cree otra:',
    'mail.administrator_recovers.subject': 'Recuperación de la cuenta de un administrador ({host})',
    'mail.administrator_recovers.started':
      'Se trata de la cuenta {who} en {host}. Su titular ha empezado a recuperarla, tras perder los segundos factores.',
    'mail.administrator_recovers.confirmed':
      'Se trata de la cuenta {who} en {host}. Su titular puede recuperarla tras el tiempo de espera: se confirmó su identidad.',
    'mail.administrator_recovers.ready': 'Se trata de la cuenta {who} en {host}. Su titular puede recuperarla ahora.',
    'mail.administrator_recovers.completed':
      'Se trata de la cuenta {who} en {host}. Su titular la ha recuperado, con segundos factores nuevos.',
    'mail.administrator_recovers.cancelled':
      'Se trata de la cuenta {who} en {host}. Su titular ya no la recupera: se detuvo o ha caducado.',
    'mail.administrator_recovers.host':
      'Se trata de la cuenta {who} en {host}. Su titular puede recuperarla con un enlace que se acaba de crear en la propia máquina del servidor.',
    'mail.administrator_recovers.advice':
      'Si no sabe de ello, pregúntele ahora y deténgalo: en el registro de auditoría figura como recovery.started.',
    'mail.changes_wait.subject': 'Un programa pide su aprobación ({host})',
    'mail.changes_wait.text':
      'Un programa de su proyecto en {host} quiere cambiar lo que otros pueden hacer o cómo demuestran quiénes son. No ocurre nada hasta que un administrador lo apruebe. Vea qué cambiaría y apruébelo o rechácelo:',
    'mail.changes_wait.advice':
      'Los cambios sobre los que nadie decide caducan a los siete días. Si no conoce el programa, rechace el cambio y desactívelo: alguien puede tener su secreto.',
    'mail.recovery_used.subject': 'Se usó un código de recuperación ({host})',
    'mail.recovery_used.text':
      'Alguien, esperamos que usted, acaba de iniciar sesión en {host} con uno de sus códigos de recuperación. Códigos restantes: {left}. Si perdió su teléfono, quítelo de su cuenta y añada el nuevo. Si no fue usted, cambie la contraseña y cree códigos nuevos: {account}',

    'method.client_own.heading': 'Inicie sesión aquí con su contraseña',
    'method.client_own.text':
      'Esta aplicación no permite iniciar sesión con otro proveedor: vuelva atrás e inicie sesión con su correo electrónico y su contraseña.',
    'method.client_provider.heading': 'Esta aplicación tiene su propio inicio de sesión',
    'method.client_provider.text':
      'A esta aplicación se entra con su propio proveedor, no con una contraseña de aquí: empiece de nuevo en la aplicación.',
    'method.domain_provider.heading': 'Su organización inicia la sesión',
    'method.domain_provider.text':
      'Con esta dirección se entra a través de su organización, no con una contraseña de aquí: empiece de nuevo y continúe con su organización.',
    'method.domain_suspended.heading': 'El inicio de sesión para esta dirección está en pausa',
    'method.domain_suspended.text':
      'En este momento nadie con una dirección de esta organización puede iniciar sesión. Consulte a quienes se encargan de la informática en su organización.',
    'method.foreign_provider.heading': 'No es para esta aplicación',
    'method.foreign_provider.text':
      'El proveedor con el que inició sesión no da acceso a esta aplicación: empiece de nuevo en la aplicación.',
    'method.needs_device.heading': 'Use un dispositivo de su organización',
    'method.needs_device.text':
      'Esto requiere un dispositivo gestionado por su organización. Inicie sesión con su organización en un dispositivo así.',
    'method.not_by_mail.heading': 'Inicie sesión de otra forma',
    'method.not_by_mail.text': 'Aquí no basta con un código. Inicie sesión con su contraseña o una clave de acceso.',

    'number.again': 'Usar otro número',
    'number.code.lead': 'Enviamos un código a su teléfono. Escríbalo para añadir el número.',
    'number.country': 'No enviamos mensajes de texto a este país. Use otro número u otra forma.',
    'number.failed': 'No pudimos enviar el mensaje de texto. Inténtelo más tarde o elija otra forma.',
    'number.heading': 'Recibir códigos por mensaje de texto',
    'number.hint': 'Con el código del país, como +1 212 555 0123. Los espacios no importan.',
    'number.known': 'Ya tiene un número de teléfono. Quítelo primero.',
    'number.label': 'Número de teléfono móvil',
    'number.lead':
      'Enviamos un código a su teléfono cuando inicia sesión. Otras personas pueden obtener sus mensajes de texto: una aplicación de autenticación es más segura.',
    'number.limit': 'Enviamos muchos mensajes de texto en la última hora. Espere un poco o elija otra forma.',
    'number.malformed': 'Esto no es un número de teléfono. Empiece con + y el código del país, como +34.',
    'number.not_allowed':
      'Su organización ya no permite iniciar sesión por mensaje de texto. Pregunte allí cómo seguir.',
    'number.not_mobile': 'Este no es un número de teléfono móvil. Use uno que reciba mensajes de texto.',
    'number.unused': 'No ha usado este número desde hace 90 días, así que no le enviamos códigos. Elija otra forma.',
    'number.use': 'Usar mensajes de texto',

    'page.fault': 'Error: {title}',
    'page.languages': 'Idioma',

    'passkey.elsewhere':
      'Esta clave de acceso es de otra cuenta de este sitio, que aquí no tiene acceso. Elija otra clave de acceso o inicie sesión de otra forma.',
    'passkey.make': 'Crear una clave de acceso',
    'passkey.make.failed': 'No se creó ninguna clave de acceso. Vuelva a intentarlo.',
    'passkey.make.known': 'Este dispositivo ya tiene una clave de acceso para su cuenta.',
    'passkey.make.many':
      'Ya tiene todas las claves de acceso que puede tener una cuenta. Elimine antes una que no use.',
    'passkey.make.proof': 'Para añadir otra clave de acceso, confirme antes con una que ya tenga.',
    'passkey.make.refused': 'La clave de acceso no se aceptó. Vuelva a intentarlo.',
    'passkey.make.scripts':
      'Para crear una clave de acceso, active JavaScript en esta página. También puede continuar sin ella.',
    'passkey.offer.heading': '¿Iniciar sesión más rápido la próxima vez?',
    'passkey.offer.later': 'Ahora no',
    'passkey.offer.lead':
      'Con una clave de acceso inicia sesión con su huella, su cara o el código de su dispositivo. No hay contraseña que recordar, y nadie puede robarla con una página falsa.',
    'passkey.refused': 'La clave de acceso no se aceptó. Vuelva a intentarlo o inicie sesión de otra forma.',
    'passkey.stale': 'Ha tardado demasiado. Vuelva a intentarlo.',
    'passkey.unknown':
      'Esta clave de acceso no se conoce aquí. Puede que se haya eliminado. Elija otra o inicie sesión de otra forma.',
    'passkey.use': 'Iniciar sesión con una clave de acceso',
    'passkey.use.failed':
      'No se inició sesión con una clave de acceso. Vuelva a intentarlo o inicie sesión de otra forma.',
    'passkey.use.scripts':
      'Para iniciar sesión con una clave de acceso, active JavaScript en esta página. La contraseña funciona sin él.',

    'patient.born': 'Nacimiento: {date}',
    'patient.find': 'Buscar',
    'patient.find.hint': 'La fecha de nacimiento, así: {date}',
    'patient.find.label': 'Busque por nombre, fecha de nacimiento o número de historial',
    'patient.forbidden.heading': 'Usted no puede buscar pacientes',
    'patient.forbidden.text':
      '{app} trabaja con un paciente cada vez, y su acceso en {project} no le permite buscar a ninguno. Pregunte a quien le dio el acceso.',
    'patient.forbidden.title': 'Ningún historial que elegir',
    'patient.heading': '¿El historial de quién?',
    'patient.lead': '{app} trabaja con un paciente cada vez.',
    'patient.leave': 'Volver sin elegir',
    'patient.more': 'Hay más: escriba más letras del nombre, la fecha de nacimiento o el número de historial.',
    'patient.none': 'No hay nadie cuyo historial pueda abrir.',
    'patient.number': 'N.º {number}',
    'patient.unfound':
      'No se encontró a nadie cuyo historial pueda abrir. Pruebe con otra grafía o con menos letras del nombre.',
    'patient.unknown': 'Este paciente no está entre los que puede elegir. Elija otro.',
    'patient.unnamed': 'Sin nombre',

    'recover.button': 'Enviar el enlace',
    'recover.heading': '¿Perdió su teléfono?',
    'recover.lead':
      'Le enviamos un enlace para configurar un nuevo segundo paso. ¿Guardó un código de recuperación? Entonces vuelva atrás y úselo: es más rápido.',
    'recover.mailed.heading': 'Revise su correo',
    'recover.mailed.text':
      'Si hay una cuenta con esa dirección que tiene un segundo paso, le hemos enviado un mensaje con un enlace. El enlace sirve una sola vez, durante un día.',

    'recovery.done.heading': 'Su cuenta vuelve a ser suya',
    'recovery.done.lead':
      'Su nuevo segundo paso funciona. Guarde estos códigos de recuperación: cada uno sirve una vez para iniciar sesión si pierde su teléfono, y no podemos mostrarlos de nuevo. Se cerraron todas sus sesiones.',
    'recovery.heading': 'Guarde sus códigos de recuperación',
    'recovery.keep': 'Conserve este navegador: puede cerrar la página y abrirla aquí de nuevo.',
    'recovery.lead':
      'Si pierde su teléfono, cada uno de estos códigos le permite iniciar sesión una vez. Imprímalos o anótelos: no podemos mostrarlos de nuevo.',
    'recovery.list': 'Códigos de recuperación',
    'recovery.new.heading': 'Configure su nuevo segundo paso',
    'recovery.new.lead':
      'Escanee esta imagen con una aplicación de autenticación en su teléfono y escriba el código que muestra. Con eso dejan de funcionar sus segundos pasos anteriores, sus claves de acceso y sus códigos de recuperación.',
    'recovery.new.passkey': 'O use una clave de acceso',
    'recovery.none.heading': 'Aquí no hay ninguna recuperación',
    'recovery.none.text':
      'En este navegador no se está recuperando ninguna cuenta: se detuvo, terminó o empezó en otro navegador. Empiece en la página de inicio de sesión, con «Perdí mi teléfono».',
    'recovery.password.heading': 'Escriba su contraseña',
    'recovery.password.lead':
      'El tiempo de espera terminó. Escriba la contraseña de {email} y después configure su nuevo segundo paso.',
    'recovery.proof.ask':
      'Pregunte a quienes administran este servicio, por ejemplo su clínica. Ellos comprueban quién es usted y necesitan este número: {number}',
    'recovery.proof.code': 'Código de recuperación, o un código de otra aplicación',
    'recovery.proof.heading': 'Muéstrenos que es usted',
    'recovery.proof.lead':
      'Escriba un código de recuperación que guardó, o un código de otra aplicación de autenticación que tenga configurada aquí.',
    'recovery.proof.other': '¿No tiene ninguno?',
    'recovery.saved': 'Ya los guardé',
    'recovery.start.button': 'Recuperar mi cuenta',
    'recovery.start.heading': 'Recupere su cuenta',
    'recovery.start.hint':
      'Hágalo solo si perdió su teléfono, sus claves de acceso o sus códigos. Le avisamos de cada paso por correo.',
    'recovery.start.lead':
      'Con esto empieza a reemplazar el segundo paso de {email} en este navegador. Continúe con el dispositivo que va a conservar.',
    'recovery.stop.button': 'Detener la recuperación',
    'recovery.stop.heading': '¿No fue usted?',
    'recovery.stop.lead': 'Alguien está recuperando su cuenta. Deténgalo y todo queda como está.',
    'recovery.stopped.heading': 'La recuperación se detuvo',
    'recovery.stopped.text':
      'Su cuenta no cambió. Si vuelve a ocurrir, avise a quienes administran este servicio y elija otra contraseña.',
    'recovery.wait.heading': 'Ahora espere, por favor',
    'recovery.wait.hint':
      'El tiempo de espera le protege: así se puede detener a quien no sea usted. Si encuentra su teléfono, inicie sesión con él como siempre y esto termina.',
    'recovery.wait.lead': 'Podrá configurar su nuevo segundo paso desde {at}. Le avisamos por correo.',

    'register.button': 'Crear cuenta',
    'register.closed':
      'Aquí no puede crear una cuenta usted mismo. Inicie sesión si ya tiene una, o pregunte a su organización de salud.',
    'register.confirmed': 'Ya he confirmado mi dirección',
    'register.heading': 'Cree su cuenta',
    'register.known': 'Ya tengo una cuenta',
    'register.lead': 'Se registra como paciente nuevo de {project} y continúa en {app}.',
    'register.lead.code': 'Cree una cuenta. Después escriba el código de {project} para ver su historial en {app}.',
    'register.mailed':
      'Hemos enviado un mensaje a {email}. Abra su enlace y confirme su dirección. Después continúe en {app} con este navegador.',
    'register.mailed.hint':
      'Si esta dirección ya tiene una cuenta, el mensaje se lo dice. ¿No llega nada al cabo de unos minutos? Busque entre el correo no deseado.',
    'register.patient': 'Su cuenta no tiene ningún historial en {project}. Cree uno nuevo para continuar en {app}.',
    'register.patient.button': 'Crear un historial nuevo',
    'register.taken': 'Esta dirección ya tiene una cuenta. Inicie sesión con ella.',

    'request.form.heading': 'Esta aplicación no está bien configurada',
    'request.form.text':
      'Avise a quienes dirigen la aplicación y deles el número de abajo. Con él pueden ver qué falla.',
    'request.no_client.heading': 'Esta aplicación no está bien configurada',
    'request.no_client.text':
      'Avise a quienes dirigen la aplicación y deles el número de abajo. Con él pueden ver qué falla.',
    'request.no_redirect_uri.heading': 'Esta aplicación no está bien configurada',
    'request.no_redirect_uri.text':
      'Avise a quienes dirigen la aplicación y deles el número de abajo. Con él pueden ver qué falla.',
    'request.unknown_client.heading': 'Esta aplicación no está bien configurada',
    'request.unknown_client.text':
      'Avise a quienes dirigen la aplicación y deles el número de abajo. Con él pueden ver qué falla.',
    'request.unregistered_redirect_uri.heading': 'Esta aplicación no está bien configurada',
    'request.unregistered_redirect_uri.text':
      'Avise a quienes dirigen la aplicación y deles el número de abajo. Con él pueden ver qué falla.',

    'role.carer': 'Familiar o cuidador',
    'role.carer_of': 'Familiar o cuidador de {name}',
    'role.patient': 'Paciente',
    'role.staff': 'Personal sanitario',

    'scope.about.all': 'De todas las personas cuyos historiales puede abrir usted',
    'scope.about.other': 'Solo del historial de {name}',
    'scope.about.self': 'Solo de su propio historial',
    'scope.add': 'añadir',
    'scope.category': '{things} {category}',
    'scope.category.encounter-diagnosis': 'de una visita',
    'scope.category.exam': 'de exploración',
    'scope.category.health-concern': 'de preocupaciones de salud',
    'scope.category.imaging': 'de imagen',
    'scope.category.laboratory': 'de laboratorio',
    'scope.category.other': 'de la categoría {code}',
    'scope.category.problem-list-item': 'de la lista de problemas',
    'scope.category.social-history': 'de antecedentes sociales',
    'scope.category.survey': 'de cuestionarios',
    'scope.category.vital-signs': 'de signos vitales',
    'scope.change': 'modificar',
    'scope.delete': 'borrar',
    'scope.given': '{parameter} está indicado',
    'scope.is': '{parameter} es {values}',
    'scope.is_not': '{parameter} no es {values}',
    'scope.may.all': '{verbs} {things}',
    'scope.may.other': '{verbs} {things} de {name}',
    'scope.may.self': '{verbs} sus {things}',
    'scope.missing': '{parameter} falta',
    'scope.read': 'leer',
    'scope.thing.*': 'datos de todo tipo',
    'scope.thing.AllergyIntolerance': 'alergias',
    'scope.thing.Appointment': 'citas',
    'scope.thing.Binary': 'archivos',
    'scope.thing.CarePlan': 'planes de cuidados',
    'scope.thing.CareTeam': 'equipos de cuidados',
    'scope.thing.Communication': 'mensajes',
    'scope.thing.Condition': 'diagnósticos y problemas de salud',
    'scope.thing.Consent': 'consentimientos',
    'scope.thing.Coverage': 'seguros',
    'scope.thing.DiagnosticReport': 'informes de pruebas',
    'scope.thing.DocumentReference': 'documentos',
    'scope.thing.Encounter': 'visitas',
    'scope.thing.ExplanationOfBenefit': 'liquidaciones del seguro',
    'scope.thing.FamilyMemberHistory': 'antecedentes familiares',
    'scope.thing.Goal': 'objetivos de salud',
    'scope.thing.Immunization': 'vacunas',
    'scope.thing.Media': 'imágenes y grabaciones',
    'scope.thing.MedicationAdministration': 'medicamentos administrados',
    'scope.thing.MedicationDispense': 'medicamentos entregados',
    'scope.thing.MedicationRequest': 'recetas',
    'scope.thing.MedicationStatement': 'medicamentos tomados',
    'scope.thing.Observation': 'observaciones',
    'scope.thing.Patient': 'datos personales',
    'scope.thing.Practitioner': 'profesionales sanitarios',
    'scope.thing.Procedure': 'procedimientos',
    'scope.thing.QuestionnaireResponse': 'respuestas a cuestionarios',
    'scope.thing.RelatedPerson': 'familiares y cuidadores',
    'scope.thing.ServiceRequest': 'solicitudes de pruebas y servicios',
    'scope.thing.other': 'datos del tipo {type}',
    'scope.where': '{may}, donde {conditions}',

    'select.heading': '¿Qué cuenta?',
    'select.here': 'Sesión iniciada aquí',
    'select.other': 'Otra cuenta',
    'select.this': 'La cuenta con la sesión iniciada',
    'select.title': 'Elija una cuenta',

    'set-up.account': 'Su cuenta',
    'set-up.app': 'Dirección de su aplicación',
    'set-up.app.hint':
      'La página en la que empieza su aplicación, como {example}. Después de iniciar sesión, las personas vuelven a ella.',
    'set-up.app.invalid':
      'Escriba la dirección completa, como https://app.example.org/. Solo una aplicación de este equipo puede usar http.',
    'set-up.code': 'Iniciar sesión desde su aplicación',
    'set-up.code.more': '{sdk} explica cómo instalar el paquete y qué más hace.',
    'set-up.code.text':
      'Su primera aplicación pertenece a {project}. Ponga estas líneas en un script de la página {address}:',
    'set-up.dead.heading': 'Este enlace de configuración no funciona',
    'set-up.dead.text':
      'Un enlace de configuración funciona una vez, durante un día. Si ya lo ha usado, inicie sesión para continuar. Si no, reinicie el servidor: escribe un enlace nuevo.',
    'set-up.factor.heading': 'Proteja su cuenta',
    'set-up.factor.lead':
      'Como administrador, necesita un segundo paso para iniciar sesión. Escanee esta imagen con una aplicación de autenticación de su teléfono y escriba el código que muestra.',
    'set-up.open': 'Terminar de configurar este servidor',
    'set-up.operate': 'Antes de atender a pacientes reales',
    'set-up.operate.text': '{guide} explica PostgreSQL, el correo, las copias de seguridad y todos los ajustes.',
    'set-up.people': 'Invitar a personas',
    'set-up.people.text': '{guide} explica cómo invitar a personas y qué pueden hacer.',
    'set-up.person.heading': 'Cree su cuenta de administrador',
    'set-up.person.lead':
      'Usted administrará este servidor. El enlace demuestra que usted lo gestiona; por eso no enviamos ningún correo para comprobar su dirección.',
    'set-up.project.button': 'Crear el proyecto',
    'set-up.project.heading': 'Cree su primer proyecto',
    'set-up.project.hint': 'Por ejemplo, el nombre de su clínica.',
    'set-up.project.lead': 'Un proyecto contiene una organización: sus personas, sus aplicaciones y sus historias.',
    'set-up.project.missing': 'Escriba un nombre de 60 caracteres como máximo.',
    'set-up.project.name': 'Nombre del proyecto',
    'set-up.ready.heading': 'Su servidor está listo',
    'set-up.step': 'Paso {step} de {of}',
    'set-up.taken': 'Otra cuenta de este servidor tiene esta dirección. Escriba otra.',
    'signin.button': 'Iniciar sesión',
    'signin.continue': 'Continuar',
    'signin.disabled':
      'Se han introducido demasiadas contraseñas incorrectas. La contraseña de esta dirección ahora solo funciona donde ya se había usado. Pida una nueva para iniciar sesión aquí.',
    'signin.emergency': 'Usar la cuenta de emergencia',
    'signin.emergency.text':
      'Las direcciones de esta organización no tienen contraseña aquí, salvo su cuenta de emergencia. Cada vez que se usa se avisa a todas las personas administradoras.',
    'signin.forgot': '¿Olvidó su contraseña?',
    'signin.heading': 'Iniciar sesión',
    'signin.late': 'Esta página ha estado abierta más de un día: escriba su contraseña otra vez.',
    'signin.lead': 'para continuar en {app}',
    'signin.nameless': 'una aplicación sin nombre',
    'signin.other_person': 'La aplicación espera a otra persona: inicie sesión con la cuenta que usó allí antes.',
    'signin.password.heading': 'Escriba su contraseña',
    'signin.phone': 'Iniciar sesión con mi número de teléfono',
    'signin.phone.heading': 'Inicie sesión con su teléfono',
    'signin.phone.lead': 'Escriba el número que dio a su organización de salud. Le enviamos un código.',
    'signin.pow.button': 'Enviar código',
    'signin.pow.heading': 'Un paso más',
    'signin.pow.lead':
      'Comprobamos que usted no es un programa antes de enviar un mensaje a {email}. Sin scripts, espere antes 30 segundos.',
    'signin.register': 'Crear una cuenta',
    'signin.throttled': 'Demasiados intentos. Espere {wait} y vuelva a intentarlo.',
    'signin.wrong': 'El correo electrónico o la contraseña no es correcto.',
    'signin.wrong.remedy': 'Si acaba de registrarse, abra primero el enlace del mensaje que le enviamos.',

    'signout.bad_address.heading': 'Este enlace para cerrar la sesión no funciona',
    'signout.bad_address.text':
      'La aplicación pidió enviarle a una dirección que no tiene registrada. Su sesión sigue abierta: para cerrarla, abra {address}.',
    'signout.button': 'Cerrar la sesión',
    'signout.confirm.heading': '¿Quiere cerrar la sesión?',
    'signout.confirm.person': 'Ha iniciado sesión como {person}.',
    'signout.confirm.text': 'Se cerrará en todas las aplicaciones que abrió con ella.',
    'signout.done.close': 'Puede cerrar esta ventana.',
    'signout.done.elsewhere': 'Puede que su sesión siga abierta en {provider}.',
    'signout.done.elsewhere.link': 'Cerrar también la sesión en {provider}',
    'signout.done.heading': 'Ha cerrado la sesión',
    'signout.done.onward': 'Continuar a {app}',
    'signout.done.text': 'Ha cerrado la sesión en {from}.',
    'signout.done.untold':
      'No hemos podido avisar a {apps}. Allí ya no se puede leer nada en su nombre, pero cierre la sesión también allí, o cierre la ventana.',
    'signout.nobody.heading': 'No ha iniciado sesión aquí',
    'signout.nobody.text': 'Cierre la sesión en la aplicación que usó; después cierre esta ventana.',
    'signout.stay': 'Seguir con la sesión abierta',
    'signout.stayed.heading': 'Su sesión sigue abierta',
    'signout.stayed.text': 'Vuelva a la aplicación que usa, o cierre esta ventana.',
    'signout.unusable.heading': 'Este enlace para cerrar la sesión no funciona',
    'signout.unusable.text':
      'La aplicación que le envió aquí cometió un error en él. Su sesión sigue abierta: para cerrarla, abra {address}.',

    'sms.added':
      'Desde ahora, este número recibe códigos para su cuenta en {host}. ¿No fue usted? Cambie allí su contraseña.',
    'sms.changed':
      'Cambió su forma de identificarse en {host}. ¿No fue usted? Inicie sesión allí y pida ayuda a quien le invitó.',
    'sms.code': '{code} es su código para {host}. Nadie se lo pedirá.',
    'sms.invitation': 'Puede iniciar sesión en {project} con este número de teléfono: {at}',
    'sms.new_place':
      'Inició sesión en {host} con un navegador nuevo. ¿No fue usted? Abra allí su cuenta, cierre todas las sesiones y pida ayuda a quien le invitó.',
    'sms.passkey_copied':
      'Puede que alguien haya copiado su clave de acceso de {host}. La hemos rechazado. Quítela allí y cree otra.',
    'sms.recovery': 'Alguien, quizá usted, está recuperando su cuenta en {host}. ¿No fue usted? Deténgalo aquí: {stop}',
    'sms.recovery_used':
      'Se usó un código de recuperación en {host}. ¿No fue usted? Inicie sesión allí y pida ayuda a quien le invitó.',
    'sms.removed':
      'Este número ya no recibe códigos para su cuenta en {host}. ¿No fue usted? Cambie allí su contraseña.',

    'terms.accept': 'He leído y acepto estos documentos de {project}',
    'terms.button': 'Aceptar y continuar',
    'terms.changed': 'Estos documentos han cambiado. Vuelva a leerlos y acéptelos.',
    'terms.deny': 'No aceptar',
    'terms.heading': 'Lea y acepte, por favor',
    'terms.lead':
      '{project} le pide que acepte estos documentos antes de continuar. Si no los acepta, vuelve a su aplicación.',
    'terms.missing': 'Lea los documentos y marque la casilla para aceptarlos.',
    'terms.privacy': 'Aviso de privacidad',
    'terms.terms': 'Condiciones de uso',

    'time.close': 'Cerrar este aviso',
    'time.last':
      'Esta página se cierra en {wait} y no puede mantenerse abierta más tiempo. Después, inicie sesión otra vez.',
    'time.last.link': 'Este enlace sirve como mucho {wait} más. Después, pida otro.',
    'time.last.title': 'El tiempo está a punto de terminar',
    'time.more': 'Necesito más tiempo',
    'time.open': 'Esta página permanece abierta {wait}.',
    'time.over': 'No se ha enviado nada de lo que haya rellenado. Continúe para ver cómo empezar de nuevo.',
    'time.over.button': 'Continuar',
    'time.over.title': 'El tiempo ha terminado',
    'time.soon': 'Esta página se cierra en {wait}. Lo que haya rellenado se conserva si pide más tiempo.',
    'time.soon.secret': 'Esta página se cierra en {wait}. Si pide más tiempo, escriba su contraseña otra vez.',
    'time.title': '¿Necesita más tiempo?',

    'weak.heading': 'Elija una contraseña mejor',
    'weak.lead':
      'Su contraseña es fácil de adivinar y otras personas podrían usarla. Elija una nueva para continuar. Sus demás sesiones se cerrarán.',

    'trace.fine': 'No se ha encontrado nada incorrecto en esta petición.',
    'trace.heading': 'Una petición, paso a paso',
    'trace.none.heading': 'Aquí no hay ninguna traza para usted',
    'trace.none.text':
      'Una traza se muestra durante un día a los administradores del proyecto cuya aplicación envió la petición, mientras el proyecto está en modo de desarrollo. Si usted lo es, inicie sesión en este servidor con este navegador y vuelva a abrir esta página.',
    'trace.steps': 'Las peticiones que van juntas, primero la más antigua',
    'trace.wrong': 'Qué estaba mal',
  },
} satisfies LanguageFile
