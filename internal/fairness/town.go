package fairness

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// Size says how large the town is and how it lives.
type Size struct {
	Subjects int     // what needs and offers are about
	Offers   int     // people, one offer each
	Days     int     // of the year played
	PerDay   float64 // needs that arrive, on average
	Capacity int     // visits each person can give in 30 days
	Seed     uint64
}

// Usual is a town of 240 people and about four needs a day.
func Usual(seed uint64) Size {
	return Size{Subjects: 40, Offers: 240, Days: 365, PerDay: 4, Capacity: 3, Seed: seed}
}

// The words of a text: so many subjects stand side by side in a family and share
// some of their words, and every text has words that say little.
const (
	family        = 4  // subjects of one family
	ownWords      = 14 // of a subject
	familyWords   = 6  // of a family
	generalWords  = 300
	zipfOfDemand  = .8 // how unevenly needs fall on subjects: the n-th has a share of 1/n^.8
	zipfOfSupply  = .8 // the same of offers: a little more evenly
	everydayShare = .5 // of the words of a need say little
	leastPlain    = .2 // the same of offers: some use the words teachers use,
	mostPlain     = .8 // some hardly any
)

// person is somebody who offers something, and what became of them.
type person struct {
	offer   *match.Offer
	subject int
}

// arrival is a need on the day it is posted.
type arrival struct {
	day     int
	subject int
	need    *match.Need
}

// town is the people and needs of a year; it is the same for every policy.
type town struct {
	size     Size
	people   []person
	arrivals []arrival
	offers   *match.Statistics
	needs    *match.Statistics
}

// newTown draws a town.
func newTown(size Size) *town {
	t := &town{size: size}
	r := rand.New(rand.NewPCG(size.Seed, 1))
	counted, asked := match.NewStatisticsBuilder(nil), match.NewStatisticsBuilder(nil)
	supply, demand := shares(size.Subjects, zipfOfSupply), shares(size.Subjects, zipfOfDemand)
	for i := range size.Offers {
		subject := i % size.Subjects // everybody's subject has somebody
		if i >= 2*size.Subjects {
			subject = draw(r, supply)
		}
		// Who describes what they do in the words teachers use is found first by all.
		text := write(r, subject, 3, 15+r.IntN(45), leastPlain+r.Float64()*(mostPlain-leastPlain))
		counted.Add(text.analysed, nil)
		capacity := &eic.Capacity{Count: size.Capacity, Per: eic.PerMonth}
		record := &eic.Offer{
			Head: eic.Head{ID: eic.ID(fmt.Sprintf("fund.o%03d", i))}, Kind: eic.FundOfKnowledge, Status: eic.OfferOpen,
			OfferedBy: eic.PartyID(fmt.Sprintf("person.p%03d", i)), Title: text.title, Description: text.body, Capacity: capacity,
		}
		t.people = append(t.people, person{match.NewOffer(record, nil, text.analysed, nil), subject})
	}
	for day := range size.Days {
		for range poisson(r, size.PerDay) {
			subject := draw(r, demand)
			text := write(r, subject, 2, 6+r.IntN(20), everydayShare)
			asked.Add(text.analysed, nil)
			record := &eic.Need{
				Head:     eic.Head{ID: eic.ID(fmt.Sprintf("need.n%04d", len(t.arrivals)))},
				PostedBy: "person.teacher", Title: text.title, Description: text.body, Status: eic.NeedOpen,
			}
			t.arrivals = append(t.arrivals, arrival{day, subject, match.NewNeed(record, text.analysed, nil, nil)})
		}
	}
	t.offers, t.needs = counted.Build(1), asked.Build(1)
	return t
}

// grade says how useful a person is to a need: 3 for the same subject, 1 for one
// of the same family, else 0.
func grade(a arrival, p person) int {
	switch {
	case a.subject == p.subject:
		return 3
	case a.subject/family == p.subject/family:
		return 1
	}
	return 0
}

type text struct {
	title, body string
	analysed    match.Text
}

// write draws a text about a subject: a title of so many words, and a body; a
// share of the words says little.
func write(r *rand.Rand, subject, title, body int, everyday float64) text {
	words := func(n int, everyday float64) string {
		list := make([]string, n)
		for i := range list {
			switch {
			case r.Float64() < everyday:
				list[i] = invented(1, zipfPlace(r, generalWords))
			case r.IntN(ownWords+familyWords) < familyWords:
				list[i] = invented(1000+subject/family, r.IntN(familyWords))
			default:
				list[i] = invented(2000+subject, r.IntN(ownWords))
			}
		}
		return strings.Join(list, " ")
	}
	t := text{title: words(title, everyday/2), body: words(body, everyday)}
	t.analysed = match.Analyse(t.title, t.body)
	return t
}

// invented makes the n-th word of a vocabulary out of syllables, so that no two
// vocabularies share one and no stemmer joins two.
func invented(vocabulary, n int) string {
	const consonants, vowels = "bdfgklmnprtvz", "aiou"
	word := ""
	for rest := vocabulary*1000 + n + 1; rest > 0; {
		word += string(consonants[rest%len(consonants)])
		rest /= len(consonants)
		word += string(vowels[rest%len(vowels)])
		rest /= len(vowels)
	}
	return word + "k"
}

// shares are the shares of subjects by Zipf's law with an exponent; they sum to 1.
func shares(n int, exponent float64) []float64 {
	list := make([]float64, n)
	sum := 0.0
	for i := range list {
		list[i] = math.Pow(float64(i+1), -exponent)
		sum += list[i]
	}
	for i := range list {
		list[i] /= sum
	}
	return list
}

// draw returns a place with the probability of its share.
func draw(r *rand.Rand, shares []float64) int {
	at := r.Float64()
	for i, share := range shares {
		if at -= share; at < 0 {
			return i
		}
	}
	return len(shares) - 1
}

// zipfPlace returns a place of n, the first ones more often.
func zipfPlace(r *rand.Rand, n int) int {
	return int(math.Pow(float64(n), r.Float64())) - 1
}

// poisson draws how many things happen that happen mean times on average (Knuth
// 1969, "Seminumerical Algorithms", 3.4.1).
func poisson(r *rand.Rand, mean float64) int {
	limit, product, n := math.Exp(-mean), r.Float64(), 0
	for product > limit {
		product *= r.Float64()
		n++
	}
	return n
}
