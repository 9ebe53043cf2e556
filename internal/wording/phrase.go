package wording

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// phrase is one saying in every language. {0}, {1}, ... stand for its
// arguments, {0:t} for one in a shape (see shaped), and {0|one|many} for the
// word that so many of argument 0 take.
type phrase struct{ en, es string }

func (p phrase) text(lang eic.Language) string {
	if lang == eic.Spanish {
		return p.es
	}
	return p.en
}

// in renders the phrase. Arguments that are numbers or days are written in the
// language's manner.
func (p phrase) in(lang eic.Language, args ...any) string {
	rest := p.text(lang)
	var b strings.Builder
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var slot string
		slot, rest, _ = strings.Cut(after, "}")
		b.WriteString(fill(lang, slot, args))
	}
}

func fill(lang eic.Language, slot string, args []any) string {
	place, words, counted := strings.Cut(slot, "|")
	place, shape, _ := strings.Cut(place, ":")
	i, err := strconv.Atoi(place)
	if err != nil || i >= len(args) {
		return "..."
	}
	if counted {
		one, many, _ := strings.Cut(words, "|")
		if fmt.Sprint(args[i]) == "1" {
			return one
		}
		return many
	}
	return shaped(lang, shape, args[i])
}

// shaped writes an argument in one of the shapes: names of types (t), a choice
// among values (c), a state (s), what was to be done (v), what was expected
// (w), or in quotation marks (q).
func shaped(lang eic.Language, shape string, arg any) string {
	text := render(lang, arg)
	switch shape {
	case "t":
		return types(lang, text)
	case "c":
		if values, ok := arg.([]string); ok {
			return choice(lang, values)
		}
	case "s":
		return named(lang, stateWords, text)
	case "v":
		return named(lang, verbWords, text)
	case "w":
		return named(lang, expectedWords, text)
	case "q":
		return quote(lang, text)
	}
	return text
}

var unsaid = phrase{"this value", "este valor"}

// render writes an argument.
func render(lang eic.Language, arg any) string {
	switch v := arg.(type) {
	case string:
		return v
	case phrase:
		return v.text(lang)
	case int:
		return whole(lang, int64(v))
	case int64:
		return whole(lang, v)
	case float64:
		return number(lang, v)
	case *float64:
		if v == nil {
			return unsaid.text(lang)
		}
		return number(lang, *v)
	case eic.Day:
		return day(lang, v)
	case []string:
		return list(lang, v)
	}
	return fmt.Sprint(arg)
}

// whole writes a whole number: 10,000 or 10 000. Spanish leaves four digits
// together (RAE, Ortografía, 2010).
func whole(lang eic.Language, n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	gap, least := ",", 4
	if lang == eic.Spanish {
		gap, least = "\u00a0", 5
	}
	if len(digits) < least {
		return sign + digits
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + gap + digits[i:]
	}
	return sign + digits
}

// number writes a number with at most two decimals: 1.5 or 1,5.
func number(lang eic.Language, x float64) string {
	rounded := math.Round(x*100) / 100
	if rounded == math.Trunc(rounded) && math.Abs(rounded) < 1e15 {
		return whole(lang, int64(rounded))
	}
	s := strconv.FormatFloat(rounded, 'f', -1, 64)
	if lang == eic.Spanish {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

// km writes a distance: whole kilometres, below ten with one decimal.
func km(lang eic.Language, x float64) string {
	if x < 10 {
		x = math.Round(x*10) / 10
	} else {
		x = math.Round(x)
	}
	return number(lang, x) + "\u00a0km"
}

var months = [...]phrase{
	{"January", "enero"}, {"February", "febrero"}, {"March", "marzo"}, {"April", "abril"},
	{"May", "mayo"}, {"June", "junio"}, {"July", "julio"}, {"August", "agosto"},
	{"September", "septiembre"}, {"October", "octubre"}, {"November", "noviembre"}, {"December", "diciembre"},
}

var (
	dayOfYear = phrase{"{0} {1}, {2}", "{1} de {0} de {2}"}
	dayOnly   = phrase{"{0} {1}", "{1} de {0}"}
	fromTo    = phrase{"from {0} to {1}", "del {0} al {1}"}
	onDay     = phrase{"on {0}", "el {0}"}
	fromDay   = phrase{"from {0} on", "desde el {0}"}
	untilDay  = phrase{"until {0}", "hasta el {0}"}
	anyTime   = phrase{"at any time", "en cualquier momento"}
)

// day writes a day: "February 3, 2031" or "3 de febrero de 2031".
func day(lang eic.Language, d eic.Day) string {
	y, m, n := d.Time().Date()
	return dayOfYear.in(lang, months[m-1], strconv.Itoa(n), strconv.Itoa(y))
}

// window writes a span of days; the year of its end stands for both.
func window(lang eic.Language, w eic.Window) string {
	switch {
	case !w.Said():
		return anyTime.text(lang)
	case w.End == 0:
		return fromDay.in(lang, w.Start)
	case w.Start == 0:
		return untilDay.in(lang, w.End)
	case w.Start == w.End:
		return onDay.in(lang, w.End)
	}
	start := day(lang, w.Start)
	if y, m, n := w.Start.Time().Date(); y == w.End.Time().Year() {
		start = dayOnly.in(lang, months[m-1], strconv.Itoa(n))
	}
	return fromTo.in(lang, start, w.End)
}

var (
	and  = phrase{"and", "y"}
	or   = phrase{"or", "o"}
	more = phrase{"{0} more", "{0} más"}
)

// list joins what belongs together: "a, b and c".
func list(lang eic.Language, items []string) string { return join(lang, items, and) }

// choice joins alternatives: "a, b or c".
func choice(lang eic.Language, items []string) string { return join(lang, items, or) }

// some is list with at most most items, the rest as a number.
func some(lang eic.Language, items []string, most int) string {
	if len(items) > most+1 {
		items = append(items[:most:most], more.in(lang, len(items)-most))
	}
	return list(lang, items)
}

func join(lang eic.Language, items []string, word phrase) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := items[len(items)-1]
	return strings.Join(items[:len(items)-1], ", ") + " " + conjunction(lang, word, last) + " " + last
}

// conjunction returns the word before the last item: Spanish says "e" before the
// sound i and "u" before the sound o.
func conjunction(lang eic.Language, word phrase, next string) string {
	if lang != eic.Spanish {
		return word.en
	}
	next = strings.TrimLeft(strings.ToLower(next), "\"'“«(")
	starts := func(sounds ...string) bool {
		for _, s := range sounds {
			if strings.HasPrefix(next, s) {
				return true
			}
		}
		return false
	}
	switch {
	case word == and && starts("i", "í", "hi", "hí") && !starts("hia", "hie", "ia", "ie"):
		return "e"
	case word == or && starts("o", "ó", "ho", "hó"):
		return "u"
	}
	return word.es
}

// quote puts words in the language's quotation marks.
func quote(lang eic.Language, s string) string {
	if lang == eic.Spanish {
		return "«" + s + "»"
	}
	return "“" + s + "”"
}

func quoteAll(lang eic.Language, items []string) []string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = quote(lang, s)
	}
	return quoted
}

// sentence makes the first letter a capital and ends with a full stop.
func sentence(s string) string {
	for i, r := range s {
		s = s[:i] + strings.ToUpper(string(r)) + s[i+len(string(r)):]
		break
	}
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}
