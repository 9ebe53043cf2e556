package match

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

func BenchmarkRank(b *testing.B) {
	g := newGenerator(1)
	var offers []*Offer
	for range 1000 {
		offers = append(offers, g.offer())
	}
	m, need := g.model(), g.need()
	m.Rank(need, offers, true)
	b.ReportAllocs()
	for b.Loop() {
		m.Rank(need, offers, true)
	}
}

func BenchmarkRankNeeds(b *testing.B) {
	g := newGenerator(1)
	var needs []*Need
	for range 1000 {
		needs = append(needs, g.need())
	}
	m, offer := g.model(), g.offer()
	m.RankNeeds(offer, needs, true)
	b.ReportAllocs()
	for b.Loop() {
		m.RankNeeds(offer, needs, true)
	}
}

func BenchmarkExplain(b *testing.B) {
	g := newGenerator(1)
	m, need, offer := g.model(), g.need(), g.offer()
	b.ReportAllocs()
	for b.Loop() {
		m.Explain(need, offer)
	}
}

func BenchmarkAnalyse(b *testing.B) {
	g := newGenerator(1)
	text := g.sentence(50)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Analyse("", text)
	}
}

func BenchmarkNewOffer(b *testing.B) {
	g := newGenerator(1)
	text := Analyse(g.sentence(6), g.sentence(50))
	links := g.tax.Link(text, Given{})
	b.ReportAllocs()
	for b.Loop() {
		NewOffer(&eic.Offer{}, nil, text, links)
	}
}

func BenchmarkDecodeStatistics(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	builder := NewStatisticsBuilder(nil)
	for range 5000 {
		var words []Word
		for range 20 {
			stem := fmt.Sprintf("w%x", random.IntN(50_000))
			words = append(words, Word{"e" + stem, "s" + stem})
		}
		builder.Add(Text{Body: words}, nil)
	}
	encoded := builder.Build(1).Encode()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeStatistics(encoded); err != nil {
			b.Fatal(err)
		}
	}
}
