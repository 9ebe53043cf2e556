package match

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// drawnList returns a need and offers that many of fit it, drawn by a seed.
func drawnList(seed uint64, offers int) (*Model, *Need, []*Offer) {
	g := newGenerator(seed)
	list := make([]*Offer, offers)
	for i := range list {
		list[i] = g.offer()
	}
	need := g.need()
	m := g.model()
	for _, o := range list {
		m.Exposure.Load[o.ID()] = g.Float64()
		m.Exposure.Views[o.ID()] = g.IntN(10)
	}
	return m, need, list
}

func ids(list []Match) []eic.OfferID {
	var ids []eic.OfferID
	for _, m := range list {
		ids = append(ids, m.Offer.ID())
	}
	return ids
}

// TestOrderOfInput: the answer does not depend on it, nor on repeats.
func TestOrderOfInput(t *testing.T) {
	for seed := range uint64(20) {
		m, need, offers := drawnList(seed, 120)
		for _, balance := range []bool{false, true} {
			want := m.Rank(need, offers, balance)
			shuffled := append(slices.Clone(offers), offers[:9]...)
			rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			got := m.Rank(need, shuffled, balance)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: got %v, want %v", seed, ids(got.Matches), ids(want.Matches))
			}
		}
	}
}

// TestPages: pages of any sizes concatenate to the list.
func TestPages(t *testing.T) {
	for seed := range uint64(20) {
		m, need, offers := drawnList(seed, 120)
		m.Weights.Fair = 0 // so that many are fresh
		list := m.Rank(need, offers, true)
		for _, size := range []int{1, 3, 7, 10, 500} {
			var got []Match
			key, more := Key{}, true
			for more {
				var page []Match
				page, more = list.After(key, size)
				if len(page) > size || (more && len(page) < size) {
					t.Fatalf("page of %d of %d, more %v", len(page), size, more)
				}
				if got = append(got, page...); len(page) > 0 {
					key = page[len(page)-1].Key
				}
			}
			if !reflect.DeepEqual(got, list.Matches) {
				t.Fatalf("seed %d, pages of %d: got %v, want %v", seed, size, ids(got), ids(list.Matches))
			}
		}
	}
	if page, more := (List{}).After(Key{}, 3); len(page) != 0 || more {
		t.Error("an empty list has a page")
	}
}

// TestPagesOfChangedList: when offers come, go and are seen in between, nothing is
// repeated.
func TestPagesOfChangedList(t *testing.T) {
	for seed := range uint64(30) {
		m, need, offers := drawnList(seed, 150)
		m.Weights.Fair = 0 // so that many are fresh
		random := rand.New(rand.NewPCG(seed, 2))
		seen := map[eic.OfferID]bool{}
		key := Key{}
		for range 40 {
			some := slices.DeleteFunc(slices.Clone(offers), func(*Offer) bool { return random.Float64() < .2 })
			for _, o := range some {
				if random.Float64() < .3 {
					m.Exposure.Views[o.ID()] = random.IntN(10)
				}
			}
			page, _ := m.Rank(need, some, true).After(key, 4)
			for _, match := range page {
				if seen[match.Offer.ID()] {
					t.Fatalf("seed %d: %s is repeated", seed, match.Offer.ID())
				}
				seen[match.Offer.ID()] = true
				key = match.Key
			}
		}
	}
}

// TestKeys: a key says its place, and places are counted from 1.
func TestKeys(t *testing.T) {
	m, need, offers := drawnList(3, 100)
	for i, match := range m.Rank(need, offers, true).Matches {
		if match.Key.Place != i+1 {
			t.Errorf("place %d of match %d", match.Key.Place, i)
		}
	}
}

// TestConsidered: of each kind the best by content, listed ones by themselves; who
// does not pass counts at the first closed gate.
func TestConsidered(t *testing.T) {
	g := newGenerator(1)
	make := func(i int, kind eic.OfferKind, status eic.OfferStatus, grades eic.Grades) *Offer {
		return g.makeOffer(&eic.Offer{
			Head: eic.Head{ID: eic.ID(fmt.Sprintf("offer.%03d", i))}, Kind: kind, Status: status, Grades: grades, Title: "xylophone",
		})
	}
	var offers []*Offer
	for i := range 8 {
		offers = append(offers, make(i, eic.FundOfKnowledge, eic.OfferOpen, 0))
	}
	for i := range 4 {
		offers = append(offers, make(10+i, eic.FundOfKnowledge, eic.OfferListed, 0))
	}
	offers = append(offers,
		make(20, eic.Grant, eic.OfferOpen, eic.SetOf(eic.G01)),
		make(21, eic.Grant, eic.OfferOpen, 0),
		make(22, eic.Study, eic.OfferPaused, eic.SetOf(eic.G01)),
		g.makeOffer(&eic.Offer{Head: eic.Head{ID: "offer.030"}, Kind: eic.Study, Status: eic.OfferOpen, Title: "trombone"}),
	)
	m := g.model()
	m.Weights.Keep = 3
	need := NewNeed(&eic.Need{Grades: eic.SetOf(eic.G02)}, Analyse("xylophone", ""), nil, nil)
	got := m.Rank(need, offers, false)
	want := []eic.OfferID{"offer.000", "offer.001", "offer.002", "offer.021", "offer.010", "offer.011", "offer.012"}
	if !slices.Equal(ids(got.Matches), want) {
		t.Errorf("got %v, want %v", ids(got.Matches), want)
	}
	if excluded := []Exclusion{{eic.GateStatus, 1}, {eic.GateGrades, 1}}; !slices.Equal(got.Excluded, excluded) || got.Considered != 9 {
		t.Errorf("excluded %v of %d, want %v of 9", got.Excluded, got.Considered, excluded)
	}
}

// TestBalanceKeepsScores: balance changes order only, and without it order is that
// of the scores, listed offers last.
func TestBalanceKeepsScores(t *testing.T) {
	for seed := range uint64(10) {
		m, need, offers := drawnList(seed, 120)
		plain, balanced := m.Rank(need, offers, false), m.Rank(need, offers, true)
		scores := map[eic.OfferID]float64{}
		for i, match := range plain.Matches {
			scores[match.Offer.ID()] = match.Score
			if i > 0 && compareKeys(plain.Matches[i-1].Key, match.Key) >= 0 {
				t.Errorf("seed %d: place %d is before %d", seed, i, i+1)
			}
		}
		if len(balanced.Matches) != len(plain.Matches) || balanced.Considered != plain.Considered {
			t.Errorf("balance changes what is listed: %d, %d", len(balanced.Matches), len(plain.Matches))
		}
		listed := false
		for _, match := range balanced.Matches {
			if match.Score != scores[match.Offer.ID()] {
				t.Errorf("balance changes the score of %s", match.Offer.ID())
			}
			isListed := match.Offer.Record.Status == eic.OfferListed
			if listed && !isListed {
				t.Errorf("%s comes after one that is listed", match.Offer.ID())
			}
			listed = listed || isListed
		}
	}
}

// TestRankNeeds: the partner's list has the same scores.
func TestRankNeeds(t *testing.T) {
	g := newGenerator(11)
	var needs []*Need
	for range 80 {
		needs = append(needs, g.need())
	}
	offer := g.offer()
	m := g.model()
	got := m.RankNeeds(offer, needs, false)
	if len(got.Matches) == 0 {
		t.Fatal("no need fits")
	}
	for i, match := range got.Matches {
		there := m.Rank(match.Need, []*Offer{offer}, false).Matches
		if len(there) != 1 || there[0].Score != match.Score {
			t.Errorf("%s: score %v, in the need's list %v", match.Need.ID(), match.Score, there)
		}
		if i > 0 && match.Score > got.Matches[i-1].Score {
			t.Errorf("%s comes too late", match.Need.ID())
		}
	}
}

// TestRankRegions: over several clusters a need keeps the score it has in its own,
// whatever the order in which clusters come, and only clusters that share meet.
func TestRankRegions(t *testing.T) {
	network := map[eic.ClusterID]bool{"cluster.a": true, "cluster.b": true}
	var regions []Region
	var offer *Offer
	for i, cluster := range []eic.ClusterID{"cluster.a", "cluster.b", "cluster.c"} {
		g := newGenerator(uint64(20 + i))
		var needs []*Need
		for n := range 60 {
			r := g.needRecord()
			r.Cluster, r.ID = cluster, eic.ID(fmt.Sprintf("need.%s.%d", cluster, n))
			needs = append(needs, g.makeNeed(r))
		}
		if i == 0 {
			r := g.offerRecord()
			r.Cluster = cluster
			offer = g.makeOffer(r)
		}
		m := g.model()
		m.Network = network
		regions = append(regions, Region{Model: m, Needs: needs})
	}
	for _, balance := range []bool{false, true} {
		got := RankRegions(offer, regions, balance)
		met := map[eic.ClusterID]int{}
		for _, match := range got.Matches {
			cluster := match.Need.Record.Cluster
			met[cluster]++
			for _, r := range regions {
				if r.Needs[0].Record.Cluster != cluster {
					continue
				}
				there := r.Model.Rank(match.Need, []*Offer{offer}, false).Matches
				if len(there) != 1 || there[0].Score != match.Score || r.Model.Explain(match.Need, offer).Score != match.Score {
					t.Errorf("%s: score %v, in the need's list %v", match.Need.ID(), match.Score, there)
				}
			}
		}
		if met["cluster.a"] == 0 || met["cluster.b"] == 0 || met["cluster.c"] != 0 {
			t.Errorf("met %v, want needs of those that share alone", met)
		}
		if len(got.Excluded) == 0 || got.Excluded[0].Gate != eic.GateScope {
			t.Errorf("excluded %v, want some by SCOPE", got.Excluded)
		}
		if !slices.IsSortedFunc(got.Matches, func(a, b Match) int { return compareKeys(a.Key, b.Key) }) {
			t.Error("not in the order of value")
		}
		turned := slices.Clone(regions)
		slices.Reverse(turned)
		if again := RankRegions(offer, turned, balance); !reflect.DeepEqual(again, got) {
			t.Error("the order of clusters counts")
		}
		for _, r := range regions {
			r.Model.Network = nil
		}
		for _, match := range RankRegions(offer, regions, balance).Matches {
			if match.Need.Record.Cluster != "cluster.a" {
				t.Errorf("%s is of another cluster", match.Need.ID())
			}
		}
		for _, r := range regions {
			r.Model.Network = network
		}
	}
}

func FuzzComparators(f *testing.F) {
	f.Add(uint64(1), uint64(2), uint64(3))
	f.Fuzz(func(t *testing.T, a, b, c uint64) {
		total(t, compareKeys, keyOf(a), keyOf(b), keyOf(c))
		total(t, compareCandidates, candidateOf(a), candidateOf(b), candidateOf(c))
		total(t, compareQueryTerms, queryTermOf(a), queryTermOf(b), queryTermOf(c))
		total(t, nearer, nearOf(a), nearOf(b), nearOf(c))
		total(t, compareEdges, edgeOf(a), edgeOf(b), edgeOf(c))
		total(t, comparePicks, pickOf(a), pickOf(b), pickOf(c))
		total(t, compareFresh, rankedOf(a), rankedOf(b), rankedOf(c))
	})
}

// total fails unless compare orders three values: each pair one way, and
// transitively.
func total[T any](t *testing.T, compare func(a, b T) int, a, b, c T) {
	t.Helper()
	values := []T{a, b, c}
	for _, x := range values {
		if compare(x, x) != 0 {
			t.Fatalf("%+v is not equal to itself", x)
		}
		for _, y := range values {
			if compare(x, y) != -compare(y, x) {
				t.Fatalf("%+v and %+v compare one way only", x, y)
			}
			for _, z := range values {
				if compare(x, y) <= 0 && compare(y, z) <= 0 && compare(x, z) > 0 {
					t.Fatalf("%+v, %+v and %+v go round in a circle", x, y, z)
				}
			}
		}
	}
}

// Values with few different parts, so that ties are common.

func keyOf(n uint64) Key {
	return Key{Known: n&1 == 1, Value: float64(n >> 1 & 3), Score: float64(n >> 3 & 3), ID: string('a' + rune(n>>5&3))}
}

func rankedOf(n uint64) ranked { return ranked{Match: Match{Key: keyOf(n)}, fresh: n >> 7 & 3} }

func candidateOf(n uint64) candidate {
	return candidate{group: int(n & 3), glance: content{value: float64(n >> 2 & 3)}, id: string('a' + rune(n>>4&3))}
}

func queryTermOf(n uint64) queryTerm {
	return queryTerm{known: n&1 == 1, weight: float64(n >> 1 & 3), tokens: []string{string('a' + rune(n>>3&3)), string('a' + rune(n>>5&3))}}
}

func nearOf(n uint64) near { return near{string('a' + rune(n&3)), float64(n >> 2 & 3)} }

func edgeOf(n uint64) edge { return edge{int32(n & 3), Relation(n >> 2 & 3), float64(n >> 4 & 3)} }

func pickOf(n uint64) pick { return pick{int(n & 3), float64(n >> 2 & 3), int32(n >> 4 & 3), 0} }
