package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
)

// A town that does not exist: offers, and needs to look for them, with words as
// often as real texts have them. The common words are those of the background
// table in its order, the others are made of syllables. Words are drawn by the law
// of Zipf and Mandelbrot: the k-th is (k + 3)^-1.1 times as likely.
const (
	vocabularySize = 20_000
	zipfExponent   = 1.1
	zipfShift      = 3
)

// townNeeds is how many needs are stored beside the offers.
const townNeeds = 40

// author writes texts; the same seed writes the same.
type author struct {
	random     *rand.Rand
	zipf       *rand.Zipf
	vocabulary []string
}

func newAuthor(seed uint64) (*author, error) {
	common, err := commonWords("../../internal/match/background.txt")
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(seed, 1))
	return &author{random, rand.NewZipf(random, zipfExponent, zipfShift, vocabularySize-1), vocabularyOf(common)}, nil
}

// commonWords reads the background table, the most common first.
func commonWords(path string) ([]string, error) {
	table, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	share := map[string]float64{}
	for line := range strings.Lines(string(table)) {
		word, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.ParseFloat(number, 64); err == nil && word != "#" {
			share[word] = n
		}
	}
	words := make([]string, 0, len(share))
	for word := range share {
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(share[b], share[a]), strings.Compare(a, b))
	})
	return words, nil
}

// vocabularyOf fills up a list of words with words of two to four syllables.
func vocabularyOf(words []string) []string {
	syllables := strings.Fields("ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu zan ber col dur fen gal hin jor kel lum")
	random := rand.New(rand.NewPCG(7, 7))
	seen := map[string]bool{}
	for _, word := range words {
		seen[word] = true
	}
	for len(words) < vocabularySize {
		word := ""
		for range 2 + random.IntN(3) {
			word += syllables[random.IntN(len(syllables))]
		}
		if !seen[word] {
			seen[word] = true
			words = append(words, word)
		}
	}
	return words
}

// text writes n words.
func (a *author) text(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = a.vocabulary[a.zipf.Uint64()]
	}
	return strings.Join(words, " ")
}

// need writes what a need of n words says: up to five of them in its title.
func (a *author) need(n int) (title, description string) {
	return a.text(min(n, 5)), a.text(max(0, n-5))
}

// town writes clusters with n offers of 30 to 60 words as lines to import: a
// person to every ten offers, and some needs in the first, which is called town.
func (a *author) town(w io.Writer, n, clusters int) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	var failed error
	put := func(l object) {
		if err := lines.Encode(l); failed == nil {
			failed = err
		}
	}
	people := max(1, n/10/clusters) // of each cluster
	in := func(i int) string {
		if i%clusters == 0 {
			return "town"
		}
		return "town" + strconv.Itoa(i%clusters)
	}
	for i := range clusters {
		put(object{"type": "Cluster", "externalId": in(i), "name": "Town " + strconv.Itoa(i), "place": a.place(), "review": false})
		for p := range people {
			put(object{"type": "Person", "externalId": "p" + strconv.Itoa(p), "cluster": in(i), "name": a.text(2),
				"roles": []string{"EDUCATOR", "COMMUNITY_PARTNER", "STEWARD"}})
		}
	}
	for i := range townNeeds {
		title, description := a.need(30)
		put(object{"type": "Need", "externalId": "n" + strconv.Itoa(i), "cluster": "town", "postedBy": "p0",
			"title": title, "description": description, "grades": []string{"G04"}, "place": a.place()})
	}
	for i := range n {
		put(a.offer(i, in(i), people))
	}
	if failed != nil {
		return failed
	}
	return out.Flush()
}

func (a *author) offer(i int, cluster string, people int) object {
	return object{"type": "FundOfKnowledge", "externalId": "o" + strconv.Itoa(i), "cluster": cluster,
		"offeredBy": "p" + strconv.Itoa(a.random.IntN(people)), "title": a.text(5), "description": a.text(25 + a.random.IntN(31)),
		"category": "AGRICULTURE", "grades": []string{"G03", "G04", "G05"}, "modes": []string{"GUEST_SPEAKER"},
		"settings": []string{"IN_PERSON", "VIRTUAL"}, "place": a.place(), "travelKm": 10 + a.random.IntN(40),
		"capacity": object{"count": 3, "per": "MONTH"}}
}

func (a *author) place() map[string]any {
	return map[string]any{"lat": 32 + a.random.Float64()/2, "lng": -111 + a.random.Float64()/2}
}
