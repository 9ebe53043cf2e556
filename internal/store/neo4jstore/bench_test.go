package neo4jstore_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// town is a cluster of made-up offers whose words are as uneven as real ones.
type town struct {
	cluster eic.ClusterID
	people  []eic.PersonID
	topics  []eic.TopicID
	words   *rand.Zipf
	random  *rand.Rand
}

var epoch = time.Date(2031, 2, 1, 8, 0, 0, 0, time.UTC)

func headOf(cluster eic.ClusterID, kind eic.Type, key string) eic.Head {
	external := eic.External{Source: "bench", ID: key}
	stamp := eic.NewStamp(epoch, "")
	return eic.Head{ID: eic.DeriveID(kind, cluster, external), Cluster: cluster, External: external, Version: 1, Created: stamp, Updated: stamp}
}

// settle makes the cluster, 200 people and 2,000 topics.
func settle(b testing.TB, s *neo4jstore.Store) *town {
	random := rand.New(rand.NewPCG(1, 2))
	t := &town{cluster: eic.ClusterIDOf("town"), random: random, words: rand.NewZipf(random, 1.1, 5, 20_000)}
	cluster := &eic.Cluster{Head: headOf(t.cluster, eic.ClusterType, "town"), Name: "Town"}
	cluster.ID = eic.ID(t.cluster)
	changes := []store.Change{{Record: cluster}}
	for i := range 200 {
		p := &eic.Person{Head: headOf(t.cluster, eic.PersonType, fmt.Sprint(i)), Name: fmt.Sprint("Person ", i),
			Memberships: []eic.Membership{{Cluster: t.cluster}}}
		t.people, changes = append(t.people, eic.PersonID(p.ID)), append(changes, store.Change{Record: p})
	}
	for i := range 2000 {
		o := &eic.Topic{Head: headOf("", eic.TopicType, fmt.Sprint(i)), Label: fmt.Sprint("Topic ", i), Lang: eic.English}
		t.topics, changes = append(t.topics, eic.TopicID(o.ID)), append(changes, store.Change{Record: o})
	}
	if err := s.Commit(b.Context(), store.Write{Changes: changes}); err != nil {
		b.Fatal(err)
	}
	return t
}

func (t *town) text(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", t.words.Uint64())
	}
	return strings.Join(words, " ")
}

func topicToken(n int) string { return fmt.Sprintf("t%d", n) }

// offers makes the changes of n new funds of knowledge, each about three topics.
func (t *town) offers(from, n int) []store.Change {
	changes := make([]store.Change, n)
	for i := range changes {
		title, body := t.text(6), t.text(40)
		o := &eic.Offer{Head: headOf(t.cluster, eic.FundOfKnowledgeType, fmt.Sprint(from+i)), Kind: eic.FundOfKnowledge,
			OfferedBy: eic.PartyID(t.people[t.random.IntN(len(t.people))]), Title: title, Description: body,
			Grades: eic.SetOf(eic.G04, eic.G05), Status: eic.OfferOpen, Fund: &eic.FundTerms{Category: eic.Agriculture}}
		d := &store.Document{Analysis: 1, Title: title, Body: body}
		for range 3 {
			n := t.random.IntN(len(t.topics))
			d.Topics = append(d.Topics, store.About{Topic: t.topics[n], Token: topicToken(n), Weight: 0.5})
		}
		changes[i] = store.Change{Record: o, Document: d, Verb: "import"}
	}
	return changes
}

// BenchmarkCommitOffers imports offers, 1,000 to a write; an operation is one offer.
func BenchmarkCommitOffers(b *testing.B) {
	server := servers.Server(b)
	server.Empty(b)
	s := open(b, configOf(b, server))
	t := settle(b, s)
	const batch = 1000
	writes := make([]store.Write, 0, b.N/batch+1)
	for from := 0; from < b.N; from += batch {
		writes = append(writes, store.Write{Changes: t.offers(from, min(batch, b.N-from))})
	}
	b.ResetTimer()
	for _, w := range writes {
		if err := s.Commit(b.Context(), w); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "offers/s")
}

// BenchmarkRecall asks for 500 candidates among 10,000 offers by 12 words and 6 topics.
func BenchmarkRecall(b *testing.B) {
	server := servers.Server(b)
	server.Empty(b)
	s := open(b, configOf(b, server))
	t := settle(b, s)
	for from := 0; from < 10_000; from += 1000 {
		if err := s.Commit(b.Context(), store.Write{Changes: t.offers(from, 1000)}); err != nil {
			b.Fatal(err)
		}
	}
	ask := func() time.Duration {
		q := store.Query{Cluster: t.cluster, Shelves: []store.Shelf{store.OpenFunds}, Limit: 500}
		for _, word := range strings.Fields(t.text(12)) {
			q.Words = append(q.Words, store.Token{Text: word, Weight: 20 + t.random.IntN(100)})
		}
		for range 6 {
			q.Topics = append(q.Topics, store.Token{Text: topicToken(t.random.IntN(len(t.topics))), Weight: 100})
		}
		begun := time.Now()
		if _, err := s.Recall(b.Context(), []store.Query{q}); err != nil {
			b.Fatal(err)
		}
		return time.Since(begun)
	}
	for range 300 {
		ask()
	}
	var took []time.Duration
	for b.Loop() {
		took = append(took, ask())
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// BenchmarkCommitOne posts one offer to a write.
func BenchmarkCommitOne(b *testing.B) {
	server := servers.Server(b)
	server.Empty(b)
	s := open(b, configOf(b, server))
	t := settle(b, s)
	changes := t.offers(0, b.N)
	b.ResetTimer()
	for _, c := range changes {
		if err := s.Commit(b.Context(), store.Write{Changes: []store.Change{c}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCommitTogether has 16 writers post one need to a write, all in one
// cluster, whose counter they take in turns, and each in a cluster of its own.
func BenchmarkCommitTogether(b *testing.B) {
	const writers = 16
	for _, clusters := range []int{1, writers} {
		b.Run(fmt.Sprint(clusters, " clusters"), func(b *testing.B) {
			server := servers.Server(b)
			server.Empty(b)
			s := open(b, configOf(b, server))
			needs := make([][]store.Change, writers)
			for w := range needs {
				poster := hamlet(b, s, fmt.Sprint("town ", w%clusters), w < clusters)
				for i := w; i < b.N; i += writers {
					need := &eic.Need{Head: headOf(poster.Cluster, eic.NeedType, fmt.Sprint(i)), PostedBy: eic.PersonID(poster.ID), Title: "Bees", Status: eic.NeedOpen}
					needs[w] = append(needs[w], store.Change{Record: need, Document: &store.Document{Title: "bee"}, Verb: "post"})
				}
			}
			b.ResetTimer()
			var group sync.WaitGroup
			for _, mine := range needs {
				group.Go(func() {
					for _, c := range mine {
						if err := s.Commit(b.Context(), store.Write{Changes: []store.Change{c}}); err != nil {
							b.Error(err)
						}
					}
				})
			}
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "needs/s")
		})
	}
}

// hamlet is a cluster of one person, who is made if need be.
func hamlet(b testing.TB, s *neo4jstore.Store, key string, fresh bool) *eic.Person {
	id := eic.ClusterIDOf(key)
	cluster := &eic.Cluster{Head: headOf(id, eic.ClusterType, key), Name: key}
	cluster.ID = eic.ID(id)
	person := &eic.Person{Head: headOf(id, eic.PersonType, "p"), Name: "P", Memberships: []eic.Membership{{Cluster: id}}}
	if fresh {
		if err := s.Commit(b.Context(), store.Write{Changes: []store.Change{{Record: cluster}, {Record: person}}}); err != nil {
			b.Fatal(err)
		}
	}
	return person
}
