package match

import (
	"cmp"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Query is what to ask an index for: records with any of the words or topics.
// An index recalls; it does not rank.
type Query struct {
	Words  []Token
	Topics []Token
}

// Token is one thing to ask an index for, and how much a record tells that has
// it, compared with the others of its query.
type Token struct {
	Text   string // of a-z and 0-9
	Weight int    // 1 to MostWeight
}

// MostWeight bounds weights, so that the sum of all that a query may find in one
// record is a whole number that a float32 has exactly: no two indexes add up
// differently. A weight is a sixteenth of an idf.
const (
	MostWeight = 511
	weightUnit = 16
)

// OffersQuery returns the query that recalls offers for a need.
func (m *Model) OffersQuery(n *Need) Query { return m.query(n.bag, n.topics, m.Offers.orEmpty()) }

// NeedsQuery returns the query that recalls needs for an offer.
func (m *Model) NeedsQuery(o *Offer) Query { return m.query(o.bag, o.topics, m.Needs.orEmpty()) }

func (m *Model) query(b *bag, topics []held, side *Statistics) Query {
	r := recall{m: m, w: &m.Weights, side: side}
	return Query{r.words(b), r.topics(topics)}
}

// recall chooses what to ask one side of a cluster for.
type recall struct {
	m    *Model
	w    *Weights
	side *Statistics
}

// term of a query: tokens that are asked for together, what they tell and what
// they cost.
type queryTerm struct {
	known    bool
	weight   float64 // by which it is chosen
	share    float64 // what a record with it tells, in idf
	postings float64
	tokens   []string
}

// words returns the tokens of the words that tell most, by tf x idf: at most 24
// words, and no more than the budget of postings after the first four. A word
// left out of recall still scores. By idf alone a long text would be recalled by
// what it says once.
//
// The title counts twice where the body is longer than a query: it says what
// the text is about. A word that the side does not have is asked for by what it
// may be a misspelling of; if there is nothing, it comes after all others, for the
// sake of records newer than the statistics.
func (r *recall) words(b *bag) []Token {
	title := 1.0
	if b.bodyWords > r.w.RecallWords {
		title = 2
	}
	terms := make([]queryTerm, 0, len(b.words))
	for _, w := range b.words {
		t := r.word(w.Word)
		t.weight *= w.weight(title)
		t.share *= w.weight(title)
		terms = append(terms, t)
	}
	slices.SortFunc(terms, compareQueryTerms)
	return r.within(terms, r.w.RecallWords)
}

// word returns what to ask for one word: both its stems, each of which tells. Where
// as many records have the one as the other they are taken to be the same records,
// and the English one is asked for, for both.
func (r *recall) word(w Word) queryTerm {
	t := queryTerm{known: true}
	d, p := r.w.BackgroundDocs, commonness(termOf(w.English), termOf(w.Spanish))
	for _, token := range [...]string{w.English, w.Spanish} {
		if df := r.side.df(termOf(token)); df > 0 {
			t.postings += df
			t.tokens = append(t.tokens, token)
			t.weight = max(t.weight, r.side.idf(termOf(token), d, p))
		}
	}
	if len(t.tokens) > 0 {
		t.share = t.weight
		if r.side.df(termOf(w.English)) == r.side.df(termOf(w.Spanish)) {
			t.tokens, t.postings, t.share = t.tokens[:1], t.postings/2, 2*t.share
		}
		return t
	}
	t.tokens = []string{w.English, w.Spanish}
	near := r.near(w)
	for _, n := range near {
		near := termOf(n.token)
		t.postings += r.side.df(near)
		t.tokens = append(t.tokens, n.token)
		t.weight = max(t.weight, r.w.NearShare*n.likeness*r.side.idf(near, d, background()[near]))
	}
	t.share = t.weight
	if len(near) == 0 {
		t.known, t.weight, t.share = false, 1, r.w.UnknownShare*r.side.idf(termOf(w.English), d, p)
	}
	return t
}

// near returns the words that one is most like, of both spaces.
func (r *recall) near(w Word) []near {
	if !spelt(w.English[1:]) {
		return nil
	}
	speller := r.side.speller()
	list := append(speller.near(w.English, r.w.NearLikeness), speller.near(w.Spanish, r.w.NearLikeness)...)
	slices.SortFunc(list, nearer)
	return list[:min(len(list), r.w.NearWords)]
}

// topics returns the tokens of the topics and of those within two edges, the
// nearest first, within the same bounds. A topic tells as much as three words that
// are as rare: it stands for whatever words say it.
func (r *recall) topics(own []held) []Token {
	value := map[eic.TopicID]float64{}
	for _, h := range own {
		value[h.id] = 1
	}
	for _, h := range own {
		q := func(met eic.TopicID) float64 { return r.ratio(h.id, met) }
		for _, n := range r.m.Taxonomy.neighbours(h.id, q, r.w) {
			if r.side.byTopic[n.topic] > 0 {
				value[n.topic] = max(value[n.topic], n.value)
			}
		}
	}
	terms := make([]queryTerm, 0, len(value))
	for id, v := range value {
		postings := float64(r.side.byTopic[id])
		share := r.w.RecallTopic * v * r.side.topicIDF(id, r.w.BackgroundDocs)
		terms = append(terms, queryTerm{known: true, weight: v, share: share, postings: postings, tokens: []string{TopicToken(id)}})
	}
	slices.SortFunc(terms, compareQueryTerms)
	return r.within(terms, r.w.RecallTopics)
}

// ratio is q of tie among the side's records.
func (r *recall) ratio(asked, met eic.TopicID) float64 {
	d := r.w.BackgroundDocs
	return min(1, r.side.topicIDF(met, d)/r.side.topicIDF(asked, d))
}

// within returns the tokens of the first terms, at most most of them, leaving
// out what would go over the budget. A token of several terms is asked for once.
func (r *recall) within(terms []queryTerm, most int) []Token {
	var tokens []Token
	seen := map[string]bool{}
	taken, spent := 0, 0.0
	for _, t := range terms {
		if taken == most {
			break
		}
		if taken >= r.w.RecallLeast && spent+t.postings > float64(r.w.RecallPostings) {
			continue
		}
		taken++
		spent += t.postings
		for _, token := range t.tokens {
			if !seen[token] {
				seen[token] = true
				tokens = append(tokens, Token{token, min(MostWeight, max(1, int(weightUnit*t.share)))})
			}
		}
	}
	return tokens
}

// compareQueryTerms puts what is known and tells most first.
func compareQueryTerms(a, b queryTerm) int {
	return cmp.Or(
		compareTruth(a.known, b.known),
		cmp.Compare(b.weight, a.weight),
		strings.Compare(a.tokens[0], b.tokens[0]),
		slices.Compare(a.tokens, b.tokens),
	)
}
