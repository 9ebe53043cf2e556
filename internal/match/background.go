package match

import (
	"bufio"
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

// backgroundTable holds words of English and Spanish and their shares of
// running text; its first lines say how it was made.
//
//go:embed background.txt
var backgroundTable string

// textWords is how many words a text has for which the table tells how likely a
// word stands in it: those of a short need or offer.
const textWords = 40

// background is the shipped table, read when first needed: for each token the
// share of texts that have it, as if every word of a text were drawn by its share
// of running text:
//
//	p = 1 - (1 - share)^40
//
// A word counts for its stems in both spaces.
var background = sync.OnceValue(func() map[term]float64 {
	texts := readShares(backgroundTable)
	for token, share := range texts {
		texts[token] = 1 - math.Pow(1-min(1, share), textWords)
	}
	return texts
})

// Commonplace reports whether a label is a single word that people use for many
// things: as another name of a topic it proves little, and more words are
// better. A topic's own name may be one, such as "reading".
func Commonplace(label string) bool {
	words := Analyse(label, "").Title
	return len(words) == 1 && commonness(termOf(words[0].English), termOf(words[0].Spanish)) >= commonAlias
}

// commonness returns the share of texts that have a word: it is common if either
// of its tokens is.
func commonness(english, spanish term) float64 {
	table := background()
	return max(table[english], table[spanish])
}

// readShares reads lines of a word, a blank and a share; # begins a comment.
func readShares(table string) map[term]float64 {
	all := map[term]float64{}
	lines := bufio.NewScanner(strings.NewReader(table))
	for lines.Scan() {
		word, number, ok := strings.Cut(lines.Text(), " ")
		share, err := strconv.ParseFloat(number, 64)
		if !ok || err != nil || strings.HasPrefix(word, "#") {
			continue
		}
		w := newSurface(word).stem()
		all[termOf(w.English)] += share
		all[termOf(w.Spanish)] += share
	}
	return all
}
