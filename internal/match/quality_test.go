package match

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// judgedRecord is a line of a judged set: a need or an offer.
type judgedRecord struct{ ID, Title, Text string }

// eachJudged reads the gzipped lines of JSON of a judged set.
func eachJudged[T any](t testing.TB, name string, f func(T)) {
	t.Helper()
	file, err := os.Open(filepath.Join(fieldData(t), "judged/scifact-dev", name+".jsonl.gz"))
	if err != nil {
		t.Skip(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line T
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		f(line)
	}
}

// judgedSet is a judged set of scientific claims and abstracts (SciFact, Wadden
// et al. 2020), as needs and offers of one cluster.
type judgedSet struct {
	needs    []*Need
	offers   []*Offer
	relevant map[eic.NeedID][]eic.OfferID
	model    *Model
}

func readJudged(t testing.TB) judgedSet {
	set := judgedSet{relevant: map[eic.NeedID][]eic.OfferID{}}
	builder := NewStatisticsBuilder(nil)
	eachJudged(t, "offers", func(r judgedRecord) {
		text := Analyse(r.Title, r.Text)
		builder.Add(text, nil)
		offer := &eic.Offer{Head: eic.Head{ID: eic.ID(r.ID)}, Kind: eic.FundOfKnowledge, Status: eic.OfferOpen, Title: r.Title}
		set.offers = append(set.offers, NewOffer(offer, nil, text, nil))
	})
	eachJudged(t, "needs", func(r judgedRecord) {
		need := &eic.Need{Head: eic.Head{ID: eic.ID(r.ID)}, Title: r.Title, Description: r.Text}
		set.needs = append(set.needs, NewNeed(need, Analyse(r.Title, r.Text), nil, nil))
	})
	eachJudged(t, "qrels", func(r struct {
		Need, Offer string
		Rel         int
	}) {
		set.relevant[eic.NeedID(r.Need)] = append(set.relevant[eic.NeedID(r.Need)], eic.OfferID(r.Offer))
	})
	set.model = &Model{Weights: DefaultWeights(), Offers: builder.Build(1)}
	return set
}

// TestJudgedQuality measures ranking by content alone on judged pairs:
//
//	                              nDCG@10
//	BM25, title as body             .702
//	BM25, title x3                  .709
//	with likeness of spelling       .713
//	with the best passage           .720
func TestJudgedQuality(t *testing.T) {
	set := readJudged(t)
	bm25 := *set.model
	bm25.Weights.TitleWeight, bm25.Weights.GramShare, bm25.Weights.PassageShare = 1, 0, 0
	title := *set.model
	title.Weights.GramShare, title.Weights.PassageShare = 0, 0
	grams := *set.model
	grams.Weights.PassageShare = 0
	for _, test := range []struct {
		name  string
		model *Model
		least float64
	}{
		{"BM25, title as body", &bm25, .698},
		{"BM25, title x3", &title, .705},
		{"with likeness of spelling", &grams, .711},
		{"with the best passage", set.model, .718},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := set.ndcg(test.model)
			t.Logf("nDCG@10 %.4f over %d needs", got, len(set.relevant))
			if got < test.least {
				t.Errorf("nDCG@10 = %.4f, want at least %.3f", got, test.least)
			}
		})
	}
}

// ndcg returns the mean normalized discounted cumulative gain of the first ten
// (Järvelin and Kekäläinen 2002) over the needs that have a relevant offer.
func (set judgedSet) ndcg(m *Model) float64 {
	const depth = 10
	sum := 0.0
	for _, need := range set.needs {
		relevant := set.relevant[need.ID()]
		if len(relevant) == 0 {
			continue
		}
		gain, ideal := 0.0, 0.0
		page, _ := m.Rank(need, set.offers, false).After(Key{}, depth)
		for i := range depth {
			if i < len(page) && slices.Contains(relevant, page[i].Offer.ID()) {
				gain += 1 / math.Log2(float64(i)+2)
			}
			if i < len(relevant) {
				ideal += 1 / math.Log2(float64(i)+2)
			}
		}
		sum += gain / ideal
	}
	return sum / float64(len(set.relevant))
}
