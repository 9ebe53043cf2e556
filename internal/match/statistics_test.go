package match

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func TestStatistics(t *testing.T) {
	b := NewStatisticsBuilder(sampleTaxonomy(t))
	b.Add(Analyse("Bees", "bees in the garden"), []eic.TopicID{"topic-bees", "topic-pollination"})
	b.Add(Analyse("Gardens", ""), []eic.TopicID{"topic-fractions", "topic-elsewhere"})
	s := b.Build(7)
	if s.Version() != 7 || s.Documents() != 2 {
		t.Errorf("version %d of %d documents, want 7 of 2", s.Version(), s.Documents())
	}
	// 1 + 1 words of titles, 2 + 0 of bodies: (3 * 2 + 2)/2
	if got := s.meanLength(3); got != 4 {
		t.Errorf("mean length %v, want 4", got)
	}
	for token, want := range map[string]float64{"ebee": 1, "egarden": 2, "sbees": 1, "enone": 0} {
		if got := s.df(termOf(token)); got != want {
			t.Errorf("df of %s: %v, want %v", token, got, want)
		}
	}
	// Each record counts once for a topic, however many of its topics are below it.
	for id, want := range map[eic.TopicID]int32{"topic-bees": 1, "topic-biology": 1, "topic-science": 1, "topic-mathematics": 1, "topic-elsewhere": 1} {
		if got := s.byTopic[id]; got != want {
			t.Errorf("documents about %s: %v, want %v", id, got, want)
		}
	}
}

// TestIDF: df' = 1 + 200 * .1, N' = 10 + 200, ln(1 + (210 - 21 + .5)/21.5) = 2.2838.
func TestIDF(t *testing.T) {
	b := NewStatisticsBuilder(nil)
	for range 9 {
		b.Add(Text{}, nil)
	}
	b.Add(Analyse("bees", ""), nil)
	s := b.Build(1)
	if got, want := s.idf(termOf("ebee"), 200, .1), 2.2838; math.Abs(got-want) > 1e-4 {
		t.Errorf("got %.4f, want %v", got, want)
	}
	for _, p := range []float64{0, .5, 1} {
		if got := s.idf(termOf("ebee"), 200, p); !(got > 0) {
			t.Errorf("p %v: idf %v is not above 0", p, got)
		}
	}
	if common, rare := s.idf(termOf("ebee"), 200, 0), s.idf(termOf("ewasp"), 200, 0); common >= rare {
		t.Errorf("idf of a word that is there %v, of one that is not %v", common, rare)
	}
}

func TestEncodeStatistics(t *testing.T) {
	g := newGenerator(3)
	for range 50 {
		g.offer()
	}
	for _, s := range []*Statistics{g.offers.Build(-5), NewStatisticsBuilder(nil).Build(0)} {
		encoded := s.Encode()
		got, err := DecodeStatistics(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Encode(), encoded) {
			t.Error("encoding differs after decoding")
		}
		if got.fingerprint != s.fingerprint || got.version != s.version || !reflect.DeepEqual(got.tokens, s.tokens) || !reflect.DeepEqual(got.byTopic, s.byTopic) {
			t.Error("decoded statistics differ")
		}
		for n := range encoded {
			if _, err := DecodeStatistics(encoded[:n]); !fault.Is(err, fault.Invalid) {
				t.Fatalf("cut to %d of %d bytes: got %v, want Invalid", n, len(encoded), err)
			}
		}
		if _, err := DecodeStatistics(append(encoded, 0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("with a byte more: got %v, want Invalid", err)
		}
	}
}

// TestBuildIsOrderless: the same records in another order are the same bytes.
func TestBuildIsOrderless(t *testing.T) {
	texts := []Text{Analyse("a bee", ""), Analyse("two bees", "garden"), Analyse("", "honey")}
	forth, back := NewStatisticsBuilder(nil), NewStatisticsBuilder(nil)
	for i := range texts {
		forth.Add(texts[i], nil)
		back.Add(texts[len(texts)-1-i], nil)
	}
	if !bytes.Equal(forth.Build(1).Encode(), back.Build(1).Encode()) {
		t.Error("order of records changes the statistics")
	}
}

func FuzzDecodeStatistics(f *testing.F) {
	g := newGenerator(4)
	for range 3 {
		g.offer()
	}
	f.Add(g.offers.Build(1).Encode())
	f.Add([]byte(statisticsMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := DecodeStatistics(b)
		if err != nil {
			return
		}
		again, err := DecodeStatistics(s.Encode())
		if err != nil || again.fingerprint != s.fingerprint {
			t.Fatalf("what was decoded does not decode again: %v", err)
		}
	})
}

func TestTermTable(t *testing.T) {
	table := newTermTable(3)
	for _, key := range []term{0, 1 << 32, 5, 5} {
		table.add(key, 2)
	}
	for key, want := range map[term]int32{0: 2, 1 << 32: 2, 5: 4, 6: 0} {
		if got := table.count(key); got != want {
			t.Errorf("%d: got %d, want %d", key, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	tokens := []string{"ebee", "ebeekeep", "efraction", "egarden", "ephotosynthesi", "esixth", "sbeekeeping", "sgardener"}
	s := newSpeller(tokens)
	for _, test := range []struct{ name, token, want string }{
		{"a letter left out", "ebeekep", "ebeekeep"},
		{"another beginning", "efotosynthesi", "ephotosynthesi"},
		{"in the Spanish space, where English words keep their endings", "sgardner", "sgardener"},
		{"too short", "ebe", ""},
		{"digits", "e6xth", ""},
		{"nothing alike", "ewindow", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if list := s.near(test.token, .5); len(list) > 0 {
				got = list[0].token
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
