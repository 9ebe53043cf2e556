package wording

import (
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Speaks reports whether there are sentences in a language.
func Speaks(lang eic.Language) bool { return lang == eic.English || lang == eic.Spanish }

// Pick returns the language of sentences: the best that Accept-Language asks
// for, else the person's, else the cluster's, else English.
func Pick(acceptLanguage string, person, cluster eic.Language) eic.Language {
	for _, lang := range []eic.Language{Accepted(acceptLanguage), person, cluster} {
		if Speaks(lang) {
			return lang
		}
	}
	return eic.English
}

// Accepted returns the language with the highest weight of an Accept-Language
// header (RFC 9110, 12.5.4) among those Speaks knows, the first of equals; ""
// if it asks for none of them, or for any.
func Accepted(header string) eic.Language {
	var best eic.Language
	var most float64
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(part, ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if lang := eic.Language(primary); Speaks(lang) {
			if q := weight(params); q > most {
				best, most = lang, q
			}
		}
	}
	return best
}

// weight reads ";q=0.8" of a header: 1 if it is absent, 0 if it is malformed.
func weight(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		name, value, found := strings.Cut(param, "=")
		if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return q
	}
	return 1
}
