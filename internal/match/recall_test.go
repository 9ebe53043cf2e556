package match

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// recallModel has statistics of made-up words: word i stands in i records.
func recallModel(t *testing.T, words int) *Model {
	b := NewStatisticsBuilder(sampleTaxonomy(t))
	for doc := range words {
		var body []Word
		for i := doc; i < words; i++ {
			body = append(body, wordNumber(i))
		}
		b.Add(Text{Body: body}, []eic.TopicID{"topic-bees", "topic-beekeeping"})
	}
	s := b.Build(1)
	return &Model{Weights: DefaultWeights(), Taxonomy: sampleTaxonomy(t), Offers: s, Needs: s}
}

func wordNumber(i int) Word { return Word{fmt.Sprintf("ew%d", i), fmt.Sprintf("sw%d", i)} }

// texts lists what tokens are, without their weights.
func texts(tokens []Token) (list []string) {
	for _, t := range tokens {
		list = append(list, t.Text)
	}
	return list
}

func needOf(title, body []Word) *Need { return NewNeed(&eic.Need{}, Text{title, body}, nil, nil) }

func TestRecallWords(t *testing.T) {
	m := recallModel(t, 60)
	var all []Word
	for i := range 60 {
		all = append(all, wordNumber(i))
	}
	q := m.OffersQuery(needOf(nil, all))
	if len(q.Words) != 24 || q.Words[0].Text != "ew0" || q.Words[1].Text != "ew1" || q.Words[23].Text != "ew23" {
		t.Errorf("the 24 rarest words: got %d, %v", len(q.Words), q.Words)
	}
	// 8 times as often: 8 ln(1 + 201/59.5)= 11.8 against ln(1 + 259.5/1.5)= 5.2
	often := m.OffersQuery(needOf(nil, append(all, slices.Repeat([]Word{wordNumber(59)}, 7)...)))
	if often.Words[0].Text != "ew59" {
		t.Errorf("what is said often comes first: got %v", often.Words[:2])
	}
	if got := m.OffersQuery(needOf(all[5:6], all[:24])).Words; got[0].Text != "ew5" {
		t.Errorf("a short body: a word twice counts twice, got %v", got[:2])
	}
	// ln(260.5/...) of word 30 twice against word 0 once, where the body is long
	if got := m.OffersQuery(needOf(all[6:7], all[10:40])).Words; got[0].Text != "ew6" {
		t.Errorf("a long body: the title counts twice, got %v", got[:2])
	}
	if got := texts(m.OffersQuery(needOf(nil, []Word{{"ezzz1", "szzz1"}, wordNumber(50)})).Words); !slices.Equal(got, []string{"ew50", "ezzz1", "szzz1"}) {
		t.Errorf("what is not known comes last: got %v", got)
	}
}

func TestRecallBudget(t *testing.T) {
	m := recallModel(t, 60)
	m.Weights.RecallPostings = 100
	words := []Word{wordNumber(40), wordNumber(41), wordNumber(42), wordNumber(43), wordNumber(44), wordNumber(45)}
	got := m.OffersQuery(needOf(nil, words)).Words
	if want := 4; len(got) != want { // the first four whatever they cost: 41 + 42 + 43 + 44
		t.Errorf("got %d tokens, want %d", len(got), want)
	}
	m.Weights.RecallLeast = 0
	got = m.OffersQuery(needOf(nil, append(words, wordNumber(8)))).Words
	said := texts(got)
	if want := []string{"ew8", "ew40", "ew41"}; !slices.Equal(said, want) { // 9 + 41 + 42 = 92
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRecallMisspelt(t *testing.T) {
	g := newGenerator(2)
	g.makeOffer(&eic.Offer{Title: "Xylophone lessons"})
	m := g.model()
	m.Needs = m.Offers
	got := texts(m.OffersQuery(NewNeed(&eic.Need{}, Analyse("xylofone", ""), nil, nil)).Words)
	if want := "exylophon"; !slices.Contains(got, want) {
		t.Errorf("got %v, want %s among them", got, want)
	}
	if got := texts(m.NeedsQuery(NewOffer(&eic.Offer{}, nil, Analyse("xylofone", ""), nil)).Words); !slices.Contains(got, "exylophon") {
		t.Errorf("for an offer: got %v", got)
	}
}

func TestRecallTopics(t *testing.T) {
	m := recallModel(t, 3)
	need := NewNeed(&eic.Need{Topics: []eic.TopicID{"topic-pollination"}}, Text{}, nil, nil)
	// Itself, then what somebody has within two edges: bees are related .5, biology is
	// broader .6 q, beekeeping .36 * .9 and science .36 two edges away.
	// Where all are about bees, q is small.
	want := []string{TopicToken("topic-pollination"), TopicToken("topic-biology"), TopicToken("topic-bees"), TopicToken("topic-science"), TopicToken("topic-beekeeping")}
	got := texts(m.OffersQuery(need).Topics)
	if len(got) != len(want) || got[0] != want[0] || !sameElements(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	m.Weights.RecallTopics = 2
	if got := m.OffersQuery(need).Topics; len(got) != 2 || got[0].Weight <= got[1].Weight {
		t.Errorf("bounded to 2: got %v", got)
	}
	for _, token := range append(got, texts(m.OffersQuery(need).Words)...) {
		if strings.Trim(token, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("token %q", token)
		}
	}
}

// TestRecallWeights: a token weighs sixteen times its idf for each time the need
// says it, within its bounds.
func TestRecallWeights(t *testing.T) {
	m := recallModel(t, 60)
	weightOf := func(n *Need, token string) int {
		words := m.OffersQuery(n).Words
		at := slices.IndexFunc(words, func(t Token) bool { return t.Text == token })
		if at < 0 {
			t.Fatalf("%s is not asked for", token)
		}
		return words[at].Weight
	}
	cases := []struct {
		name  string
		words []Word
		token string
		want  int
	}{
		// N = 60 + 200 of the background, which has none of these words: 16 ln(1 + (260 - df + .5)/(df + .5))
		{"in one record", []Word{wordNumber(0)}, "ew0", 165},                    // for both stems: 2 * 16 ln(1 + 259.5/1.5)
		{"in sixty", []Word{wordNumber(59)}, "ew59", 46},                        // 2 * 16 ln(1 + 200.5/60.5)
		{"in sixty, twice", []Word{wordNumber(59), wordNumber(59)}, "ew59", 93}, // twice 46.7
		{"by one of its stems", []Word{{"ew59", "s0"}}, "ew59", 23},             // 16 ln(1 + 200.5/60.5)
		{"in none", []Word{{"e0", "s0"}}, "e0", 50},                             // half of 16 ln(1 + 260.5/.5)
		{"bounded", slices.Repeat([]Word{wordNumber(0)}, 20), "ew0", MostWeight},
	}
	for _, c := range cases {
		if got := weightOf(needOf(nil, c.words), c.token); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

// TestRecallIsOrderless: the same words in the same numbers give the same query.
func TestRecallIsOrderless(t *testing.T) {
	m := recallModel(t, 30)
	var all []Word
	for i := range 30 {
		all = append(all, wordNumber(i))
	}
	want := m.OffersQuery(needOf(nil, all))
	slices.Reverse(all)
	if got := m.OffersQuery(needOf(nil, all)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestRecallFindsWhatRanks: on drawn needs and offers, what is listed shares a
// token of its query, and the query keeps its bounds.
func TestRecallFindsWhatRanks(t *testing.T) {
	g := newGenerator(12)
	var offers []*Offer
	for range 200 {
		offers = append(offers, g.offer())
	}
	needs := []*Need{g.need(), g.need(), g.need(), g.need()}
	m := g.model()
	for _, need := range needs {
		q := m.OffersQuery(need)
		if len(q.Words) > 24*5 || len(q.Topics) > m.Weights.RecallTopics {
			t.Errorf("query of %d and %d tokens", len(q.Words), len(q.Topics))
		}
		page, _ := m.Rank(need, offers, false).After(Key{}, 5)
		for _, match := range page {
			if !has(match.Offer, q) {
				t.Errorf("%s ranks high and is not recalled", match.Offer.ID())
			}
		}
	}
}

func has(o *Offer, q Query) bool {
	return slices.ContainsFunc(q.Words, func(t Token) bool { return o.bag.find(termOf(t.Text)) >= 0 }) ||
		slices.ContainsFunc(o.topics, func(h held) bool { return slices.Contains(texts(q.Topics), TopicToken(h.id)) })
}
