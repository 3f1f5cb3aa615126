import type { LanguageFile } from '../language-file.ts'

/** Español, de usted. */
export default {
  name: 'Español',
  locale: 'es',
  direction: 'ltr',
  messages: {
    'account.acting': 'Programas que actúan en su nombre',
    'account.acting.allow': 'Permitir de nuevo',
    'account.acting.end': 'Terminar',
    'account.acting.ended': 'Usted lo terminó el {at}. El programa no puede actuar en su nombre.',
    'account.acting.last': 'Actuó en su nombre por última vez: {at}',
    'account.acting.lead':
      'Su organización permite que estos programas hagan cosas en su nombre. El historial muestra a usted y al programa.',
    'account.activation': 'Su historial médico',
    'account.activation.link': 'Abrir su historial con un código',
    'account.again.button': 'Continuar',
    'account.again.either':
      'Ha pasado un tiempo desde que inició sesión. Para continuar, inicie sesión otra vez con {provider} o escriba su contraseña.',
    'account.again.heading': 'Confirme que es usted',
    'account.again.lead': 'Ha pasado un tiempo desde que inició sesión. Escriba su contraseña para continuar.',
    'account.again.passkey':
      'Ha pasado un tiempo desde que inició sesión. Para continuar, confirme con su clave de acceso.',
    'account.again.provider':
      'Ha pasado un tiempo desde que inició sesión. Para continuar, inicie sesión otra vez con {provider}.',
    'account.apps': 'Aplicaciones con acceso a sus datos',
    'account.apps.at': 'En {project}',
    'account.apps.dates': 'Desde el {since}. El acceso termina el {until}, o antes si usted lo termina.',
    'account.apps.none': 'Ninguna. Cuando dé acceso a una aplicación, aparecerá aquí.',
    'account.apps.nothing': 'Saber quién es usted',
    'account.apps.off': 'Terminar el acceso',
    'account.apps.own': 'Su propio historial',
    'account.back': 'Volver a su cuenta',
    'account.changes': 'Cambios que esperan su aprobación',
    'account.changes.approve': 'Aprobar',
    'account.changes.asked': 'Pedido el {at}. Caduca el {until}.',
    'account.changes.back': 'Volver a la lista',
    'account.changes.by': 'Por el programa {name}, en {project}',
    'account.changes.does.create': 'Nuevo: {type}',
    'account.changes.does.delete': 'Eliminar: {type}',
    'account.changes.does.move': 'Trasladar su proveedor de identidad al proyecto: {type}',
    'account.changes.does.redirect': 'Enviar la invitación a otra dirección: {type}',
    'account.changes.does.secret': 'Nuevo secreto: {type}',
    'account.changes.does.update': 'Cambiar: {type}',
    'account.changes.done.approved': 'El cambio se ha hecho.',
    'account.changes.done.gone': 'Este cambio ya se aprobó o se rechazó, o ha caducado.',
    'account.changes.done.refused': 'El cambio se ha rechazado.',
    'account.changes.failed': 'No se pudo hacer el cambio. El servidor respondió: {why}',
    'account.changes.lead': 'Unos programas pidieron estos cambios. Nada cambia si usted no lo aprueba.',
    'account.changes.link': 'Ver qué quieren cambiar los programas',
    'account.changes.machine_gone': 'No se pudo hacer el cambio, porque el programa ya no tiene acceso.',
    'account.changes.none': 'Ningún cambio espera su aprobación.',
    'account.changes.nothing': 'sin valor',
    'account.changes.now': 'Ahora: {value}',
    'account.changes.open': 'Ver el cambio',
    'account.changes.question': '¿Aprueba este cambio?',
    'account.changes.refuse': 'Rechazar',
    'account.changes.secret':
      'El programa recibe un secreto nuevo, con el que puede actuar como esta aplicación. Usted no ve el secreto.',
    'account.changes.sent': 'Lo que envió el programa',
    'account.changes.stale': 'Mientras tanto, otra cosa lo ha cambiado, así que ya no puede aprobarlo. Rechácelo.',
    'account.changes.then': 'Después: {value}',
    'account.changes.topic.addresses': 'Direcciones',
    'account.changes.topic.keys': 'Claves',
    'account.changes.topic.other': 'Otros',
    'account.changes.topic.proof': 'Cómo demuestran las personas quiénes son',
    'account.changes.topic.rights': 'Lo que pueden hacer las personas',
    'account.changes.type.AccessPolicy': 'política de acceso',
    'account.changes.type.Bot': 'bot',
    'account.changes.type.ClientApplication': 'aplicación',
    'account.changes.type.DomainConfiguration': 'dominio de correo',
    'account.changes.type.Project': 'proyecto',
    'account.changes.type.ProjectIdentityProvider': 'proveedor de identidad',
    'account.changes.type.ProjectMembership': 'pertenencia',
    'account.changes.type.User': 'cuenta',
    'account.administer': 'Administrar',
    'account.administer.link': 'Abrir la consola',
    'account.data': 'Sus datos',
    'account.data.change': 'Descargue sus datos o elimine su cuenta',
    'account.data.delete': 'Eliminar su cuenta',
    'account.data.delete.button': 'Eliminar mi cuenta',
    'account.data.delete.lead':
      'Con esto se cierran todas sus sesiones. A los 14 días eliminaremos su cuenta, su dirección de correo y todas las formas de iniciar sesión. Para conservar su cuenta, inicie sesión aquí antes y elija «Conservar mi cuenta».',
    'account.data.due': 'Su cuenta se eliminará el {at}.',
    'account.data.export': 'Descargar sus datos',
    'account.data.export.button': 'Descargar',
    'account.data.export.lead':
      'El archivo contiene su dirección de correo, sus inicios de sesión, sus aplicaciones y sus formas de iniciar sesión. Pida a su clínica una copia de su historial médico.',
    'account.data.keep': 'Conservar mi cuenta',
    'account.data.kept':
      '{projects} debe conservar su historial médico y el registro de quién lo abrió. Eliminar su cuenta no los elimina.',
    'account.data.sole':
      'Usted es la única persona que administra {projects}. Nombre primero a otro administrador. Después vuelva aquí.',
    'account.done.acting': 'El programa ya no puede actuar en su nombre.',
    'account.done.acting-allowed': 'El programa puede actuar de nuevo en su nombre.',
    'account.done.accepted': 'Ha aceptado la invitación. Ya puede usar las aplicaciones de ese proyecto.',
    'account.done.activation': 'Ya puede ver su historial. Para abrirlo, vuelva a iniciar sesión en su aplicación.',
    'account.devices': 'Dispositivos',
    'account.done.all': 'Ha cerrado la sesión en todas partes.',
    'account.done.app': 'Ha terminado el acceso de la aplicación. Ya no puede ver sus datos.',
    'account.done.declined': 'Ha rechazado la invitación.',
    'account.done.deletion':
      'Su cuenta se eliminará dentro de 14 días. Se han cerrado todas sus sesiones. Para conservarla, inicie sesión aquí, abra «Sus datos» y elija «Conservar mi cuenta».',
    'account.done.email': 'Su dirección de correo ha cambiado. A partir de ahora, inicie sesión con la nueva.',
    'account.done.here': 'Ha cerrado la sesión.',
    'account.done.identity': 'La cuenta está desvinculada. Se ha cerrado la sesión donde la inició con ella.',
    'account.done.mailed': 'Le enviamos un correo electrónico con un enlace. Úselo para crear su contraseña.',
    'account.done.nothing': 'No ha cambiado nada, porque eso ya había terminado.',
    'account.done.others': 'Ha cerrado la sesión en todos los demás sitios.',
    'account.done.password': 'Ha cambiado su contraseña y se ha cerrado la sesión en todos los demás sitios.',
    'account.done.role': 'La aplicación le preguntará su función la próxima vez que inicie sesión.',
    'account.done.root': 'Ha cerrado la sesión allí.',
    'account.email': 'Su dirección de correo',
    'account.email.ask': 'Enviar el código',
    'account.email.cancel': 'Conservar mi dirección actual',
    'account.email.change': 'Cambiar su dirección de correo',
    'account.email.code.lead': 'Enviamos un código a {email}. Escríbalo para que esta sea su dirección de correo.',
    'account.email.lead':
      'Su dirección de correo es {email}. Enviaremos un código a la nueva dirección y un aviso a la antigua.',
    'account.email.new': 'Nueva dirección de correo',
    'account.email.none': 'Su cuenta todavía no tiene dirección de correo. Escriba una y le enviaremos un código.',
    'account.email.same': 'Esta ya es su dirección de correo.',
    'account.email.waits':
      'Un administrador quiere cambiar su dirección a {email}. Si está de acuerdo, enviaremos un código allí.',
    'account.factors': 'Segundo paso',
    'account.factors.change': 'Gestionar su segundo paso',
    'account.heading': 'Su cuenta',
    'account.identities': 'Cuentas vinculadas',
    'account.identities.at': 'En {project}, desde el {since}',
    'account.identities.lead': 'Puede iniciar sesión con cada una de ellas, sin su contraseña de aquí.',
    'account.identities.only':
      'Es su única forma de iniciar sesión aquí. Antes de desvincularla, elija una contraseña con «¿Olvidó su contraseña?».',
    'account.identities.unlink': 'Desvincular',
    'account.identities.used': 'Último uso: {at}',
    'account.lead': 'Ha iniciado sesión como {account}.',
    'account.offers': 'Invitaciones',
    'account.offers.accept': 'Aceptar',
    'account.offers.as': 'Función: {role}',
    'account.offers.decline': 'Rechazar',
    'account.offers.lead': 'Estos proyectos le invitan. No pasa nada hasta que acepte.',
    'account.part':
      'Inició sesión con {provider}, así que ve sus datos en {projects}. Para ver el resto o cambiar su cuenta, use su propia contraseña o clave de acceso.',
    'account.part.set':
      'Inició sesión con {provider}, así que ve sus datos en {projects}. Para ver el resto o cambiar su cuenta, cree primero una contraseña.',
    'account.passkeys': 'Claves de acceso',
    'account.passkeys.bound': 'Solo en un dispositivo',
    'account.passkeys.confirm': 'Confirme que es usted',
    'account.passkeys.confirm.lead': 'Para cambiar sus claves de acceso, confirme primero que es usted.',
    'account.passkeys.confirm.lost':
      'Confirme con una de sus claves de acceso. Si las ha perdido todas, recupere su cuenta.',
    'account.passkeys.done.added': 'La clave de acceso está creada. Desde ahora puede iniciar sesión con ella.',
    'account.passkeys.done.nothing': 'No ha cambiado nada: esa clave de acceso ya no existía o faltaba el nombre.',
    'account.passkeys.done.removed':
      'La clave de acceso se ha eliminado y se ha cerrado su sesión en todos los demás sitios. También puede borrarla en su dispositivo.',
    'account.passkeys.done.renamed': 'El nombre está cambiado.',
    'account.passkeys.elsewhere':
      'Inició sesión con una cuenta vinculada. Para cambiar sus claves de acceso, inicie sesión con su contraseña.',
    'account.passkeys.lead':
      'Con una clave de acceso, inicia sesión con su huella, su cara o el PIN de su dispositivo, sin contraseña.',
    'account.passkeys.made': 'Creada el {since}',
    'account.passkeys.manage': 'Gestionar sus claves de acceso',
    'account.passkeys.name': 'Nombre',
    'account.passkeys.none': 'Aún no tiene claves de acceso.',
    'account.passkeys.remove': 'Eliminar',
    'account.passkeys.remove.lead':
      'Si elimina una clave de acceso, se cierra su sesión en todos los demás sitios. Le enviamos un correo por cada clave nueva o eliminada.',
    'account.passkeys.rename': 'Guardar el nombre',
    'account.passkeys.synced': '{product} la copia en sus otros dispositivos',
    'account.passkeys.synced.unknown': 'Copiada en sus otros dispositivos',
    'account.passkeys.unused': 'Aún sin usar',
    'account.passkeys.used': 'Último uso: {at}',
    'account.password': 'Su contraseña',
    'account.password.button': 'Cambiar la contraseña',
    'account.password.change': 'Cambiar su contraseña',
    'account.password.current': 'Contraseña actual',
    'account.password.lead': 'Al cambiarla, se cierra su sesión en todos los demás sitios y le enviamos un correo.',
    'account.password.listed':
      'Muchas personas usan su contraseña actual, así que es fácil de adivinar. Le enviamos un correo. Use su enlace para elegir una contraseña nueva.',
    'account.password.set': 'Crear una contraseña',
    'account.password.set.all': 'Con una contraseña propia, puede ver y cambiar todo en su cuenta.',
    'account.password.set.button': 'Enviar el correo electrónico',
    'account.password.set.lead':
      'Todavía no tiene contraseña aquí. Enviaremos un correo a {email}. Use su enlace para crear una contraseña.',
    'account.password.wrong': 'Esta no es su contraseña actual.',
    'account.record': 'Quién consultó su historial',
    'account.record.lead': 'Vea quién consultó sus datos en los últimos 90 días, y qué días.',
    'account.record.link': 'Ver quién lo consultó',
    'account.record.more': 'Hay más de lo que muestra esta página.',
    'account.record.none': 'Nadie lo ha consultado.',
    'account.record.patient': 'Usted',
    'account.record.program': 'Una aplicación u otro sistema informático',
    'account.record.times': 'Veces ese día: {times}',
    'account.record.unknown': 'Desconocido',
    'account.signin.lead': 'para ver su cuenta',
    'account.roles': 'Sus funciones en este navegador',
    'account.roles.as': 'Inicia sesión como: {role}',
    'account.roles.ask': 'Preguntar la próxima vez',
    'account.roles.lead': 'Usted eligió estas funciones. Las aplicaciones no vuelven a preguntar en este navegador.',
    'account.signins': 'Dónde tiene la sesión iniciada',
    'account.signins.all': 'Cerrar la sesión en todas partes, también aquí',
    'account.signins.apps': 'En {apps}',
    'account.signins.device': '{browser} en {system}',
    'account.signins.end': 'Cerrar la sesión',
    'account.signins.here': 'Este navegador',
    'account.signins.others': 'Cerrar la sesión en todos los demás sitios',
    'account.signins.program': 'Cliente de API',
    'account.signins.unknown': 'Dispositivo desconocido',
    'account.signins.used': 'Último uso: {at}, desde {address}',
    'account.stale.heading': 'Esta página está desactualizada',
    'account.stale.text': 'Abra de nuevo su cuenta y repita lo que quería hacer.',

    'activation.account.lead':
      '¿Su clínica le dio un código de activación? Escríbalo para abrir su historial con esta cuenta.',
    'activation.birthdate': 'Fecha de nacimiento del paciente',
    'activation.birthdate.hint': 'Si el historial es suyo, escriba su fecha de nacimiento.',
    'activation.birthdate.missing': 'Escriba la fecha de nacimiento del paciente: día, mes y año.',
    'activation.button': 'Abrir mi historial',
    'activation.code': 'Código de activación',
    'activation.code.hint': '16 letras y números, como 7K2M-9QXT-R4VB-3HWE. Puede omitir los guiones.',
    'activation.dead.heading': 'Este enlace no funciona',
    'activation.dead.text':
      'Escanee otra vez el código QR o escriba otra vez la dirección. Si no funciona, pida un código nuevo a su clínica.',
    'activation.heading': 'Abra su historial',
    'activation.howto.button': 'Tengo una cuenta',
    'activation.howto.lead':
      'Su código de activación es {code}. Lo escribirá, con la fecha de nacimiento del paciente, después de iniciar sesión.',
    'activation.howto.new':
      '¿Todavía no tiene cuenta? Abra la aplicación de su clínica y cree una allí. La aplicación le pedirá el código.',
    'activation.lead': 'Escriba el código de activación de {project} para ver su historial en {app}.',
    'activation.none': 'Nunca he sido paciente aquí',
    'activation.none.hint':
      'Así se crea un historial nuevo y vacío. Si ya le han atendido aquí, pida mejor un código de activación a {project}.',
    'activation.taken':
      'Este historial ya pertenece a otra cuenta. Inicie sesión con esa cuenta o pida ayuda a su clínica.',
    'activation.wrong':
      'No encontramos ningún historial para este código y esta fecha de nacimiento. Revise ambos. Si son correctos, pida otro código a su clínica.',

    'address.mailed.heading': 'Revise su correo',
    'address.mailed.hint':
      '¿No llega nada en unos minutos? Busque en el correo no deseado, revise la dirección y pídalo otra vez.',
    'address.mailed.text':
      'Si hay una cuenta con esa dirección, recibirá un correo con un enlace. Abra el enlace antes de una hora. Funciona una sola vez.',

    'back.button': 'Continuar',
    'back.heading': 'De vuelta a su aplicación',
    'back.lead': 'Le llevamos de vuelta a {place}. Si no ocurre nada, elija Continuar.',

    'bytext.lead':
      'Si puede iniciar sesión en {app} con {number}, hemos enviado un código a ese número. Escriba el código.',

    'offer.accept': 'Aceptar',
    'offer.anew':
      'Para aceptar este rol, abra {account}. Allí confirma que es usted. Después, vuelva a iniciar sesión en la aplicación.',
    'offer.decline': 'Rechazar',
    'offer.heading': 'Tiene una invitación',
    'offer.lead': '{project} le invita. Para continuar a {app}, acepte la invitación.',
    'offer.role': 'Función: {role}',

    'choose.admin': '{role} y administración',
    'choose.heading': '¿Con qué función?',
    'choose.hint':
      'Este navegador recuerda su elección para esta aplicación. Puede cambiarla en la página de su cuenta.',
    'choose.lead': 'Usted tiene más de una en {project}. {app} trabaja con una cada vez.',
    'choose.project.heading': '¿En qué proyecto?',
    'choose.project.lead': 'Usted tiene una función en más de un proyecto. {app} trabaja con uno cada vez.',
    'choose.project.title': 'Elegir un proyecto',
    'choose.title': 'Elegir una función',

    'bymail.elsewhere.heading': 'Su código',
    'bymail.elsewhere.hint':
      'Si no lo pidió, cierre esta página. Nadie, ni siquiera su clínica, debe pedirle este código.',
    'bymail.elsewhere.lead': '¿Pidió usted este código, en otro navegador? Entonces escríbalo allí:',
    'bymail.here.lead': 'Inicie sesión para continuar en {app} como {email}.',
    'bymail.lead':
      'Si {email} tiene una cuenta aquí, le llegará un correo con un código. Para continuar en {app}, escriba el código. O abra el enlace de ese correo, en este navegador. ¿No llega nada en unos minutos? Busque en el correo no deseado.',
    'bymail.other': 'Iniciar sesión de otra forma',
    'bymail.over.heading': 'Pida otro código',
    'bymail.over.text':
      'Este código ya no funciona. Se usó, ha caducado o se escribieron demasiados códigos incorrectos.',

    'consent.account': 'su cuenta',
    'consent.allow': 'Permitir',
    'consent.always': 'No se puede desmarcar. La aplicación también podrá:',
    'consent.asked_again': 'Verá esta página en cada inicio de sesión. Para quitarle el acceso, vaya a {account}.',
    'consent.back': 'Lo permita o no, volverá después a {app} ({place}).',
    'consent.delete.all': 'En cada historial al que tiene acceso, puede borrar:',
    'consent.delete.other': 'En el historial de {name}, puede borrar:',
    'consent.delete.self': 'En su propio historial, puede borrar:',
    'consent.deny': 'No permitir',
    'consent.device': 'una aplicación de este dispositivo',
    'consent.duration': 'Conservar este acceso durante {wait} como máximo',
    'consent.duration.after': 'Después tendrá que pedirle que vuelva a iniciar sesión',
    'consent.email': 'Ver su correo electrónico',
    'consent.email.more': 'Y si usted lo ha confirmado',
    'consent.heading': '¿Dar acceso a {app}?',
    'consent.heading.identity': '¿Iniciar sesión en {app}?',
    'consent.identity': 'Saber quién es usted',
    'consent.identity.id': 'Un identificador de su cuenta y cuándo inició sesión',
    'consent.identity.name': 'Su nombre, su función (paciente, familiar o personal) y cuándo entró',
    'consent.known': 'Ya lo permitió antes',
    'consent.lead': 'Ha iniciado sesión como {who}.',
    'consent.lead.account': 'Ha iniciado sesión como {who} {account}.',
    'consent.new': 'No pedido antes',
    'consent.no_records': 'La aplicación no sabrá nada más. No puede ver ningún historial médico.',
    'consent.offline': 'Conservar este acceso cuando usted no usa la aplicación',
    'consent.offline.more':
      'Puede terminarlo cuando quiera. Termina solo después de {longest}, o tras {unused} sin uso',
    'consent.patient': 'el paciente que eligió',
    'consent.privacy': 'Cómo trata la aplicación sus datos (pestaña nueva)',
    'consent.profile': 'Ver su propio perfil',
    'consent.profile.more': 'Como su nombre, fecha de nacimiento, dirección y teléfono',
    'consent.publisher': 'Creada por {publisher}.',
    'consent.read.all': 'En cada historial al que tiene acceso, puede ver:',
    'consent.read.other': 'En el historial de {name}, puede ver:',
    'consent.read.self': 'En su propio historial, puede ver:',
    'consent.remembered':
      'Recordamos lo que permite y no se lo preguntamos cada vez. Para quitarle el acceso, vaya a {account}.',
    'consent.title': 'Permitir el acceso',
    'consent.able': 'Si lo permite, la aplicación podrá:',
    'consent.untick': 'Si lo permite, la aplicación podrá hacer lo que está marcado. Usted puede cambiar las marcas.',
    'consent.whole': 'Leer y modificar historiales en {project}',
    'consent.whole.more': 'Todo lo que usted puede leer, modificar o borrar allí como {role}, y nada más',
    'consent.write.all': 'En cada historial al que tiene acceso, puede añadir o modificar:',
    'consent.write.other': 'En el historial de {name}, puede añadir o modificar:',
    'consent.write.self': 'En su propio historial, puede añadir o modificar:',
    'console.unbuilt.heading': 'La consola no está compilada',
    'console.unbuilt.text':
      'Este servidor funciona sin su consola. Para compilarla, ejecute npm install y npm run build en el código fuente y reinicie el servidor.',

    'devices.cancel': 'Detener',
    'devices.check': 'Continuar',
    'devices.code': 'Código en la pantalla del dispositivo',
    'devices.code.hint': '8 letras, como WDJB-MJHT.',
    'devices.code.wrong': 'Este código es incorrecto o ha caducado. Vuelva a leerlo en la pantalla del dispositivo.',
    'devices.connect': 'Conectar este dispositivo',
    'devices.deny': 'No es mi dispositivo',
    'devices.done.closed': 'Se ha detenido. No se conectó ningún dispositivo.',
    'devices.done.connected': 'El dispositivo está conectado.',
    'devices.done.denied': 'El dispositivo no se conectó.',
    'devices.done.gone': 'El código o sus diez minutos han caducado. Empiece de nuevo.',
    'devices.fingerprint': 'Huella en la pantalla del dispositivo',
    'devices.fingerprint.hint': '16 letras y números. Léalos en el propio dispositivo, no en un mensaje.',
    'devices.fingerprint.wrong':
      'Esta no es la huella del dispositivo que lo pide. Si la leyó en su dispositivo, otro dispositivo usa este código: no lo conecte.',
    'devices.heading': 'Conectar un dispositivo',
    'devices.lead': 'El dispositivo muestra un código y una huella. Escriba ambos aquí y tendrá su propio acceso.',
    'devices.link': 'Conectar un dispositivo con su código',
    'devices.name': 'Nombre del dispositivo',
    'devices.name.hint': 'Por ejemplo: analizador de la sala 12.',
    'devices.name.malformed': 'Escriba un nombre de 100 caracteres como máximo.',
    'devices.never':
      'Nadie debe enviarle un código así. Si un mensaje, una llamada o una página web le pide que lo escriba, deténgase: alguien puede querer entrar con su ayuda.',
    'devices.none': 'Su cuenta no puede conectar dispositivos.',
    'devices.none.sent':
      '¿Alguien le envió un código para esta página? No lo escriba en ningún sitio y avise a su clínica: alguien puede querer entrar con su ayuda.',
    'devices.open': 'Empezar: tengo diez minutos',
    'devices.policy': 'Qué puede hacer el dispositivo',
    'devices.policy.at': 'En {project}',
    'devices.policy.missing': 'Elija qué puede hacer el dispositivo.',
    'devices.policy.none':
      'Aquí ninguna política de acceso sirve para un dispositivo. Cree primero una que indique lo que puede hacer.',
    'devices.question': '¿Es este su dispositivo?',
    'devices.question.code': 'Su pantalla muestra el código {code}.',
    'devices.question.origin': 'Lo pidió el {at}, desde la dirección {address}.',
    'devices.question.policy': 'Puede hacer lo que permite la política de acceso {policy}.',
    'devices.question.program': 'Su programa se llama {program}.',
    'devices.question.rekey': 'Conserva su acceso. Su clave o secreto anterior deja de funcionar de inmediato.',
    'devices.refused': 'El dispositivo no se conectó. {why}',
    'devices.until': 'Puede conectar {name} en {project} hasta el {at}.',
    'enroll.code': 'Código de la aplicación',
    'enroll.email': 'Usar códigos por correo electrónico',
    'enroll.email_only.button': 'Enviarme un código',
    'enroll.email_only.lead':
      'Al iniciar sesión, {project} pide un código como segundo paso. Cada vez lo enviaremos a {email}.',
    'enroll.heading': 'Proteja su cuenta',
    'enroll.key': '¿No puede escanearlo? Escriba esta clave en la aplicación, con o sin los espacios:',
    'enroll.lead':
      'Al iniciar sesión, {project} pide un código como segundo paso. El código se lo da una aplicación de autenticación: una aplicación gratuita, como Google Authenticator o Microsoft Authenticator. Descargue una de la tienda de aplicaciones de su teléfono. Escanee esta imagen con ella y escriba el código que muestra.',
    'enroll.open': '¿Tiene la aplicación en este teléfono? Añada aquí su cuenta',
    'enroll.qr': 'Código QR para su aplicación de autenticación',
    'enroll.wrong': 'Este código no funciona. Escriba el código que la aplicación muestra ahora.',

    'external.button': 'Continuar con {provider}',
    'external.declined.heading': 'No ha iniciado sesión',
    'external.declined.text':
      'Usted canceló, o {provider} no le dejó entrar. Empiece de nuevo o pida ayuda a {provider}.',
    'external.gone.heading': 'Esta forma de iniciar sesión ya no está disponible',
    'external.gone.text':
      'Se acaba de cambiar o eliminar. Nadie inició sesión. Empiece otra vez desde la aplicación que usa.',
    'external.link.ask':
      'Inició sesión con {provider}, pero esa cuenta todavía no está vinculada a una de aquí. Si tiene una cuenta aquí, confirme una vez que es suya para continuar en {app}.',
    'external.link.button': 'Vincular y continuar',
    'external.link.code': 'Su cuenta pide un segundo paso. Escriba de nuevo la contraseña y un código.',
    'external.link.create': 'No tengo cuenta aquí',
    'external.link.heading': 'Vincule su cuenta',
    'external.link.proof':
      'Inició sesión con {provider}, y puede que ya tenga una cuenta aquí. Escriba su contraseña una vez para continuar en {app}.',
    'external.link.who': 'A partir de entonces puede iniciar sesión aquí con {provider} como {who}.',
    'external.lost.heading': 'Este inicio de sesión no puede continuar',
    'external.lost.text':
      'Se empezó en otro navegador, tardó demasiado o ya había terminado. No se ha iniciado ninguna sesión. Empiece de nuevo desde la aplicación que usa.',
    'external.misconfigured.heading': 'Esta forma de iniciar sesión no está lista',
    'external.misconfigured.text':
      'El inicio de sesión con {provider} no está bien configurado. Avise a quien le dio la aplicación, por ejemplo su clínica.',
    'external.not_anew.heading': 'La aplicación pide que inicie sesión de nuevo',
    'external.not_anew.text':
      'Para este paso tiene que iniciar sesión de nuevo en {provider}. Cierre la sesión allí y empiece otra vez. Si no funciona, avise a quien le dio la aplicación, por ejemplo a su clínica.',
    'external.onward.heading': 'Pasando a {provider}…',
    'external.onward.other': 'Usar otra dirección o iniciar sesión de otra forma',
    'external.onward.text': 'Inicia sesión en {app} con {provider}. Si su página no se abre sola, elija el botón.',
    'external.or': 'o',
    'external.other_account.heading': 'Elija otra cuenta',
    'external.other_account.text':
      'Esta aplicación no acepta la cuenta de {provider} que usó. Inicie sesión con una cuenta cuya dirección termine en @{domain}. Si no tiene ninguna, pregunte a quien le invitó.',
    'external.other_person.heading': 'La aplicación espera a otra persona',
    'external.other_person.text': 'Inicie sesión en {provider} con la cuenta que usó antes en esta aplicación.',
    'external.refused.heading': 'No puede iniciar sesión de esta forma',
    'external.refused.text':
      'Su cuenta de {provider} no tiene acceso. Pregunte a quien le dio la aplicación, por ejemplo a su clínica.',
    'external.several.heading': 'Su cuenta funciona en varios proyectos',
    'external.several.text':
      'No sabemos cuál quiere abrir con {provider}. Pida a quien le dio la aplicación, por ejemplo a su clínica, la dirección de la página de su cuenta. Termina en /projects/, el id del proyecto y /account.',
    'external.someone_here.heading': 'Otra persona tiene la sesión iniciada aquí',
    'external.someone_here.text':
      'Cierre primero la sesión. Después abra la página de su cuenta e inicie sesión con {provider}.',
    'external.switch.button': 'Continuar',
    'external.switch.heading': 'Aquí hay otra persona con la sesión iniciada',
    'external.switch.text':
      'Si continúa, se cierra la sesión de la persona que la tiene abierta en este navegador, y usted inicia sesión con {provider} como {who}. Si no lo ha pedido, cierre esta página.',
    'external.trial.heading': 'Funciona',
    'external.trial.text':
      '{provider} confirmó quién es usted. No se ha iniciado ninguna sesión. El único cambio: esta configuración cuenta ahora como probada.',
    'external.trial_nobody.heading': 'Funciona, pero usted aún no entraría',
    'external.trial_nobody.text':
      '{provider} confirmó quién es usted, así que esta configuración cuenta ahora como probada. No se ha iniciado ninguna sesión. Para que usted entre falta algo: vea la comprobación fallida.',
    'external.trial.checks': 'Comprobaciones',
    'external.trial.issuer': 'Emisor (iss)',
    'external.trial.subject': 'Su identificador allí (sub)',
    'external.trial.email': 'Dirección de correo (email)',
    'external.trial.verified': '¿Está verificada la dirección? (email_verified)',
    'external.trial.is_verified': 'Sí, lo dice el proveedor.',
    'external.trial.not_verified': 'No, el proveedor no lo dice.',
    'external.trial.proof': 'Cómo demostró quién es',
    'external.trial.by_provider': 'en el proveedor',
    'external.trial.second_factor': 'con un segundo factor',
    'external.trial.undated': 'no se dice cuándo (sin auth_time)',
    'external.trial.claims': 'Otros datos, para reglas',
    'external.trial.remedy': 'Qué hacer',
    'external.trial.back': 'Cierre esta ventana para seguir donde empezó.',
    'external.trial.check.settings': 'Los ajustes están completos y se pudieron leer los metadatos del proveedor',
    'external.trial.check.state': 'La respuesta pertenece a esta prueba (state)',
    'external.trial.check.code': 'El proveedor respondió con un código',
    'external.trial.check.client': 'Su punto de tokens respondió y conoce este servidor (ID y secreto de cliente)',
    'external.trial.check.id_token': 'Aceptó el código y devolvió un token de identidad',
    'external.trial.check.time': 'Hora del token de identidad (exp, iat, nbf)',
    'external.trial.check.issuer': 'Emisor del token de identidad (iss)',
    'external.trial.check.audience': 'Audiencia del token de identidad (aud, azp)',
    'external.trial.check.nonce': 'El token de identidad pertenece a esta prueba (nonce)',
    'external.trial.check.signature': 'Firma del token de identidad',
    'external.trial.check.person': 'Dice quién es usted (sub, userinfo)',
    'external.trial.check.project': 'El proveedor puede abrir sesión en este proyecto',
    'external.trial.check.rules': 'Reglas sobre los datos',
    'external.trial.check.email':
      'La dirección de correo: enviada, verificada y de un dominio del que el proveedor puede responder',
    'external.trial.check.account': 'Su cuenta aquí',
    'external.trial.state.passed': 'Superada',
    'external.trial.state.failed': 'Fallida',
    'external.trial.state.not_reached': 'No alcanzada',
    'external.trial.state.not_needed': 'No hace falta',
    'external.trial.how.linked': 'Esta cuenta ya está vinculada con usted.',
    'external.trial.how.external_id': 'Se vincularía por el ID externo de su pertenencia.',
    'external.trial.how.email': 'Se vincularía por la dirección de correo.',
    'external.trial.how.profile': 'Se vincularía por el perfil (fhirUser).',
    'external.trial.how.created': 'Se crearía cuando usted inicie sesión por primera vez.',
    'external.trial.mend.project':
      'Inicie sesión con este proveedor en el proyecto al que pertenece. Los administradores del servidor lo hacen sin proveedor.',
    'external.trial.mend.rules': 'Cambie aquí las reglas del proveedor, o los datos que envía de usted.',
    'external.trial.mend.email':
      'Haga que el proveedor envíe la dirección como verificada, añada su dominio a «emailDomain» o identifique a las personas por su ID allí (identitySource).',
    'external.trial.mend.account':
      'Invite a la persona, ponga un ID externo en su pertenencia o cambie quién puede entrar (accountPolicy, profileType). Una cuenta con contraseña propia se vincula cuando su dueño inicia sesión en ella.',
    'external.trial.no_rule': 'Ninguna regla decide nada en su caso.',
    'external.trial.told': 'Lo que envió el proveedor',
    'external.trial.why.unavailable': 'No se pudo llegar al proveedor, o no respondió a tiempo.',
    'external.trial.why.declined': 'El proveedor no le dejó seguir, o usted se detuvo allí.',
    'external.trial.why.untrusted': 'Lo que envió el proveedor no superó una comprobación.',
    'external.trial.why.not_anew': 'El proveedor no le pidió iniciar sesión de nuevo.',
    'external.trial.why.wrong_browser': 'La respuesta llegó en otro navegador que el de la prueba.',
    'external.trial.why.unknown_state': 'La respuesta no pertenece a ninguna prueba en curso.',
    'external.trial.why.misconfigured': 'Los ajustes del proveedor, aquí o allí, no pueden funcionar así.',
    'external.trial_failed.heading': 'Todavía no funciona',
    'external.trial_failed.text':
      'No se ha iniciado ninguna sesión ni ha cambiado nada: esta configuración no cuenta como probada. Esto es lo que falló, para quien la configura.',
    'external.unavailable.heading': 'Esta forma de iniciar sesión no funciona ahora',
    'external.unavailable.text':
      '{provider} no responde como debe y usted no ha iniciado sesión. Inténtelo de nuevo en un minuto o, si puede, de otra forma.',
    'external.unknown.heading': 'Todavía no hay una cuenta para usted aquí',
    'external.unknown.text':
      '{provider} le conoce, pero aquí no tiene invitación. Pida una a quien le dio la aplicación, por ejemplo a su clínica.',
    'external.unlinked.heading': 'Su cuenta todavía no está vinculada',
    'external.unlinked.text':
      'Su cuenta de {provider} no está vinculada a su cuenta de aquí. Inicie sesión con su dirección de correo y su contraseña. O inicie sesión primero con {provider} en una aplicación: allí puede vincular las dos.',
    'external.untrusted.heading': 'No pudimos comprobar su inicio de sesión',
    'external.untrusted.text':
      'La respuesta de {provider} no era correcta, así que no se ha iniciado la sesión. Empiece de nuevo. Si vuelve a ocurrir, avise a quien le dio la aplicación, por ejemplo su clínica.',
    'external.unverified.heading': 'Su dirección de correo no está confirmada',
    'external.unverified.text':
      '{provider} no ha confirmado que su dirección de correo sea suya. Confírmela allí y empiece de nuevo.',

    'factor.account.app': 'Para abrir su cuenta, escriba el código de su aplicación de autenticación.',
    'factor.account.email': 'Enviamos un código a {email}. Escríbalo para abrir su cuenta.',
    'factor.account.recovery':
      'Para abrir su cuenta, escriba uno de los códigos de recuperación que guardó. Cada código funciona una sola vez.',
    'factor.account.sms': 'Enviamos un código por mensaje de texto a {number}. Escríbalo para abrir su cuenta.',
    'factor.app.lead': 'Para continuar en {app}, escriba el código de su aplicación de autenticación.',
    'factor.button': 'Continuar',
    'factor.code': 'Código',
    'factor.code.hint': '6 números. Los espacios no importan.',
    'factor.email.lead': 'Enviamos un código a {email}. Escríbalo para continuar en {app}.',
    'factor.heading': 'Escriba su código',
    'factor.lost': 'Ya no tengo mi teléfono o mi clave de acceso',
    'factor.mail': 'Enviarme un código por correo electrónico',
    'factor.mail_again': 'Enviar un código nuevo',
    'factor.mail_failed': 'No pudimos enviar el correo. Inténtelo de nuevo.',
    'factor.mail_limit': 'Le enviamos muchos correos en la última hora. Espere un poco o elija otra forma.',
    'factor.missing': 'Escriba el código.',
    'factor.new_place': 'Se lo pedimos porque no ha iniciado sesión antes con este navegador.',
    'factor.passkey.heading': 'Confirme con su clave de acceso',
    'factor.passkey.lead': 'Use una de sus claves de acceso para continuar en {app}.',
    'factor.passkey.touched':
      'Tocar la clave de acceso no basta para continuar en {app}. Deje que su dispositivo compruebe su huella, su cara o su PIN, o inicie sesión primero con su contraseña.',
    'factor.recovery.code': 'Código de recuperación',
    'factor.recovery.heading': 'Escriba un código de recuperación',
    'factor.recovery.hint': '24 letras y números, como 7K2M-9QXT-R4VB-3HWE-5D0N-8PCJ.',
    'factor.recovery.lead':
      'Para continuar en {app}, escriba uno de los códigos de recuperación que guardó. Cada código funciona una sola vez.',
    'factor.remember': 'No volver a preguntarme en este navegador durante {wait}',
    'factor.remember.more':
      'Márquelo solo en un dispositivo que nadie más usa. Volveremos a preguntar cuando cambie su contraseña o su segundo paso.',
    'factor.sms.lead': 'Enviamos un código por mensaje de texto a {number}. Escríbalo para continuar en {app}.',
    'factor.text': 'Enviarme un código por mensaje de texto',
    'factor.use_app': 'Usar mi aplicación de autenticación',
    'factor.use_recovery': 'Usar un código de recuperación',
    'factor.weak_password': 'Se lo pedimos porque su contraseña es fácil de adivinar. Después elegirá una nueva.',
    'factor.wrong':
      'Este código no funciona. Revíselo o escriba otro. Cada código funciona una sola vez, y el de una aplicación solo por poco tiempo.',
    'factor.wrong.sent': 'Este código no funciona. Revíselo o elija «Enviar un código nuevo».',

    'factors.add': 'Añadir una aplicación de autenticación',
    'factors.add.lead':
      'Los códigos se los da una aplicación de autenticación: una aplicación gratuita, como Google Authenticator o Microsoft Authenticator. Descargue una de la tienda de aplicaciones de su teléfono. Escanee esta imagen con ella y escriba el código que muestra.',
    'factors.add_email': 'Permitir también códigos por correo',
    'factors.add_number': 'Recibir códigos por mensaje de texto',
    'factors.back': 'Volver a su segundo paso',
    'factors.browsers': 'Navegadores en los que no pedimos su segundo paso',
    'factors.browsers.forget': 'Volver a pedirlo',
    'factors.browsers.hint': 'Por un tiempo, su contraseña basta en estos navegadores.',
    'factors.browsers.until': 'Hasta el {until}',
    'factors.done.added': 'Se añadió. Desde ahora lo pediremos cuando inicie sesión con su contraseña.',
    'factors.done.demanded': 'Necesita un segundo paso, y este es el único. Añada otro primero.',
    'factors.done.forgotten': 'Desde ahora volveremos a pedir su segundo paso allí.',
    'factors.done.removed': 'Se quitó.',
    'factors.done.renamed': 'El nombre está cambiado.',
    'factors.heading': 'Segundo paso al iniciar sesión',
    'factors.kind.email': 'Códigos por correo electrónico',
    'factors.kind.sms': 'Códigos por mensaje de texto',
    'factors.kind.totp': 'Aplicación de autenticación',
    'factors.lead':
      'Cuando inicia sesión con su contraseña, le pedimos también un código. Estas son sus formas de obtenerlo:',
    'factors.name': 'Nombre para esta aplicación',
    'factors.none':
      'Todavía no tiene un segundo paso. Añada uno, para que nadie pueda iniciar sesión solo con su contraseña.',
    'factors.recovery.left': {
      one: 'Si pierde su teléfono, puede iniciar sesión con uno de los códigos que guardó. Le queda {count}. Si no los encuentra, cree otros: los anteriores dejan entonces de funcionar.',
      other:
        'Si pierde su teléfono, puede iniciar sesión con uno de los códigos que guardó. Le quedan {count}. Si no los encuentra, cree otros: los anteriores dejan entonces de funcionar.',
    },
    'factors.recovery.make': 'Crear nuevos códigos de recuperación',
    'factors.recovery.none': 'Todavía no tiene ninguno. Con estos códigos puede iniciar sesión si pierde su teléfono.',
    'factors.remove': 'Quitar',
    'factors.rename': 'Guardar nombre',
    'factors.since': 'Añadido el {since}',
    'factors.to': 'A {email}',
    'factors.used': 'Último uso: {at}',

    'failure.fault.heading': 'Algo ha fallado',
    'failure.fault.text': 'El error es nuestro, no suyo. Vuelva a intentarlo dentro de unos minutos.',
    'failure.foreign.heading': 'Este formulario viene de otro sitio',
    'failure.foreign.text':
      'No lo hemos aceptado. Abra {host} en su navegador, o empiece de nuevo desde la aplicación que usa.',
    'failure.malformed.heading': 'Eso no ha funcionado',
    'failure.malformed.text': 'No pudimos leer lo que envió su navegador. Vuelva atrás e inténtelo otra vez.',
    'failure.missing.heading': 'Página no encontrada',
    'failure.missing.text': 'Revise la dirección, o empiece de nuevo desde la aplicación que usa.',
    'failure.throttled.heading': 'Demasiados intentos',
    'failure.throttled.text': 'Espere {wait} y vuelva a intentarlo.',
    'failure.tooLarge.heading': 'Ha enviado demasiado',
    'failure.tooLarge.text': 'Este servidor acepta menos de lo que envió su navegador. Vuelva atrás y envíe menos.',
    'failure.trace': 'Si pide ayuda, dé esta referencia: {trace}',
    'failure.unavailable.heading': 'Ahora mismo no estamos disponibles',
    'failure.unavailable.text': 'No se ha perdido nada de lo que hizo. Vuelva a intentarlo dentro de un minuto.',

    'field.email': 'Correo electrónico',
    'field.email.invalid': 'Escriba una dirección de correo, como nombre@example.org.',
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
      'Esta contraseña está hecha de contraseñas comunes, una tras otra. Elija otra. Varias palabras seguidas son fáciles de recordar.',
    'field.password.count': '{typed} de al menos {least} caracteres',
    'field.password.listed':
      'Muchas personas usan esta contraseña, así que los atacantes la prueban primero. Elija otra. Varias palabras seguidas son fáciles de recordar.',
    'field.password.missing': 'Escriba su contraseña.',
    'field.password.new': 'Contraseña nueva',
    'field.password.personal':
      'Esta contraseña está hecha de su nombre, su dirección o nuestro nombre. Elija otra. Varias palabras seguidas son fáciles de recordar.',
    'field.password.repeated':
      'Esta contraseña repite un texto corto una y otra vez. Elija otra. Varias palabras seguidas son fáciles de recordar.',
    'field.password.rule': 'Al menos 15 caracteres. Varias palabras seguidas son fáciles de recordar.',
    'field.password.show': 'Mostrar la contraseña',
    'field.password.too_long': 'Elija una contraseña de 256 caracteres como máximo.',
    'field.password.too_short':
      'Elija una contraseña de al menos 15 caracteres. Varias palabras seguidas son fáciles de recordar.',
    'field.password.too_short_beside_factor': 'Elija una contraseña de al menos 8 caracteres.',
    'field.password.walk':
      'Esta contraseña es una serie de teclas, letras o cifras seguidas. Elija otra. Varias palabras seguidas son fáciles de recordar.',

    'flow.again': 'Volver a iniciar sesión',
    'flow.as_other': 'Iniciar sesión con otra cuenta',
    'flow.back': 'Volver al inicio de sesión',
    'flow.enroll_elsewhere.heading': 'Proteja primero su cuenta',
    'flow.enroll_elsewhere.text':
      'Necesita un segundo paso para iniciar sesión aquí. Abra la página de su cuenta, inicie sesión allí con su contraseña y añada uno. Después, inicie sesión de nuevo.',
    'flow.expired.heading': 'Ha pasado demasiado tiempo',
    'flow.expired.text': 'El inicio de sesión quedó abierto demasiado tiempo. No se compartió nada. Empiece de nuevo.',
    'flow.granted.heading': 'Ha iniciado sesión',
    'flow.granted.text': 'Vuelva a la aplicación. Si ya no la ve, inicie sesión otra vez.',
    'flow.lost.heading': 'Empiece de nuevo desde su aplicación',
    'flow.lost.text':
      'Este inicio de sesión ha terminado, empezó en otro navegador, o su navegador no guarda nuestras cookies. Vuelva a la aplicación e inicie sesión allí. Si ve esta página otra vez, permita las cookies de este sitio.',
    'flow.make_patient.heading': 'Todavía no tiene un historial aquí',
    'flow.make_project.heading': 'Su proyecto todavía no está creado',
    'flow.make_project.text': 'Créelo en la aplicación en la que se registró y vuelva a iniciar sesión.',
    'flow.no_membership.heading': 'Ya no tiene acceso',
    'flow.no_membership.text':
      'Pida a quien le dio la aplicación, por ejemplo a su clínica, que le vuelva a dar acceso.',
    'flow.not_for_administrators.heading': 'Los administradores no pueden iniciar sesión en otra pantalla',
    'flow.not_for_administrators.text':
      'Su cuenta puede cambiar aquí el acceso de otras personas, así que nunca se usa en otra pantalla. Si alguien le envió el código, avise a quien le dio la aplicación, por ejemplo a su clínica.',
    'flow.blocked_address.heading': 'No puede iniciar sesión desde esta red',
    'flow.blocked_address.text':
      'Aquí solo se puede iniciar sesión desde determinadas redes, por ejemplo la del trabajo. Conéctese a una de ellas y vuelva a iniciar sesión. Si cree que es un error, pregunte a quien le dio la aplicación, por ejemplo a su clínica.',
    'flow.revoked.heading': 'Este inicio de sesión ha terminado',
    'flow.revoked.text': 'Se cerró en la página de su cuenta o por un administrador, o la aplicación se desactivó.',
    'flow.start.heading': 'Empiece desde su aplicación',
    'flow.start.text': 'Abra la aplicación que quiere usar e inicie sesión allí.',

    'forgot.button': 'Enviar el enlace',
    'forgot.heading': '¿Olvidó su contraseña?',
    'forgot.lead': 'Le enviaremos un correo con un enlace para elegir otra.',
    'forgot.wait':
      'Necesitamos asegurarnos de que usted es una persona. Espere 30 segundos y vuelva a elegir el botón.',

    'home.account': 'Ver su cuenta',
    'home.awaited':
      'Este servidor aún no tiene administrador. Si usted lo gestiona, abra el enlace del archivo {file} de su carpeta de datos.',
    'home.console': 'Administrar un proyecto',
    'home.guides': 'Las guías empiezan en {guide}, en el código fuente.',
    'home.heading': 'Le damos la bienvenida',
    'home.health': 'Ver si el servidor funciona bien',
    'home.inbox': 'Ver los correos que este servidor enviaría',
    'home.lead':
      'Con este sitio inicia sesión en las aplicaciones de su clínica. Para empezar, abra la aplicación que quiere usar.',
    'home.link': 'Ir a la página de inicio',
    'home.operators': 'Para quienes gestionan este servidor',
    'home.project': 'Crear un proyecto',

    'link.dead.ask': 'Elegir una contraseña nueva',
    'link.dead.heading': 'Este enlace no funciona',
    'link.dead.text':
      'Ya se usó, ha caducado o se sustituyó por otro más nuevo. Abra nuestro correo más reciente, o pida un enlace nuevo. Si era una invitación, pídalo a la persona que le invitó.',
    'link.elsewhere.heading': 'Abra el enlace donde tiene la sesión iniciada',
    'link.elsewhere.text':
      'Pidió este enlace en la página de su cuenta. Ábralo en el navegador en el que lo pidió, sin cerrar allí la sesión.',
    'link.invite.button': 'Guardar la contraseña',
    'link.invite.heading': 'Elija una contraseña',
    'link.invite.lead': 'Con ella iniciará sesión como {email}.',
    'link.joined.heading': 'Ya tiene una cuenta',
    'link.joined.text':
      'La invitación le espera allí. La contraseña que acaba de elegir no se ha guardado. Inicie sesión con la contraseña que ya tiene. Después acepte la invitación.',
    'link.late.heading': 'Este enlace no funciona',
    'link.late.text':
      'Ya se usó o ha caducado. Si cree que otra persona usa su cuenta, elija una contraseña nueva o pida ayuda a su clínica.',
    'link.notme.button': 'Anular el enlace',
    'link.notme.heading': '¿No es para usted?',
    'link.notme.lead':
      'Si este correo no era para usted, o lo pidió otra persona, anule aquí su enlace. Después nadie podrá usarlo. No cambia nada más.',
    'link.ended.heading': 'El enlace ya no funciona',
    'link.ended.text':
      'Ya nadie puede usarlo. No tiene que hacer nada más. Si recibe más correos como este, avise a quienes los envían.',
    'link.onward.account': 'Ir a su cuenta',
    'link.onward.app': 'Continuar en {app}',
    'link.over.heading': 'Este enlace no funciona',
    'link.over.text':
      'Ya se usó, ha caducado o se sustituyó por otro más nuevo. Vuelva a su aplicación e inicie sesión allí otra vez.',
    'link.owner': 'la persona a quien se envió este enlace',
    'link.reset.button': 'Guardar la contraseña nueva',
    'link.reset.heading': 'Elija una contraseña nueva',
    'link.reset.lead': 'Con ella iniciará sesión como {email}.',
    'link.set.heading': 'Su contraseña está guardada',
    'link.set.text':
      'Abra la aplicación que quiere usar e inicie sesión con su dirección de correo y la contraseña nueva. Si ya tenía una sesión abierta, tendrá que iniciarla otra vez.',
    'link.undoemail.button': 'Deshacerlo y bloquear mi cuenta',
    'link.undoemail.heading': '¿No fue usted?',
    'link.undoemail.lead':
      'La dirección de correo de su cuenta cambió de {old} a {email}. Si no fue usted, deshágalo. Se cerrarán todas las sesiones y la cuenta quedará bloqueada hasta que elija una contraseña nueva. Se eliminarán las claves de acceso y los segundos pasos añadidos desde entonces.',
    'link.undone.heading': 'Su cuenta está bloqueada',
    'link.undone.text':
      'Nadie tiene una sesión abierta en ella. Otra cuenta tiene ahora su dirección anterior, así que no puede abrir esta por su cuenta. Pida ayuda a su clínica.',
    'link.verified.heading': 'Su dirección de correo está confirmada',
    'link.verified.text': 'Vuelva a la aplicación en la que creó su cuenta e inicie sesión allí.',
    'link.verify-email.button': 'Confirmar la dirección de correo',
    'link.verify-email.heading': '¿Es esta su dirección de correo?',
    'link.verify-email.lead': 'Para confirmar {email}, escriba la contraseña que eligió al crear su cuenta.',
    'link.verify-email.wrong': 'Esta no es la contraseña que eligió para esta cuenta. Vuelva a intentarlo.',

    'mail.greeting': 'Hola, {name}:',
    'mail.not_me': '¿No fue usted? Avísenos y anularemos el enlace:',
    'mail.button.accept': 'Aceptar la invitación',
    'mail.button.account': 'Abrir su cuenta',
    'mail.button.changes': 'Ver qué cambiaría',
    'mail.button.confirm': 'Confirmar su dirección de correo',
    'mail.button.continue': 'Continuar',
    'mail.button.enter_code': 'Escribir el código',
    'mail.button.new_password': 'Elegir una contraseña nueva',
    'mail.button.not_me': 'No es para mí',
    'mail.button.passkeys': 'Ver sus claves de acceso',
    'mail.button.recover': 'Recuperar su cuenta',
    'mail.button.sign_in': 'Iniciar sesión',
    'mail.button.stop': 'Detener la recuperación',
    'mail.button.undo': 'Deshacer el cambio',
    'mail.invite.until': 'El enlace funciona una sola vez, hasta el {until}.',
    'mail.invite.not_me': '¿No era para usted? Avísenos y anularemos el enlace:',
    'mail.invite.administrator': 'Un administrador',
    'mail.invite.own': '{inviter} le invita a usar {project} en línea. Ya tiene una cuenta en {host}.',
    'mail.invite.answer': 'Para aceptar o rechazar, abra su cuenta e inicie sesión:',
    'mail.invite.unexpected':
      '¿No lo esperaba? Rechace la invitación o ignore este correo: no pasa nada hasta que acepte.',
    'mail.access.ignore': '¿No lo esperaba? Ignore este correo: no pasa nada hasta que inicie sesión.',
    'mail.access.subject': 'Tiene acceso a {project}',
    'mail.domain_missing.subject': 'Falta el registro DNS de {domain}',
    'mail.domain_missing.text':
      'Su proyecto en {host} da acceso a las personas que tienen una dirección de {domain}. Hoy no se encontró el registro DNS que muestra que el dominio es suyo:',
    'mail.domain_missing.advice':
      'Publíquelo de nuevo. Después de {days} días seguidos sin él, nadie con una dirección de {domain} podrá iniciar sesión, salvo la cuenta de emergencia. Si el dominio ya no es suyo, quítelo del proyecto.',
    'mail.domain_suspended.subject': 'El inicio de sesión para {domain} está suspendido',
    'mail.domain_suspended.text': 'El registro DNS que muestra que {domain} es suyo falta desde hace 7 días:',
    'mail.domain_suspended.advice':
      'Desde ahora, nadie con una dirección de {domain} puede iniciar sesión en {host}, salvo la cuenta de emergencia. Publique de nuevo el registro y verifique el dominio, o quite el dominio del proyecto.',
    'mail.domain_back.subject': 'El inicio de sesión para {domain} funciona de nuevo',
    'mail.domain_back.text':
      'Se encontró de nuevo el registro DNS que muestra que {domain} es suyo. Las personas con una dirección de {domain} pueden iniciar sesión en {host}.',
    'mail.emergency_used.subject': 'Se usó la cuenta de emergencia',
    'mail.emergency_used.text':
      '{email}, la cuenta de emergencia del proyecto, inició sesión en {host} el {at} desde {address}. Esta cuenta puede iniciar sesión con su contraseña aunque su dominio esté suspendido.',
    'mail.emergency_used.advice':
      'Si no lo hizo ningún administrador, cierre las sesiones de la cuenta, elija otra cuenta de emergencia y haga que se cambie la contraseña.',
    'mail.account_deleted.subject': 'Se ha eliminado su cuenta',
    'mail.account_deleted.text':
      'Se ha eliminado su cuenta en {project}, como usted pidió. Este es nuestro último correo sobre ella.',
    'mail.account_frozen.subject': 'Su cuenta está bloqueada',
    'mail.account_frozen.text':
      'Usted deshizo el cambio de su dirección de correo en {project}. Se cerró la sesión en todos los dispositivos, y su cuenta está bloqueada hasta que elija una contraseña nueva:',
    'mail.account_frozen.expiry':
      'El enlace funciona una sola vez, durante una hora. Después, elija «¿Olvidó su contraseña?» en la página de inicio de sesión.',
    'mail.activation.expiry': 'El código funciona una sola vez, durante 24 horas.',
    'mail.activation.how':
      'Escríbalo en esta página, con la fecha de nacimiento del paciente. Si todavía no tiene cuenta, la página le dice cómo crearla:',
    'mail.activation.subject': 'Su código para abrir su historial médico',
    'mail.activation.text':
      '{project} le envía este código de activación. Abre su historial médico en su cuenta. No se lo dé a nadie. Si no lo esperaba, pregunte a su clínica antes de usarlo.',
    'mail.code.subject': '{code} es su código',
    'mail.code.text':
      'Su código para {project} es {code}. Escríbalo en la página que lo pide. Funciona una sola vez, durante diez minutos. Nadie, ni siquiera su clínica, debe pedírselo.',
    'mail.code.unexpected': 'Si no lo pidió, puede que alguien conozca su contraseña. Elija una contraseña nueva aquí:',
    'mail.deletion_asked.subject': 'Su cuenta se eliminará',
    'mail.deletion_asked.text':
      'Usted nos pidió eliminar su cuenta en {project}. Se han cerrado todas sus sesiones, y eliminaremos la cuenta el {at}.',
    'mail.deletion_asked.act': 'Para conservarla, inicie sesión antes y elija «Conservar mi cuenta»:',
    'mail.deletion_asked.unexpected':
      'Si no fue usted, inicie sesión ahora, conserve la cuenta y cambie su contraseña.',
    'mail.deletion_asked_old.subject': 'Su cuenta se eliminará',
    'mail.deletion_asked_old.text':
      'Alguien nos pidió eliminar la cuenta en {project} que tenía esta dirección hasta hace poco. La eliminaremos el {at}.',
    'mail.deletion_asked_old.unexpected':
      'Si no fue usted, deshaga el cambio de dirección: use el enlace de nuestro correo sobre ese cambio. Así también se conserva la cuenta.',
    'mail.deletion_cancelled.subject': 'Conservamos su cuenta',
    'mail.deletion_cancelled.text': 'Su cuenta en {project} no se eliminará.',
    'mail.deletion_cancelled.act': 'Puede pedirnos que la eliminemos cuando quiera:',
    'mail.email_asked.subject': 'Confirme su nueva dirección de correo',
    'mail.email_asked.text':
      'Un administrador quiere cambiar la dirección de correo de su cuenta en {project} de {old} a esta.',
    'mail.email_asked.act':
      'Si está de acuerdo, inicie sesión con su dirección actual en un plazo de siete días y confirme la nueva:',
    'mail.email_asked.unexpected': 'Si no lo esperaba, ignore este correo. Nada cambia.',
    'mail.email_asked_old.subject': 'Un administrador quiere cambiar su dirección de correo',
    'mail.email_asked_old.text':
      'Un administrador quiere cambiar la dirección de correo de su cuenta en {project} a {email}. Solo cambia si usted lo confirma:',
    'mail.email_asked_old.unexpected': 'Si no lo esperaba, no lo confirme y pregunte a su clínica.',
    'mail.email_changed.subject': 'Su dirección de correo ha cambiado',
    'mail.email_changed.text':
      'La dirección de correo de su cuenta en {project} acaba de cambiar a {email}. Si fue usted, no tiene que hacer nada.',
    'mail.email_changed.act':
      'Si no fue usted, abra esta página en un plazo de siete días y deshaga el cambio. Entonces se cierra la sesión en todos los dispositivos, y la cuenta queda bloqueada hasta que elija una contraseña nueva:',
    'mail.email_changed_new.subject': 'Su dirección de correo ha cambiado',
    'mail.email_changed_new.text':
      'A partir de ahora, inicie sesión en {project} con esta dirección de correo: {email}',
    'mail.email_code.subject': '{code} confirma su nueva dirección de correo',
    'mail.email_code.text':
      'Nos pidieron usar esta dirección de correo para una cuenta en {project}. El código para confirmarla es {code}. Funciona una sola vez, durante diez minutos.',
    'mail.email_code.act': 'Si lo pidió usted, escriba el código en la página que lo pide:',
    'mail.email_code.unexpected': 'Si no fue usted, ignore este correo.',
    'mail.email_moved_old.subject': 'Su invitación se ha enviado a otra dirección',
    'mail.email_moved_old.text':
      'Su invitación a {project} va ahora a otra dirección de correo: un administrador la envió allí. El enlace de nuestro correo anterior ya no funciona. Si no lo esperaba, pregunte a su clínica.',
    'mail.factor_added.subject': 'Se añadió un segundo paso a su cuenta',
    'mail.factor_added.text': 'Desde ahora, su cuenta en {project} pide un código después de la contraseña.',
    'mail.factor_added.act': 'Si no fue usted, abra su cuenta, quite lo que usted no añadió y cambie la contraseña:',
    'mail.factor_removed.subject': 'Se quitó un segundo paso de su cuenta',
    'mail.factor_removed.text': 'Se acaba de quitar un segundo paso de su cuenta en {project}.',
    'mail.factor_removed.act': 'Si no fue usted, abra su cuenta, cambie la contraseña y cierre todas las sesiones:',
    'mail.new_place.subject': 'Inicio de sesión desde un navegador nuevo',
    'mail.new_place.text':
      'Alguien acaba de iniciar sesión en su cuenta de {project} con un navegador o dispositivo que no habíamos visto antes en ella. Su dirección de red (IP) era {address}. Si fue usted, no tiene que hacer nada.',
    'mail.new_place.act': 'Si no fue usted, cambie su contraseña y cierre todas las sesiones:',
    'mail.recovery_cancelled.subject': 'No se recuperó su cuenta',
    'mail.recovery_cancelled.text':
      'La recuperación de su cuenta en {project} ha terminado: alguien la detuvo, usted usó su segundo paso anterior o caducó. No se quitó nada.',
    'mail.recovery_cancelled.act': 'Si todavía no puede iniciar sesión, empiece de nuevo aquí:',
    'mail.recovery_completed.subject': 'Su cuenta fue recuperada',
    'mail.recovery_completed.text':
      'Su cuenta en {project} tiene un nuevo segundo paso. Se quitaron sus segundos pasos anteriores, sus claves de acceso y sus códigos de recuperación, y se cerró la sesión en todos los dispositivos. Si no fue usted, avise enseguida a su clínica.',
    'mail.recovery_confirmed.subject': 'Pronto podrá recuperar su cuenta',
    'mail.recovery_confirmed.text':
      'Las dos comprobaciones de su cuenta en {project} están hechas. Desde el {at} se podrá configurar un nuevo segundo paso, en el navegador donde empezó la recuperación.',
    'mail.recovery_link.subject': 'Recupere su cuenta',
    'mail.recovery_link.text':
      'Alguien, esperamos que usted, perdió el segundo paso de su cuenta en {project}, por ejemplo un teléfono. Si no fue usted, ignore este correo: nada ha cambiado.',
    'mail.recovery_link.act':
      'Para recuperar la cuenta, abra este enlace en el dispositivo que va a seguir usando. Funciona una sola vez, durante un día:',
    'mail.recovery_made.subject': 'Nuevos códigos de recuperación',
    'mail.recovery_made.text':
      'Se acaban de crear nuevos códigos de recuperación para su cuenta en {project}. Los anteriores ya no funcionan.',
    'mail.recovery_made.act':
      'Si no fue usted, abra su cuenta, cambie la contraseña y cree nuevos códigos de recuperación:',
    'mail.sign_in.subject': '{code} es su código para iniciar sesión',
    'mail.sign_in.code':
      'Su código para iniciar sesión en {project} es {code}. Escríbalo en el navegador donde lo pidió.',
    'mail.sign_in.link': 'O abra este enlace en ese navegador:',
    'mail.sign_in.never':
      'El código y el enlace funcionan una sola vez, durante diez minutos. Nadie, ni siquiera su clínica, debe pedirle el código. Si no pidió iniciar sesión, ignore este correo.',
    'mail.recovery_ready.subject': 'Ya puede recuperar su cuenta',
    'mail.recovery_ready.text':
      'El tiempo de espera de su cuenta en {project} terminó. Para configurar su nuevo segundo paso, abra esta página en el navegador donde empezó:',
    'mail.recovery_started.subject': 'Alguien pidió recuperar su cuenta',
    'mail.recovery_started.text':
      'Alguien dice que ha perdido el teléfono o la clave de acceso que necesita para iniciar sesión en su cuenta en {project}, y quiere configurar otro. Todavía no ha cambiado nada. Si fue usted, o si pidió ayuda para esto, continúe en el navegador donde empezó. No tiene que responder.',
    'mail.recovery_stop.text': 'Si no fue usted, deténgalo aquí:',
    'mail.invite.subject': 'Invitación a {project}',
    'mail.invite.text': '{inviter} le invita a usar {project} en línea.',
    'mail.invite.accept': 'Para aceptar, elija aquí una contraseña para su cuenta nueva:',
    'mail.access.own': '{inviter} le dio acceso a {project}.',
    'mail.access.sign_in': 'Ya tiene una cuenta en {host}. Inicie sesión con ella como siempre:',
    'mail.access.organisation':
      '{inviter} le dio acceso a {project} en {host}. No necesita una contraseña nueva. Inicie sesión con la cuenta de su organización ({domain}):',
    'mail.access.unexpected': '¿No lo esperaba? Pregunte a {project}. Puede ver su cuenta aquí:',
    'mail.verify_email.subject': 'Confirme su dirección de correo',
    'mail.verify_email.text':
      'Alguien, esperamos que usted, creó una cuenta en {project} con esta dirección de correo.',
    'mail.verify_email.act': 'Para confirmar que es suya, abra esta página y escriba la contraseña que eligió:',
    'mail.verify_email.expiry':
      'El enlace funciona una sola vez, durante un día. Nadie puede usar la cuenta hasta que usted confirme la dirección.',
    'mail.reset.subject': 'Elija una contraseña nueva',
    'mail.reset.text':
      'Alguien, esperamos que usted, pidió una contraseña nueva para su cuenta en {project}. Elíjala aquí:',
    'mail.reset.expiry':
      'El enlace funciona una sola vez, durante una hora. Si no lo usa, su contraseña queda como está.',
    'mail.registered.subject': 'Ya tiene una cuenta',
    'mail.registered.text':
      'Alguien, quizá usted, intentó crear una cuenta en {host} con esta dirección. Ya tiene una: inicie sesión con ella. Si no fue usted, no tiene que hacer nada.',
    'mail.registered.act': 'Si olvidó su contraseña, elija una nueva aquí:',
    'mail.password_changed.subject': 'Se cambió su contraseña',
    'mail.password_changed.text':
      'Se acaba de cambiar la contraseña de su cuenta en {project}, y se ha cerrado su sesión en todos los demás sitios.',
    'mail.password_changed.act': 'Si no fue usted, elija de inmediato una contraseña nueva:',
    'mail.password_listed.subject': 'Su contraseña es fácil de adivinar',
    'mail.password_listed.text':
      'La contraseña de su cuenta en {project} está en una lista de contraseñas comunes, que los atacantes prueban primero. Elija otra aquí:',
    'mail.password_listed.expiry':
      'El enlace funciona una sola vez, durante una hora. Después, elija «¿Olvidó su contraseña?» en la página de inicio de sesión.',
    'mail.password_disabled.subject': 'Demasiadas contraseñas incorrectas',
    'mail.password_disabled.text':
      'Alguien, quizá usted, escribió demasiadas veces una contraseña incorrecta para su cuenta en {project}. Nadie entró. Por seguridad, su contraseña funciona ahora solo en los navegadores en los que ha iniciado sesión en las últimas semanas.',
    'mail.password_disabled.act': 'Para usar otro navegador, elija una contraseña nueva aquí:',
    'mail.password_removed.subject': 'Su contraseña ya no funciona',
    'mail.password_removed.text':
      'Un administrador acaba de trasladar su cuenta en {project}. La contraseña venía de otro sistema o se eligió antes de que usted confirmara esta dirección de correo, por lo que otros pueden conocerla. Ya no funciona y se cerraron todas sus sesiones.',
    'mail.password_removed.act': 'Para volver a entrar, elija aquí una contraseña nueva:',
    'mail.identity_linked.subject': 'Nueva forma de iniciar sesión',
    'mail.identity_linked.text':
      'Alguien que escribió su contraseña acaba de vincular una cuenta de {provider} a su cuenta en {project}. Desde ahora, iniciar sesión con {provider} abre su cuenta. Puede desvincularla en la página de su cuenta.',
    'mail.identity_linked.act': 'Si no fue usted, elija de inmediato una contraseña nueva. Así también se desvincula:',
    'mail.identity_linked.unnamed': 'inicio de sesión único',
    'mail.secret_replaced.subject': 'Se reemplazó el secreto de una aplicación',
    'mail.secret_replaced.text':
      'Otro administrador de su proyecto en {host} acaba de crear un secreto nuevo para la aplicación {client}, sin conocer el anterior. Quien tenga el secreto nuevo puede actuar como esa aplicación.',
    'mail.secret_replaced.advice':
      'Si no sabe por qué, busque client.secret_rotated en el registro de auditoría para ver quién lo hizo, y pregúntele. En caso de duda, desactive la aplicación.',
    'mail.passkey_added.subject': 'Nueva clave de acceso',
    'mail.passkey_added.text':
      'La clave de acceso «{name}» se acaba de añadir a su cuenta en {project}. Desde ahora puede iniciar sesión con ella.',
    'mail.passkey_added.act': 'Si no fue usted, elimínela en la página de sus claves de acceso:',
    'mail.passkey_added.then': 'Después elija una contraseña nueva:',
    'mail.passkey_removed.subject': 'Se eliminó una clave de acceso',
    'mail.passkey_removed.text':
      'La clave de acceso «{name}» se acaba de eliminar de su cuenta en {project}, y se ha cerrado su sesión en todos los demás sitios.',
    'mail.passkey_removed.act': 'Si no fue usted, elija de inmediato una contraseña nueva:',
    'mail.passkey_removed.then': 'Después compruebe qué claves de acceso tiene su cuenta:',
    'mail.passkey_copied.subject': 'Puede que alguien haya copiado su clave de acceso',
    'mail.passkey_copied.text':
      'Puede que alguien acabe de usar una copia de su clave de acceso «{name}» en {project}. La hemos rechazado.',
    'mail.passkey_copied.act':
      'Si usted no la copió, elimine esta clave en la página de sus claves de acceso y cree otra:',
    'mail.administrator_recovers.subject': 'Recuperación de la cuenta de un administrador',
    'mail.administrator_recovers.started':
      'El administrador {who} de {host} dice que perdió su segundo paso y ha empezado a recuperar la cuenta.',
    'mail.administrator_recovers.confirmed':
      'El administrador {who} de {host} está recuperando su cuenta. Se ha comprobado quién es. Puede continuar después del tiempo de espera.',
    'mail.administrator_recovers.ready':
      'El administrador {who} de {host} está recuperando su cuenta y ya puede configurar un nuevo segundo paso.',
    'mail.administrator_recovers.completed':
      'El administrador {who} de {host} ha recuperado su cuenta, con un nuevo segundo paso.',
    'mail.administrator_recovers.cancelled':
      'El administrador {who} de {host} ya no está recuperando su cuenta: la recuperación se detuvo o ha caducado.',
    'mail.administrator_recovers.host':
      'El administrador {who} de {host} puede recuperar su cuenta con un enlace. Se acaba de crear en el propio servidor.',
    'mail.administrator_recovers.advice':
      'Si no lo sabía, pregúntele ahora. Si no fue esa persona, detenga la recuperación: la guía «A lost phone» explica cómo. En el registro de auditoría, busque recovery.started.',
    'mail.administrator_recovers.advice_completed':
      'Si no lo sabía, pregúntele ahora. Si no fue esa persona, otra tiene ahora la cuenta: quítela del proyecto de inmediato. En el registro de auditoría, busque recovery.started.',
    'mail.administrator_recovers.advice_cancelled':
      'Si no lo sabía, pregúntele ahora. Si no fue esa persona, alguien intentó apoderarse de la cuenta. En el registro de auditoría, busque recovery.started.',
    'mail.changes_wait.subject': 'Un programa pide su aprobación',
    'mail.changes_wait.text':
      'Un programa de su proyecto en {host} quiere cambiar lo que pueden hacer las personas o las aplicaciones, o cómo inician sesión. No ocurre nada hasta que un administrador lo apruebe.',
    'mail.changes_wait.act': 'Vea qué cambiaría y apruébelo o rechácelo:',
    'mail.changes_wait.advice':
      'Los cambios que nadie aprueba ni rechaza caducan a los siete días. Si no conoce el programa, rechace el cambio y desactive el programa: alguien puede haber robado su secreto.',
    'mail.recovery_used.subject': 'Se usó un código de recuperación',
    'mail.recovery_used.text':
      'Se acaba de usar uno de sus códigos de recuperación para iniciar sesión en {project}. Códigos restantes: {left}. Si perdió su teléfono, quite de su cuenta el segundo paso de ese teléfono y añada uno para el nuevo.',
    'mail.recovery_used.act':
      'Si no fue usted, abra su cuenta, cambie la contraseña y cree nuevos códigos de recuperación:',

    'method.client_own.heading': 'Inicie sesión aquí con su contraseña',
    'method.client_own.text':
      'Esta aplicación no permite iniciar sesión con otro proveedor. Vuelva atrás e inicie sesión con su dirección de correo y su contraseña.',
    'method.client_provider.heading': 'Esta aplicación tiene su propio inicio de sesión',
    'method.client_provider.text':
      'En esta aplicación se inicia sesión a su manera, no con una contraseña de aquí. Empiece de nuevo en la aplicación.',
    'method.domain_provider.heading': 'Inicie sesión con su organización',
    'method.domain_provider.text':
      'Con esta dirección se inicia sesión a través de su organización, no con una contraseña de aquí. Empiece de nuevo y continúe con su organización.',
    'method.domain_suspended.heading': 'El inicio de sesión para esta dirección está en pausa',
    'method.domain_suspended.text':
      'En este momento nadie con una dirección de esta organización puede iniciar sesión. Pregunte al soporte informático de su organización.',
    'method.foreign_provider.heading': 'Así no puede iniciar sesión en esta aplicación',
    'method.foreign_provider.text':
      'Esta aplicación no acepta la forma en que inició sesión. Empiece de nuevo en la aplicación y elija otra forma.',
    'method.needs_device.heading': 'Use un dispositivo de su organización',
    'method.needs_device.text':
      'Para esto, use un dispositivo gestionado por su organización e inicie sesión en él con su organización.',
    'method.not_by_mail.heading': 'Inicie sesión de otra forma',
    'method.not_by_mail.text': 'Aquí no basta con un código. Inicie sesión con su contraseña o una clave de acceso.',

    'new-project.heading': 'Crear un proyecto',
    'new-project.lead':
      'Cree un proyecto y la cuenta que lo administra. Esta página existe solo mientras el servidor funciona en modo de desarrollo.',
    'new-project.ready': 'Su proyecto está listo',

    'number.again': 'Usar otro número',
    'number.app': 'Usar una aplicación de autenticación',
    'number.code.lead': 'Enviamos un código a su teléfono. Escríbalo para añadir el número.',
    'number.country': 'No enviamos mensajes de texto a este país. Use otro número u otra forma.',
    'number.failed': 'No pudimos enviar el mensaje de texto. Inténtelo más tarde o elija otra forma.',
    'number.heading': 'Recibir códigos por mensaje de texto',
    'number.hint': 'Empiece con + y el código del país, como +1 212 555 0123. Los espacios no importan.',
    'number.known': 'Ya tiene un número de teléfono. Quítelo primero.',
    'number.label': 'Número de teléfono móvil',
    'number.lead':
      'Enviamos un código a su teléfono cuando inicia sesión. Otras personas podrían leer sus mensajes de texto, así que una aplicación de autenticación es más segura.',
    'number.limit': 'Enviamos muchos mensajes de texto en la última hora. Espere un poco o elija otra forma.',
    'number.malformed': 'Esto no es un número de teléfono. Empiece con + y el código del país, como +34.',
    'number.not_allowed':
      'Su clínica ya no permite iniciar sesión por mensaje de texto. Pregúntele cómo puede iniciar sesión.',
    'number.not_mobile': 'Este no es un número de teléfono móvil. Use uno que reciba mensajes de texto.',
    'number.unused': 'No ha usado este número desde hace 90 días, así que no le enviamos códigos. Elija otra forma.',
    'number.use': 'Recibir los códigos por mensaje de texto',

    'page.fault': 'Error: {title}',
    'page.languages': 'Idioma',

    'passkey.elsewhere':
      'Esta clave de acceso es de otra cuenta, que aquí no tiene acceso. Elija otra clave de acceso o inicie sesión de otra forma.',
    'passkey.make': 'Crear una clave de acceso',
    'passkey.make.failed': 'No se creó ninguna clave de acceso. Vuelva a intentarlo.',
    'passkey.make.known': 'Este dispositivo ya tiene una clave de acceso para su cuenta.',
    'passkey.make.many': 'Su cuenta no puede tener más claves de acceso. Elimine primero una que no use.',
    'passkey.make.proof': 'Para añadir otra clave de acceso, confirme primero con una que ya tenga.',
    'passkey.make.refused': 'La clave de acceso no se aceptó. Vuelva a intentarlo.',
    'passkey.make.scripts':
      'Para crear una clave de acceso, active JavaScript en esta página. También puede continuar sin ella.',
    'passkey.offer.heading': '¿Iniciar sesión más rápido la próxima vez?',
    'passkey.offer.later': 'Ahora no',
    'passkey.offer.lead':
      'Con una clave de acceso, inicia sesión con su huella, su cara o el PIN de su dispositivo. No hay contraseña que recordar, y una página falsa no puede robarla.',
    'passkey.refused': 'La clave de acceso no se aceptó. Vuelva a intentarlo o inicie sesión de otra forma.',
    'passkey.stale': 'Ha tardado demasiado. Vuelva a intentarlo.',
    'passkey.unknown':
      'No conocemos esta clave de acceso. Puede que se haya eliminado. Elija otra o inicie sesión de otra forma.',
    'passkey.use': 'Iniciar sesión con una clave de acceso',
    'passkey.use.failed':
      'No se inició sesión con una clave de acceso. Vuelva a intentarlo o inicie sesión de otra forma.',
    'passkey.use.scripts':
      'Para iniciar sesión con una clave de acceso, active JavaScript en esta página. La contraseña funciona sin él.',

    'patient.born': 'Nacimiento: {date}',
    'patient.unborn': 'Sin fecha de nacimiento',
    'patient.find': 'Buscar',
    'patient.find.hint': 'Escriba la fecha de nacimiento así: {date}',
    'patient.find.label': 'Busque por nombre, fecha de nacimiento o número de historial',
    'patient.forbidden.heading': 'Usted no puede buscar pacientes',
    'patient.forbidden.text':
      '{app} trabaja con un paciente cada vez, pero su acceso en {project} no le permite buscar pacientes. Pregunte a quien le dio el acceso.',
    'patient.forbidden.title': 'Ningún historial que elegir',
    'patient.heading': '¿Qué historial?',
    'patient.lead': '{app} trabaja con un paciente cada vez.',
    'patient.leave': 'Volver sin elegir',
    'patient.more': 'Hay más. Escriba más letras del nombre, la fecha de nacimiento o el número de historial.',
    'patient.none': 'No hay historiales que pueda abrir.',
    'patient.number': 'N.º {number}',
    'patient.unfound':
      'No encontramos historiales que pueda abrir. Pruebe otra forma de escribirlo o menos letras del nombre.',
    'patient.unknown': 'No puede elegir este paciente. Elija otro.',
    'patient.unnamed': 'Sin nombre',

    'recover.button': 'Enviar el enlace',
    'recover.heading': '¿Ha perdido su teléfono o su clave de acceso?',
    'recover.lead':
      'Le enviaremos un correo con un enlace para configurar otro. ¿Guardó un código de recuperación? Entonces vuelva atrás y úselo: es más rápido.',
    'recover.mailed.heading': 'Revise su correo',
    'recover.mailed.text':
      'Si hay una cuenta con esa dirección, y tiene un segundo paso, recibirá un correo con un enlace. Abra el enlace antes de un día. Funciona una sola vez.',

    'recovery.copied': 'Copiados.',
    'recovery.copy': 'Copiarlos',
    'recovery.dead.heading': 'Este enlace no funciona',
    'recovery.dead.text':
      'Ya se usó, ha caducado o se sustituyó por otro más nuevo. Abra nuestro correo más reciente. Si todavía no puede iniciar sesión, pida otro enlace.',
    'recovery.done.heading': 'Ha recuperado su cuenta',
    'recovery.done.lead':
      'Su nuevo segundo paso funciona y se han cerrado todas sus sesiones. Ahora guarde estos códigos de recuperación: si pierde su teléfono, cada uno le permite iniciar sesión una vez. No podemos mostrarlos de nuevo.',
    'recovery.heading': 'Guarde sus códigos de recuperación',
    'recovery.keep': 'Puede cerrar esta página y volver a abrirla más tarde, en este navegador.',
    'recovery.lead':
      'Si pierde su teléfono, cada uno de estos códigos le permite iniciar sesión una vez. Imprímalos o anótelos: no podemos mostrarlos de nuevo.',
    'recovery.list': 'Códigos de recuperación',
    'recovery.new.heading': 'Configure su nuevo segundo paso',
    'recovery.new.lead':
      'Escanee esta imagen con una aplicación de autenticación de su teléfono y escriba el código que muestra. Después dejan de funcionar sus segundos pasos anteriores, sus claves de acceso y sus códigos de recuperación.',
    'recovery.new.passkey': 'O use una clave de acceso',
    'recovery.none.heading': 'Aquí no hay nada que recuperar',
    'recovery.none.text':
      'En este navegador no se está recuperando ninguna cuenta. La recuperación se detuvo, terminó o empezó en otro navegador. Para empezar de nuevo, elija «Ya no tengo mi teléfono o mi clave de acceso».',
    'recovery.password.heading': 'Escriba su contraseña',
    'recovery.password.lead':
      'El tiempo de espera terminó. Escriba la contraseña de {email}. Después configure su nuevo segundo paso.',
    'recovery.print': 'Imprimirlos',
    'recovery.proof.ask': 'Pida ayuda a su clínica. Comprobará quién es usted y necesita este número: {number}',
    'recovery.proof.code': 'Código de recuperación, o código de otra aplicación de autenticación',
    'recovery.proof.heading': 'Confirme que es usted',
    'recovery.proof.hint':
      'Un código de recuperación tiene 24 letras y números, como 7K2M-9QXT-R4VB-3HWE-5D0N-8PCJ. El de una aplicación tiene 6 números.',
    'recovery.proof.lead':
      'Escriba un código de recuperación que guardó, o un código de otra aplicación de autenticación que tenga configurada aquí.',
    'recovery.proof.other': '¿No tiene ninguno?',
    'recovery.saved': 'Ya los guardé',
    'recovery.start.button': 'Empezar la recuperación',
    'recovery.start.cancel': 'Cancelar',
    'recovery.start.heading': 'Recupere su cuenta',
    'recovery.start.hint':
      'Cuando termine, su teléfono anterior, sus claves de acceso y sus códigos de recuperación dejarán de funcionar aquí. Por eso, hágalo solo si ya no puede iniciar sesión con ninguno de ellos. Le enviaremos un correo cada vez que ocurra algo.',
    'recovery.start.lead':
      '¿Ha perdido el teléfono o la clave de acceso con que inicia sesión como {email}? Aquí puede configurar otro.',
    'recovery.start.next':
      'Primero comprobamos que es usted. Después hay que esperar, normalmente un día. Entonces le enviamos un correo con un enlace: ábralo en este mismo navegador para configurar su nuevo teléfono o clave de acceso. Por eso, hágalo en su propio teléfono u ordenador, uno que entonces todavía tenga.',
    'recovery.stop.button': 'Detener la recuperación',
    'recovery.stop.heading': '¿No fue usted?',
    'recovery.stop.lead':
      'Alguien está recuperando su cuenta. Si no es usted, deténgalo aquí. Entonces su cuenta queda como está.',
    'recovery.stopped.heading': 'La recuperación se detuvo',
    'recovery.stopped.text':
      'Su cuenta no ha cambiado. Si vuelve a ocurrir, avise a su clínica y elija una contraseña nueva.',
    'recovery.wait.heading': 'Espere, por favor',
    'recovery.wait.hint':
      'El tiempo de espera le protege: si otra persona empezó esto, le da tiempo para detenerlo, con el enlace de nuestros correos. Si encuentra su teléfono, inicie sesión con él como siempre. Así termina la recuperación.',
    'recovery.wait.lead':
      'Podrá configurar su nuevo teléfono o clave de acceso desde el {at}. Entonces le enviaremos un correo.',

    'register.button': 'Crear cuenta',
    'register.closed': 'Aquí no puede crear una cuenta. Si ya tiene una, inicie sesión. Si no, pregunte a su clínica.',
    'register.confirmed': 'Ya he confirmado mi dirección de correo',
    'register.heading': 'Cree su cuenta',
    'register.known': 'Ya tengo una cuenta',
    'register.lead':
      'Cree una cuenta para continuar en {app}. Con ella se crea también un historial nuevo y vacío en {project}. Si ya le han atendido allí, pregunte primero cómo puede ver su historial.',
    'register.lead.both':
      'Cree una cuenta para continuar en {app}. ¿Ya le han atendido en {project}? Entonces necesita también un código de allí para ver su historial.',
    'register.lead.code':
      'Primero cree una cuenta. Después escriba el código de activación de {project} para ver su historial en {app}.',
    'register.mailed':
      'Hemos enviado un correo a {email}. Abra su enlace y confirme su dirección de correo. Después continúe en {app} con este navegador.',
    'register.mailed.hint':
      '¿No llega nada en unos minutos? Busque en el correo no deseado. Si esta dirección ya tiene una cuenta, el correo se lo dice.',
    'register.patient':
      'Para continuar en {app}, cree un historial nuevo y vacío. Si ya le han atendido en {project}, pregunte primero cómo puede ver su historial.',
    'register.patient.button': 'Crear un historial nuevo',
    'register.taken': 'Esta dirección ya tiene una cuenta. Inicie sesión con ella.',

    'request.form.heading': 'Esta aplicación no está bien configurada',
    'request.form.text': 'Avise a quien le dio la aplicación, por ejemplo su clínica. Allí pueden averiguar qué falla.',
    'request.no_client.heading': 'Esta aplicación no está bien configurada',
    'request.no_client.text':
      'Avise a quien le dio la aplicación, por ejemplo su clínica. Allí pueden averiguar qué falla.',
    'request.no_redirect_uri.heading': 'Esta aplicación no está bien configurada',
    'request.no_redirect_uri.text':
      'Avise a quien le dio la aplicación, por ejemplo su clínica. Allí pueden averiguar qué falla.',
    'request.unknown_client.heading': 'Esta aplicación no está bien configurada',
    'request.unknown_client.text':
      'Avise a quien le dio la aplicación, por ejemplo su clínica. Allí pueden averiguar qué falla.',
    'request.unregistered_redirect_uri.heading': 'Esta aplicación no está bien configurada',
    'request.unregistered_redirect_uri.text':
      'Avise a quien le dio la aplicación, por ejemplo su clínica. Allí pueden averiguar qué falla.',

    'role.carer': 'Familiar o cuidador',
    'role.carer_of': 'Familiar o cuidador de {name}',
    'role.patient': 'Paciente',
    'role.staff': 'Personal sanitario',

    'scope.about.all': 'De todas las personas cuyos historiales puede abrir usted',
    'scope.about.other': 'Solo del historial de {name}',
    'scope.about.self': 'Solo de su propio historial',
    'scope.act': '{things} ({verbs})',
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
    'scope.thing.Observation': 'resultados y mediciones',
    'scope.thing.Patient': 'datos personales',
    'scope.thing.Practitioner': 'profesionales sanitarios',
    'scope.thing.Procedure': 'procedimientos',
    'scope.thing.QuestionnaireResponse': 'respuestas a cuestionarios',
    'scope.thing.RelatedPerson': 'familiares y cuidadores',
    'scope.thing.ServiceRequest': 'solicitudes de pruebas y servicios',
    'scope.thing.other': 'datos del tipo {type}',
    'scope.where': '{may}, donde {conditions}',

    'screen.code': 'Código de la otra pantalla',
    'screen.code.wrong': 'Este código es incorrecto o ha caducado. Vuelva a leerlo en la otra pantalla.',
    'screen.consent': 'Con esto inicia sesión en la pantalla que muestra {code}, no aquí.',
    'screen.denied.heading': 'No se inició ninguna sesión',
    'screen.denied.text':
      'El código ya no funciona. Si alguien se lo envió, avise a quien le dio la aplicación, por ejemplo a su clínica.',
    'screen.deny': 'Yo no pedí esto',
    'screen.done.heading': 'Mire la otra pantalla',
    'screen.done.text': 'Allí se iniciará su sesión en unos segundos. Puede terminarla cuando quiera en su cuenta.',
    'screen.failed.heading': 'No se inició su sesión',
    'screen.failed.text': 'Vuelva a escribir el código de la otra pantalla, o pida allí uno nuevo.',
    'screen.far': 'Usa otra conexión a internet que usted. Siga solo si sabe por qué.',
    'screen.go': 'Continuar para iniciar sesión',
    'screen.gone.heading': 'El código ha caducado',
    'screen.gone.text': 'No se inició su sesión. Pida un código nuevo en la otra pantalla y escriba ese.',
    'screen.heading': 'Iniciar sesión en otra pantalla',
    'screen.lead': 'Un televisor o un terminal le muestra un código. Escríbalo aquí.',
    'screen.near': 'Usa la misma conexión a internet que usted.',
    'screen.never':
      'Nadie debe enviarle un código así. Si un mensaje, una llamada o una página web le pide que lo escriba, deténgase: alguien puede querer entrar en su nombre.',
    'screen.question': '¿Tiene esta pantalla delante?',
    'screen.question.lead':
      'Quien tenga esa pantalla entrará en su nombre. Continúe solo si la ve y usted mismo pidió allí el código.',
    'select.heading': 'Elija una cuenta',
    'select.here': 'Sesión iniciada aquí',
    'select.other': 'Otra cuenta',
    'select.this': 'La cuenta con la sesión iniciada',
    'select.title': 'Elija una cuenta',

    'set-up.account': 'Su cuenta',
    'set-up.administer': 'Abrir la consola',
    'set-up.administer.text': 'Allí invita a personas, añade aplicaciones y dispositivos, y ve lo que ocurre.',
    'set-up.app': 'Dirección de su aplicación',
    'set-up.app.hint':
      'La página en la que empieza su aplicación, como {example}. Después de iniciar sesión, las personas vuelven a ella. ¿Aún no tiene ninguna? Ponga el ejemplo: puede cambiarlo después.',
    'set-up.app.invalid':
      'Escriba la dirección completa, como https://app.example.org/. Solo una aplicación de este equipo puede usar http.',
    'set-up.code': 'Iniciar sesión desde su aplicación',
    'set-up.code.more': '{sdk} explica cómo instalar el paquete y qué más hace.',
    'set-up.code.text':
      'Su primera aplicación pertenece a {project}. Ponga estas líneas en un script de la página {address}:',
    'set-up.dead.heading': 'Este enlace de configuración no funciona',
    'set-up.dead.text':
      'Un enlace de configuración funciona una sola vez, durante un día. Si ya lo ha usado, inicie sesión para continuar. Si no, reinicie el servidor: escribe un enlace nuevo.',
    'set-up.factor.heading': 'Proteja su cuenta',
    'set-up.factor.lead':
      'Como administrador, necesita un segundo paso para iniciar sesión y una aplicación de autenticación en su teléfono. Escanee esta imagen con ella y escriba el código que muestra.',
    'set-up.open': 'Terminar de configurar este servidor',
    'set-up.operate': 'Antes de atender a pacientes reales',
    'set-up.operate.text': '{guide} explica PostgreSQL, el correo, las copias de seguridad y todos los ajustes.',
    'set-up.person.heading': 'Cree su cuenta de administrador',
    'set-up.person.lead':
      'Usted administrará este servidor. El enlace demuestra que usted lo gestiona, así que no enviamos ningún correo para comprobar su dirección.',
    'set-up.project.button': 'Crear el proyecto',
    'set-up.project.heading': 'Cree su primer proyecto',
    'set-up.project.hint': 'Por ejemplo, el nombre de su clínica.',
    'set-up.project.lead': 'Un proyecto contiene una organización: sus personas, sus aplicaciones y sus historiales.',
    'set-up.project.missing': 'Escriba un nombre de 60 caracteres como máximo.',
    'set-up.project.name': 'Nombre del proyecto',
    'set-up.ready.heading': 'Su servidor está listo',
    'set-up.step': 'Paso {step} de {of}',
    'set-up.taken': 'Otra cuenta de este servidor tiene esta dirección. Escriba otra.',
    'signin.button': 'Iniciar sesión',
    'signin.continue': 'Continuar',
    'signin.disabled':
      'Alguien, quizá usted, escribió demasiadas contraseñas incorrectas. Por seguridad, su contraseña no funciona aquí ahora; sigue funcionando en los dispositivos donde ya la usó. Para entrar aquí, elija «¿Olvidó su contraseña?» y cree una nueva, aunque conozca la anterior.',
    'signin.emergency': 'Usar la cuenta de emergencia',
    'signin.emergency.text':
      'Las direcciones de esta organización no tienen contraseña aquí, salvo su cuenta de emergencia. Avisamos a todos los administradores cuando se usa.',
    'signin.forgot': '¿Olvidó su contraseña?',
    'signin.heading': 'Iniciar sesión',
    'signin.late': 'Esta página ha estado abierta más de un día. Escriba su contraseña otra vez.',
    'signin.lead': 'para continuar en {app}',
    'signin.nameless': 'una aplicación sin nombre',
    'signin.other_person': 'La aplicación espera a otra persona. Inicie sesión con la cuenta que usó allí antes.',
    'signin.own_console':
      'Las personas con una dirección en {domain} inician sesión con su propia organización, en la consola de su proyecto.',
    'signin.own_console.link': 'Ir allí',
    'signin.password.heading': 'Escriba su contraseña',
    'signin.phone': 'Iniciar sesión con mi número de teléfono',
    'signin.phone.heading': 'Inicie sesión con su número de teléfono',
    'signin.phone.lead': 'Escriba el número de teléfono que dio a su clínica. Le enviaremos un código.',
    'signin.pow.button': 'Enviarme un código',
    'signin.pow.heading': 'Un paso más',
    'signin.pow.lead':
      'Antes de enviar un código a {email}, comprobamos que usted es una persona. Elija «Enviarme un código». Si no ocurre nada, espere 30 segundos y elíjalo de nuevo.',
    'signin.register': 'Crear una cuenta',
    'signin.throttled': 'Demasiados intentos. Espere {wait} y vuelva a intentarlo.',
    'signin.wrong': 'Dirección de correo o contraseña incorrecta.',
    'signin.wrong.remedy': 'Si acaba de crear su cuenta, abra primero el enlace del correo que le enviamos.',

    'signout.bad_address.heading': 'Este enlace para cerrar la sesión no funciona',
    'signout.bad_address.text':
      'La aplicación que le envió aquí no está bien configurada. Su sesión sigue abierta. Para cerrarla, abra {address}.',
    'signout.button': 'Cerrar la sesión',
    'signout.confirm.heading': '¿Quiere cerrar la sesión?',
    'signout.confirm.person': 'Ha iniciado sesión como {person}.',
    'signout.confirm.text': 'Se cerrará la sesión en todas las aplicaciones que abrió con ella.',
    'signout.done.close': 'Puede cerrar esta ventana.',
    'signout.done.elsewhere': 'Puede que su sesión siga abierta en {provider}.',
    'signout.done.elsewhere.link': 'Cerrar también la sesión en {provider}',
    'signout.done.heading': 'Ha cerrado la sesión',
    'signout.done.onward': 'Continuar en {app}',
    'signout.done.text': 'Ha cerrado la sesión en {from}.',
    'signout.done.untold':
      'No hemos podido cerrar su sesión en {apps}. Ya no pueden leer sus datos de aquí. Cierre la sesión también allí, o cierre la ventana.',
    'signout.nobody.heading': 'No ha iniciado sesión aquí',
    'signout.nobody.text': 'Cierre la sesión en la aplicación que usó. Después cierre esta ventana.',
    'signout.stay': 'Seguir con la sesión abierta',
    'signout.stayed.heading': 'Su sesión sigue abierta',
    'signout.stayed.text': 'Vuelva a la aplicación que usa, o cierre esta ventana.',
    'signout.unusable.heading': 'Este enlace para cerrar la sesión no funciona',
    'signout.unusable.text':
      'La aplicación que le envió aquí cometió un error en el enlace. Su sesión sigue abierta. Para cerrarla, abra {address}.',

    'sms.added':
      'Desde ahora, este número recibe códigos para su cuenta en {host}. ¿No fue usted? Cambie allí su contraseña.',
    'sms.changed':
      'Cambió su forma de iniciar sesión en {host}. ¿No fue usted? Inicie sesión allí y pida ayuda a su clínica.',
    'sms.code': '{code} es su código para {host}. Nadie se lo pedirá.',
    'sms.invitation': 'Puede iniciar sesión en {project} con este número de teléfono: {at}',
    'sms.left': 'Ya no puede iniciar sesión en {host} con este número. ¿No lo esperaba? Llame a su clínica.',
    'sms.new_place':
      'Alguien, esperamos que usted, inició sesión en {host} con un navegador nuevo. ¿No fue usted? Abra allí su cuenta, cierre todas las sesiones y pida ayuda a su clínica.',
    'sms.passkey_copied':
      'Puede que alguien haya copiado su clave de acceso de {host}. La hemos rechazado. Quítela allí y cree otra.',
    'sms.recovery': 'Alguien, quizá usted, está recuperando su cuenta en {host}. ¿No fue usted? Deténgalo aquí: {stop}',
    'sms.recovery_used':
      'Se usó un código de recuperación en {host}. ¿No fue usted? Inicie sesión allí y pida ayuda a su clínica.',
    'sms.removed':
      'Este número ya no recibe códigos para su cuenta en {host}. ¿No fue usted? Cambie allí su contraseña.',

    'terms.accept': 'He leído y acepto estos documentos de {project}',
    'terms.button': 'Aceptar y continuar',
    'terms.changed': 'Estos documentos han cambiado. Vuelva a leerlos y acéptelos.',
    'terms.deny': 'No aceptar',
    'terms.heading': 'Lea y acepte, por favor',
    'terms.lead':
      '{project} le pide que acepte estos documentos antes de continuar. Si no los acepta, volverá a su aplicación.',
    'terms.missing': 'Lea los documentos y marque la casilla para aceptarlos.',
    'terms.privacy': 'Aviso de privacidad',
    'terms.terms': 'Condiciones de uso',

    'time.close': 'Cerrar este aviso',
    'time.last':
      'Esta página se cierra en {wait} y no puede mantenerla abierta más tiempo. Después, inicie sesión otra vez.',
    'time.last.link': 'Este enlace funciona durante {wait} como máximo. Después, pida otro.',
    'time.last.title': 'El tiempo está a punto de terminar',
    'time.more': 'Necesito más tiempo',
    'time.open': 'Esta página permanece abierta {wait}.',
    'time.over': 'No se ha enviado nada de lo que escribió. Continúe para ver cómo empezar de nuevo.',
    'time.over.button': 'Continuar',
    'time.over.title': 'El tiempo ha terminado',
    'time.soon': 'Esta página se cierra en {wait}. Si pide más tiempo, se conserva lo que escribió.',
    'time.soon.secret': 'Esta página se cierra en {wait}. Si pide más tiempo, escriba su contraseña otra vez.',
    'time.title': '¿Necesita más tiempo?',

    'weak.heading': 'Elija una contraseña mejor',
    'weak.lead':
      'Su contraseña es fácil de adivinar, y otras personas podrían usarla. Elija una nueva para continuar. Después se cerrará su sesión en todos los demás sitios.',

    'trace.fine': 'No encontramos nada incorrecto en esta petición.',
    'trace.heading': 'Una petición, paso a paso',
    'trace.none.heading': 'No hay ninguna traza que mostrarle',
    'trace.none.text':
      'Los administradores del proyecto cuya aplicación envió la petición pueden ver su traza durante un día, mientras el proyecto esté en modo de desarrollo. Si usted es uno de ellos, inicie sesión en este servidor con este navegador y vuelva a abrir esta página.',
    'trace.steps': 'Las peticiones que van juntas, primero la más antigua',
    'trace.wrong': 'Qué estaba mal',
  },
} satisfies LanguageFile
