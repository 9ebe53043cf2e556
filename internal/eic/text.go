package eic

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Most runes of a text.
const (
	MaxTitle       = 200 // of titles, names, labels and external ids
	MaxDescription = 10_000
	MaxNote        = 1_000 // of short free texts, such as a success measure or a reason
)

// ParseTitle reads one line of text: blanks at the ends are dropped, it must
// not be empty, and has at most MaxTitle runes and no control characters.
func ParseTitle(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", fault.At("", fault.Required)
	}
	return parseText(s, MaxTitle, "")
}

// ParseName is ParseTitle for what may be left out: empty stays empty.
func ParseName(s string) (string, error) { return parseText(strings.TrimSpace(s), MaxTitle, "") }

// ParseDescription reads a text of several lines, at most MaxDescription runes;
// line breaks and tabs are the only control characters in it.
func ParseDescription(s string) (string, error) {
	return parseText(strings.TrimSpace(s), MaxDescription, "\n\r\t")
}

// ParseNote is ParseDescription with at most MaxNote runes.
func ParseNote(s string) (string, error) { return parseText(strings.TrimSpace(s), MaxNote, "\n\r\t") }

func parseText(s string, most int, controls string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fault.At("", fault.NotUTF8)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return "", fault.At("", fault.TooLong, most, n)
	}
	for _, r := range s {
		if unicode.IsControl(r) && !strings.ContainsRune(controls, r) {
			return "", fault.At("", fault.ControlChar)
		}
	}
	return s, nil
}

// clip shortens what a caller sent before it is quoted back.
func clip(s string) string {
	const most = 60
	s = strings.ToValidUTF8(s, "?")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "..."
}

// Language is a language by its ISO 639 code, such as "en"; empty if not said.
type Language string

// English and Spanish are the languages the product itself speaks.
const (
	English Language = "en"
	Spanish Language = "es"
)

// ParseLanguage reads a code of two or three letters; a region behind it
// ("es-MX") is dropped. Empty stays empty.
func ParseLanguage(s string) (Language, error) {
	code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(strings.ReplaceAll(s, "_", "-"))), "-")
	if code == "" && s == "" {
		return "", nil
	}
	if len(code) < 2 || len(code) > 3 || !madeOf(code, "abcdefghijklmnopqrstuvwxyz") {
		return "", fault.At("", fault.NotALanguage, clip(s))
	}
	return Language(code), nil
}

// ParseURL reads an absolute http or https address; one without a scheme gets https. Empty stays empty.
func ParseURL(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || len(s) > 2000 {
		return "", fault.At("", fault.NotALink, clip(s))
	}
	return s, nil
}

// ParseTimeZone reads a name of the time zone database, such as "America/Phoenix".
// Empty stays empty and means UTC.
func ParseTimeZone(s string) (string, error) {
	if s == "Local" {
		return "", fault.At("", fault.NotATimeZone, s)
	}
	if _, err := time.LoadLocation(s); err != nil {
		return "", fault.At("", fault.NotATimeZone, clip(s))
	}
	return s, nil
}
