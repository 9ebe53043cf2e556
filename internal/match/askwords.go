package match

// asks reports whether a word of a need is one people use to ask, whatever for.
func asks(english, spanish term) bool { return askWords[english] || askWords[spanish] }

// askWords are the tokens of words with which teachers ask, and of those whom they
// ask for: "looking for somebody who could help my students". Every need has some
// and they tell nothing of what it is about, though few offers have them, so that
// counts make them look telling. (Huston and Croft 2010, "Evaluating Verbose Query
// Processing Techniques", call them stop structure.) An English word is known by its
// English stem, a Spanish one by its Spanish stem.
var askWords = tokenSet(
	`able anybody anyone anything class classes classroom come else find get give go grade grader help hoping idea
	interested kid know like looking lot love maybe need please really somebody someone something student teacher
	thank thanks thing want`,
	`algo alguien alguno alumno alumnas ayuda ayudar ayude busco buscamos buscan clase cosa estudiante favor gracias grado
	gustaria ir maestro maestra necesito necesita necesitamos necesitan puede pueda pueden puedan quiero queremos quieren
	quisiera quisieramos saber vamos venga vengan venir ver`)

func tokenSet(english, spanish string) map[term]bool {
	set := map[term]bool{}
	for w := range wordSet(english) {
		set[termOf(newSurface(w).stem().English)] = true
	}
	for w := range wordSet(spanish) {
		set[termOf(newSurface(w).stem().Spanish)] = true
	}
	return set
}
