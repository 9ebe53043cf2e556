package wording

import (
	"errors"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Error returns the sentence of what is wrong.
func Error(lang eic.Language, d fault.Detail) string {
	p, ok := errorPhrases[d.Code]
	if !ok {
		return Error(lang, fault.Say(fault.Unexpected, string(d.Code)))
	}
	return sentence(p.in(lang, d.Args...))
}

var (
	canBecome = phrase{"From here it can be: {0:c}", "Desde aquí puede estar: {0:c}"}
	isFinal   = phrase{"It is final", "Ya es definitivo"}
	broken    = phrase{"Something went wrong: {0}", "Algo salió mal: {0}"}
)

// Message returns what is wrong: for one field its own sentence, for several that
// they are to be looked at (e.Fields has them); where a state is in the way, also
// the states that may follow.
func Message(lang eic.Language, e *fault.Error) string {
	if len(e.Fields) == 1 {
		return Error(lang, e.Fields[0].Detail)
	}
	text := Error(lang, e.Detail)
	if len(e.Legal) == 0 {
		if e.Detail.Code == fault.IllegalState {
			text += " " + sentence(isFinal.text(lang))
		}
		return text
	}
	legal := make([]string, len(e.Legal))
	for i, state := range e.Legal {
		legal[i] = named(lang, stateWords, state)
	}
	return text + " " + sentence(canBecome.in(lang, legal))
}

// Fault returns all that is wrong for somebody at a terminal, who may see causes
// too: the message, and a line for each field.
func Fault(lang eic.Language, err error) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return sentence(broken.in(lang, err.Error()))
	}
	if e.Detail.Code == "" {
		return sentence(broken.in(lang, e.Error()))
	}
	if len(e.Fields) == 0 {
		return Message(lang, e)
	}
	lines := []string{Error(lang, e.Detail)}
	for _, f := range e.Fields {
		lines = append(lines, "  "+strings.TrimPrefix(f.Path+": ", ": ")+Error(lang, f.Detail))
	}
	return strings.Join(lines, "\n")
}

var gone = phrase{"Somebody who has left", "Alguien que ya no está"}

// Gone stands for the name of somebody who had everything about them deleted.
func Gone(lang eic.Language) string { return gone.text(lang) }

// verbWords are what one may not do, by the names of the policy.
var verbWords = map[string]phrase{
	"read":            {"see this", "ver esto"},
	"read poster":     {"see who posted this", "ver quién publicó esto"},
	"read contact":    {"see how to reach this person", "ver cómo contactar a esta persona"},
	"read matches":    {"see these matches", "ver estas coincidencias"},
	"explain":         {"see why these two fit", "ver por qué estos dos encajan"},
	"browse":          {"see this list", "ver esta lista"},
	"post":            {"post a need", "publicar una necesidad"},
	"post for others": {"post for somebody else", "publicar en nombre de otra persona"},
	"publish":         {"publish this kind of offer", "publicar este tipo de oferta"},
	"record":          {"add this", "agregar esto"},
	"edit":            {"change this", "cambiar esto"},
	"edit membership": {"change what somebody is in the cluster", "cambiar lo que alguien es en el clúster"},
	"read audit log":  {"see this cluster's audit log", "ver el registro de auditoría de este clúster"},
	"invite":          {"invite this person", "invitar a esta persona"},
	"revoke sign-ins": {"sign this person out", "cerrar las sesiones de esta persona"},
	"manage accounts": {"manage service accounts", "administrar cuentas de servicio"},
	"export":          {"export what is held on this person", "exportar lo que se guarda de esta persona"},
	"delete":          {"delete what is held on this person", "borrar lo que se guarda de esta persona"},
	"decide":          {"decide on this need", "decidir sobre esta necesidad"},
}

// expectedWords are what a value should have been.
var expectedWords = map[string]phrase{
	"text":           {"text", "un texto"},
	"a list":         {"a list", "una lista"},
	"an object":      {"an object", "un objeto"},
	"a number":       {"a number", "un número"},
	"a whole number": {"a whole number", "un número entero"},
	"true or false":  {"true or false", "verdadero o falso"},
	"an id":          {"an id", "un identificador"},
	"an external id, or {source, id}": {
		"an external id, or {source, id}", "un identificador externo, o {source, id}",
	},
}
