package wording

import "github.com/edclusters/thirdplace/internal/fault"

// errorPhrases has a sentence for each code of package fault, whose comments give
// the arguments.
var errorPhrases = map[fault.Code]phrase{

	// What is wrong with a field.
	fault.CheckFields: {
		"Please look at the marked fields again",
		"Por favor, revise los campos marcados",
	},
	fault.Required: {
		"This is needed",
		"Este dato es necesario",
	},
	fault.TooLong: {
		"This has {1} characters and at most {0} fit; please shorten it",
		"Tiene {1} caracteres y caben {0} como máximo; por favor, acórtelo",
	},
	fault.ControlChar: {
		"This contains a character that cannot be shown; typing it again usually helps",
		"Contiene un carácter que no se puede mostrar; suele bastar con escribirlo de nuevo",
	},
	fault.NotUTF8: {
		"This text is damaged; please save it as UTF-8 and send it again",
		"El texto está dañado; por favor, guárdelo como UTF-8 y envíelo de nuevo",
	},
	fault.Malformed: {
		"{0:q} is not written as it should be; please check it",
		"{0:q} no está escrito como debería; por favor, revíselo",
	},
	fault.NotOneOf: {
		"{0:q} is not one of the choices: {1:c}",
		"{0:q} no es una de las opciones: {1:c}",
	},
	fault.NotADay: {
		"{0:q} is not a date; please write it like 2031-02-01",
		"{0:q} no es una fecha; por favor, escríbala como 2031-02-01",
	},
	fault.WindowReversed: {
		"This ends on {1}, before it begins on {0}",
		"Termina el {1}, antes de empezar el {0}",
	},
	fault.OutOfRange: {
		"{0} does not fit; it should be between {1} and {2}",
		"{0} no cabe; debería estar entre {1} y {2}",
	},
	fault.NotALink: {
		"{0:q} is not a web address; please write it like https://example.org",
		"{0:q} no es una dirección web; por favor, escríbala como https://example.org",
	},
	fault.NotATimeZone: {
		"{0:q} is not a time zone; please write it like America/Phoenix",
		"{0:q} no es una zona horaria; por favor, escríbala como America/Phoenix",
	},
	fault.NotALanguage: {
		"{0:q} is not a language; please write a code such as en or es",
		"{0:q} no es un idioma; por favor, escriba un código como en o es",
	},
	fault.NotAnID: {
		"{0:q} is not an id of what belongs here: {1:t}",
		"{0:q} no es un identificador de lo que corresponde aquí: {1:t}",
	},
	fault.UnknownRef: {
		"There is nothing here called {1:q} ({0:t})",
		"Aquí no hay nada llamado {1:q} ({0:t})",
	},
	fault.AmbiguousRef: {
		"{0:q} could be several things: {1:t}; please say which",
		"{0:q} podría ser varias cosas: {1:t}; por favor, diga cuál",
	},
	fault.OtherCluster: {
		"{0:q} belongs to another cluster; only what is in this one can be named here",
		"{0:q} pertenece a otro clúster; aquí solo se puede nombrar lo que está en este",
	},
	fault.OtherCell: {
		"{0:q} is kept apart from this, in the database of another cluster; clusters that share people or organizations have to be kept in one database",
		"{0:q} se guarda aparte, en la base de datos de otro clúster; los clústeres que comparten personas u organizaciones tienen que guardarse en una misma base de datos",
	},
	fault.UnknownField: {
		"There is no field {0:q} here; please check how it is spelled",
		"Aquí no hay ningún campo {0:q}; por favor, revise cómo está escrito",
	},
	fault.WrongType: {
		"This should be {0:w}",
		"Esto debería ser {0:w}",
	},
	fault.GradeBand: {
		"{0:q} is a span of grades; please name the grades one by one, such as KG and G01",
		"{0:q} es un tramo de grados; por favor, nombre los grados uno por uno, como KG y G01",
	},
	fault.Unlocatable: {
		"A place needs a postal code, or both lat and lng",
		"Un lugar necesita un código postal, o bien lat y lng",
	},
	fault.TooMany: {
		"There are {1} here and at most {0} fit",
		"Aquí hay {1} y caben {0} como máximo",
	},
	fault.Repeated: {
		"{0:q} is here twice; once is enough",
		"{0:q} está dos veces; basta con una",
	},
	fault.SelfRef: {
		"This cannot be part of itself, directly or in a circle",
		"Esto no puede ser parte de sí mismo, ni directamente ni en círculo",
	},
	fault.EmptyPeriod: {
		"There is no day in this time; please choose another",
		"En este tiempo no hay ningún día; por favor, elija otro",
	},
	fault.FixedOnce: {
		"This cannot be changed any more",
		"Esto ya no se puede cambiar",
	},
	fault.ChosenToo: {
		"{0:q} is among the chosen topics as well; a text is about it or it is not",
		"{0:q} está también entre los temas elegidos; un texto trata de él o no",
	},
	fault.NotShared: {
		"A cluster can add labels and ties to a topic that all clusters share, and {0:q} is not one; change a topic of your own itself",
		"Un clúster puede agregar nombres y vínculos a un tema que comparten todos los clústeres, y {0:q} no lo es; si el tema es suyo, cámbielo directamente",
	},
	fault.NotAdded: {
		"A topic that adds to another one has no field {0:q} of its own; please leave it out",
		"Un tema que amplía otro no tiene un campo {0:q} propio; por favor, omítalo",
	},
	fault.OnlyAdds: {
		"{0:q} only adds labels and ties to another topic; please name that topic instead",
		"{0:q} solo agrega nombres y vínculos a otro tema; por favor, nombre ese tema",
	},
	fault.LabelTaken: {
		"{0:q} is what the topic {1:q} is called already; choose a longer label, add to that topic, or say with ambiguous that it means both",
		"{0:q} ya es un nombre del tema {1:q}; elija un nombre más largo, amplíe ese tema o indique con ambiguous que significa ambas cosas",
	},
	fault.NoLabel: {
		"Nothing can be found by {0:q}; please choose a label with a word that says something",
		"Con {0:q} no se puede encontrar nada; por favor, elija un nombre con alguna palabra que diga algo",
	},
	fault.NothingMatters: {
		"{0:q} cannot be what matters most; choose TEXT, TOPIC, CURRICULUM, MODE, PLACE or TIME",
		"{0:q} no puede ser lo que más importa; elija TEXT, TOPIC, CURRICULUM, MODE, PLACE o TIME",
	},

	// What is wrong with a request.
	fault.NotThere: {
		"This is not here, or not yours to see ({0:t})",
		"Esto no está aquí o no es suyo para verlo ({0:t})",
	},
	fault.SignIn: {
		"Please sign in first",
		"Por favor, inicie sesión primero",
	},
	fault.BadToken: {
		"Your sign-in has run out or cannot be read; please sign in again",
		"Su sesión ha caducado o no se puede leer; por favor, inicie sesión de nuevo",
	},
	fault.TellsDiagnosis: {
		"{0:q} seems to tell of one person's health; everybody in the cluster will read this, so please say it without the name, such as: a student with autism",
		"{0:q} parece contar algo de la salud de una persona; lo leerá todo el clúster, así que por favor dígalo sin el nombre, por ejemplo: un estudiante con autismo",
	},
	fault.TellsPlan: {
		"{0:q} seems to tell of one person's IEP or 504 plan; everybody in the cluster will read this, so please say it without the name, such as: students with IEPs",
		"{0:q} parece contar del IEP o del plan 504 de una persona; lo leerá todo el clúster, así que por favor dígalo sin el nombre, por ejemplo: estudiantes con IEP",
	},
	fault.TellsBirth: {
		"{0:q} seems to be a child's date of birth; everybody in the cluster will read this, so please say the grade instead",
		"{0:q} parece ser la fecha de nacimiento de un niño o una niña; lo leerá todo el clúster, así que por favor diga el grado en su lugar",
	},
	fault.TellsPhone: {
		"{0:q} seems to be a telephone number; please leave it out: the two of you see how to reach each other once an introduction is accepted",
		"{0:q} parece ser un número de teléfono; por favor, quítelo: ustedes dos verán cómo contactarse cuando se acepte una presentación",
	},
	fault.TellsNumber: {
		"{0:q} seems to be the number of a student; everybody in the cluster will read this, so please leave it out",
		"{0:q} parece ser el número de un estudiante; lo leerá todo el clúster, así que por favor quítelo",
	},
	fault.SignedOut: {
		"You were signed out; please sign in again",
		"Se cerró su sesión; por favor, vuelva a entrar",
	},
	fault.BadInvitation: {
		"This invitation is not open: it may have been used, replaced or have run out; please ask your steward for a new one",
		"Esta invitación no está abierta: puede que ya se haya usado, que otra la haya reemplazado o que haya vencido; por favor, pida una nueva a su coordinadora",
	},
	fault.AlreadyKnown: {
		"You are somebody here already; an invitation is for signing in for the first time",
		"Usted ya es alguien aquí; una invitación es para entrar por primera vez",
	},
	fault.ProgramOnly: {
		"This service account may not do that: {0}",
		"Esta cuenta de servicio no puede hacer eso: {0}",
	},
	fault.Spent: {
		"This has been used or ended already",
		"Esto ya se usó o ya terminó",
	},
	fault.Erased: {
		"This person asked us to delete everything about them; please do not bring it back. A person who wants to return is added as somebody new",
		"Esta persona nos pidió borrar todo sobre ella; por favor, no lo traiga de vuelta. Quien quiera volver se agrega como alguien nuevo",
	},
	fault.SayDelete: {
		"To delete everything about you for good, please write {0:q} here",
		"Para borrar para siempre todo sobre usted, por favor escriba {0:q} aquí",
	},
	fault.UnknownPerson: {
		"You are signed in, but nobody here knows you yet; a steward of your cluster can add you",
		"Ha iniciado sesión, pero aquí todavía no le conocemos; un coordinador de su clúster puede agregarle",
	},
	fault.MayNot: {
		"You cannot {0:v} here; a steward of the cluster can help",
		"Aquí no puede {0:v}; un coordinador del clúster puede ayudarle",
	},
	fault.StaleVersion: {
		"Somebody changed this after you read it (it is at version {1} now, you sent {0}); please look at it again and repeat your change",
		"Alguien cambió esto después de que usted lo leyera (ahora está en la versión {1}, usted envió la {0}); por favor, mírelo de nuevo y repita su cambio",
	},
	fault.IllegalState: {
		"This is {0:s} and cannot be {1:s} next",
		"Ahora está {0:s} y no puede pasar a estar {1:s}",
	},
	fault.KeyReused: {
		"The idempotency key {0:q} was used for something else; please use a new one",
		"La clave de idempotencia {0:q} se usó para otra cosa; por favor, use una nueva",
	},
	fault.Taken: {
		"{2:q} of {1:q} is taken already ({0:t})",
		"{2:q} de {1:q} ya está ocupado ({0:t})",
	},
	fault.BadCursor: {
		"The list has changed too much to go on from here; please start again",
		"La lista ha cambiado demasiado para seguir desde aquí; por favor, empiece de nuevo",
	},
	fault.BadBookmark: {
		"The bookmark X-Bookmark was not made here; please send the request again without it",
		"El marcador X-Bookmark no se hizo aquí; por favor, envíe la solicitud de nuevo sin él",
	},
	fault.WhichCluster: {
		"You belong to several clusters; please name the one you mean",
		"Usted pertenece a varios clústeres; por favor, nombre el que corresponde",
	},
	fault.NotMember: {
		"You do not belong to a cluster yet; a steward can add you",
		"Usted todavía no pertenece a ningún clúster; un coordinador puede agregarle",
	},
	fault.WhichType: {
		"Several records are known as {0:q}: {1:t}; please name the type you mean",
		"Varios registros se conocen como {0:q}: {1:t}; por favor, nombre el tipo que corresponde",
	},
	fault.TooBusy: {
		"There is a lot going on just now; please try again in a moment",
		"Ahora mismo hay mucho movimiento; por favor, inténtelo de nuevo en un momento",
	},
	fault.TooOften: {
		"That was a lot in a short time; please wait a little and try again",
		"Fueron muchas solicitudes en poco tiempo; por favor, espere un poco e inténtelo de nuevo",
	},
	fault.TooManyOpen: {
		"Too many live connections are open just now; please close some, or try again in a little while",
		"Ahora mismo hay demasiadas conexiones en vivo abiertas; por favor, cierre algunas o inténtelo más tarde",
	},
	fault.Away: {
		"We cannot reach our records just now; please try again in a moment",
		"Ahora mismo no alcanzamos nuestros registros; por favor, inténtelo de nuevo en un momento",
	},
	fault.SpansCells: {
		"What you asked to change at once is kept in several databases; please change it one cluster at a time",
		"Lo que pidió cambiar a la vez se guarda en varias bases de datos; por favor, cámbielo clúster por clúster",
	},
	fault.Unexpected: {
		"Something went wrong on our side; please try again, and if it stays so, tell us this number: {0}",
		"Algo salió mal de nuestro lado; por favor, inténtelo de nuevo y, si sigue igual, díganos este número: {0}",
	},
	fault.NotTrusted: {
		"This service answers only what the programs made for it ask; please ask the people who run it to add this request",
		"Este servicio responde solo a lo que preguntan los programas hechos para él; por favor, pida a quienes lo llevan que añadan esta petición",
	},
	fault.BadDocument: {
		"This request cannot be understood: {0}",
		"No se entiende esta petición: {0}",
	},

	// What is wrong with a file or a store.
	fault.NewerSchema: {
		"the file {0} was written by a newer thirdplace (it is at {1}, this one knows {2}); please update the program",
		"el archivo {0} fue escrito por un thirdplace más nuevo (está en {1}, este conoce {2}); por favor, actualice el programa",
	},
	fault.CorruptStore: {
		"the file {0} is damaged; please restore it from a backup",
		"el archivo {0} está dañado; por favor, recupérelo de una copia de seguridad",
	},
	fault.DiskFull: {
		"The disk has no room left for {0}",
		"En el disco no queda espacio para {0}",
	},
	fault.StoreInUse: {
		"the file {0} is in use by another thirdplace; please stop that one first",
		"el archivo {0} está en uso por otro thirdplace; por favor, deténgalo primero",
	},
	fault.CannotOpen: {
		"it was not possible to open {0}: {1}",
		"no se pudo abrir {0}: {1}",
	},
	fault.NotJSON: {
		"This line is not JSON: {0}",
		"Esta línea no es JSON: {0}",
	},
	fault.NotAnObject: {
		"This line is not one JSON object",
		"Esta línea no es un único objeto JSON",
	},
	fault.LineTooLong: {
		"This line is longer than {0} bytes",
		"Esta línea tiene más de {0} bytes",
	},
	fault.BadGzip: {
		"The compressed file is cut short or damaged",
		"El archivo comprimido está cortado o dañado",
	},
	fault.NoColumn: {
		"The file has no column of this name: {0:c}",
		"El archivo no tiene ninguna columna con este nombre: {0:c}",
	},
	fault.NoHeader: {
		"The first line does not name the columns of the format {0}",
		"La primera línea no nombra las columnas del formato {0}",
	},
	fault.BadCSV: {
		"This line cannot be read as CSV: {0}",
		"Esta línea no se puede leer como CSV: {0}",
	},
	fault.ColumnCount: {
		"This line has {1} {1|column|columns}; the first one names {0}",
		"Esta línea tiene {1} {1|columna|columnas}; la primera nombra {0}",
	},
	fault.KeyUsedAgain: {
		"{1:q} stands for something else in line {2} already ({0:t})",
		"{1:q} ya se usa para otra cosa en la línea {2} ({0:t})",
	},
	fault.UnknownType: {
		"{0:q} is not a type of record",
		"{0:q} no es un tipo de registro",
	},
	fault.UnknownFormat: {
		"{0:q} is not one of the formats: {1:c}",
		"{0:q} no es uno de los formatos: {1:c}",
	},
	fault.NeedsCluster: {
		"The format {0} needs a cluster; name it with --cluster",
		"El formato {0} necesita un clúster; nómbrelo con --cluster",
	},
	fault.NoFile: {
		"The file {0:q} is missing; all files of the download belong in one folder",
		"Falta el archivo {0:q}; todos los archivos de la descarga van en una sola carpeta",
	},
	fault.NeedsFolder: {
		"The format {0} is a folder of several files; please name the folder",
		"El formato {0} es una carpeta con varios archivos; por favor, nombre la carpeta",
	},
	fault.NoVectors: {
		"The endpoint for embeddings gave no vectors: {0}",
		"El servicio de vectores de texto (embeddings) no dio ninguno: {0}",
	},
	fault.SameText: {
		"This was left out because {0:q} says the same and stands for both",
		"Esto se omitió porque {0:q} dice lo mismo y vale por ambos",
	},
	fault.NothingRead: {
		"Nothing could be read from {0}",
		"No se pudo leer nada de {0}",
	},
	fault.TooFewJudged: {
		"Too few needs are judged: there are {1} to fit to and {2} to measure by, and each takes {0}",
		"Hay muy pocas necesidades evaluadas: {1} para ajustar y {2} para medir, y cada grupo requiere {0}",
	},
}
