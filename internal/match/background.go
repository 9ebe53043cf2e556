package match

import (
	"bufio"
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// backgroundTable holds words of English and Spanish and their shares of
// running text; its first lines say how it was made.
//
//go:embed background.txt
var backgroundTable string

// shares is how common tokens are in general.
type shares map[term]float64

// share returns the token's share of running text; 0 for one not in the table.
func (s shares) share(t term) float64 { return s[t] }

// background is the shipped table, read when first needed. A word counts for
// its stems in both spaces.
var background = sync.OnceValue(func() shares { return readShares(backgroundTable) })

// readShares reads lines of a word, a blank and a share; # begins a comment.
func readShares(table string) shares {
	all := shares{}
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
