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
	links    int
}

// readJudged reads the set, its texts linked to the topics of a taxonomy; nil has none.
func readJudged(t testing.TB, tax *Taxonomy) judgedSet {
	set := judgedSet{relevant: map[eic.NeedID][]eic.OfferID{}}
	builder := NewStatisticsBuilder(tax)
	eachJudged(t, "offers", func(r judgedRecord) {
		text := Analyse(r.Title, r.Text)
		links := tax.Link(text, Given{Type: eic.FundOfKnowledgeType, Language: eic.English})
		builder.Add(text, Topics(nil, links))
		offer := &eic.Offer{Head: eic.Head{ID: eic.ID(r.ID)}, Kind: eic.FundOfKnowledge, Status: eic.OfferOpen, Title: r.Title}
		set.offers = append(set.offers, NewOffer(offer, nil, text, links))
		set.links += len(links)
	})
	eachJudged(t, "needs", func(r judgedRecord) {
		need := &eic.Need{Head: eic.Head{ID: eic.ID(r.ID)}, Title: r.Title, Description: r.Text}
		text := Analyse(r.Title, r.Text)
		links := tax.Link(text, Given{Type: eic.NeedType, Language: eic.English})
		set.needs = append(set.needs, NewNeed(need, text, links, nil))
		set.links += len(links)
	})
	eachJudged(t, "qrels", func(r struct {
		Need, Offer string
		Rel         int
	}) {
		set.relevant[eic.NeedID(r.Need)] = append(set.relevant[eic.NeedID(r.Need)], eic.OfferID(r.Offer))
	})
	set.model = &Model{Weights: DefaultWeights(), Taxonomy: tax, Offers: builder.Build(1)}
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
	set := readJudged(t, nil)
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

// TestJudgedTopics measures what topics do to the ranking of the same pairs, for
// which no taxonomy here was made: they must not hurt.
//
//	                                          nDCG@10
//	no topics                                   .7205
//	the shipped taxonomy                        .7204
//	with the topics of O*NET and ESCO as well   .7188
func TestJudgedTopics(t *testing.T) {
	const harm = .002
	shipped, field := shippedTopics(t), fieldTopics(t)
	none := readJudged(t, nil)
	off := none.ndcg(none.model)
	t.Logf("nDCG@10 %.4f without topics", off)
	for _, test := range []struct {
		name   string
		topics []*eic.Topic
	}{
		{"the shipped taxonomy", shipped},
		{"with the topics of O*NET and ESCO as well", slices.Concat(shipped, field)},
	} {
		t.Run(test.name, func(t *testing.T) {
			tax, err := NewTaxonomy(test.topics)
			if err != nil {
				t.Fatal(err)
			}
			set := readJudged(t, tax)
			on := set.ndcg(set.model)
			t.Logf("nDCG@10 %.4f, %+.4f, by %d links to %d topics", on, on-off, set.links, tax.Len())
			if on < off-harm {
				t.Errorf("nDCG@10 = %.4f with topics, %.4f without", on, off)
			}
		})
	}
}

// ndcg returns the mean normalized discounted cumulative gain of the first ten
// (Järvelin and Kekäläinen 2002) over the needs that have a relevant offer.
func (set judgedSet) ndcg(m *Model) float64 {
	const depth = 10
	parts := make([]float64, len(set.needs))
	inParts(len(set.needs), func(_, from, to int) {
		for n := from; n < to; n++ {
			relevant := set.relevant[set.needs[n].ID()]
			if len(relevant) == 0 {
				continue
			}
			gain, ideal := 0.0, 0.0
			page, _ := m.Rank(set.needs[n], set.offers, false).After(Key{}, depth)
			for i := range depth {
				if i < len(page) && slices.Contains(relevant, page[i].Offer.ID()) {
					gain += 1 / math.Log2(float64(i)+2)
				}
				if i < len(relevant) {
					ideal += 1 / math.Log2(float64(i)+2)
				}
			}
			parts[n] = gain / ideal
		}
	})
	sum := 0.0
	for _, part := range parts {
		sum += part
	}
	return sum / float64(len(set.relevant))
}
