package ingest

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text returns the text in a column with its line breaks; "" for column -1.
func (r row) text(column int) string {
	if column < 0 {
		return ""
	}
	return paragraphs(r.cells[column])
}

// paragraphs tidies a text of several lines: no blanks at the ends of lines, one
// blank line at most between two, no control characters.
func paragraphs(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	var kept []string
	for line := range strings.SplitSeq(s, "\n") {
		line = trimmed(strings.Map(printable, line))
		if line != "" || len(kept) > 0 && kept[len(kept)-1] != "" {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// printable maps what no description may have to a blank.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// Marks of HTML that publishers leave in plain text.
var (
	breaks = regexp.MustCompile(`(?i)<\s*(br|p|/p|/div|/li)\s*/?>`)
	tags   = regexp.MustCompile(`(?i)</?(a|b|i|u|p|em|li|ol|ul|br|div|sub|sup|span|font|strong)(\s[^<>]*)?/?>`)
)

// plain returns a text without entities and tags of HTML: "&lt;br/&gt;" is a line
// break, "x < 5" stays.
func plain(s string) string {
	s = html.UnescapeString(s)
	s = tags.ReplaceAllString(breaks.ReplaceAllString(s, "\n"), "")
	return paragraphs(html.UnescapeString(s)) // what was escaped twice
}

// bounded returns a text of at most so many characters, cut between words with
// an ellipsis for what is missing.
func bounded(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	runes := []rune(s)
	end := most - 1
	for end > most/2 && !unicode.IsSpace(runes[end]) {
		end--
	}
	return strings.TrimRight(string(runes[:end]), " ,;:.—–-\n\t") + "…"
}
