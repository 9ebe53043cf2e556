package sqlitestore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// town makes a cluster of offers with words of a Zipf vocabulary: 20,000 words,
// each indexed by two tokens, and 2,000 topics.
type town struct {
	random  *rand.Rand
	words   *rand.Zipf
	cluster eic.ClusterID
	people  []eic.PersonID
	topics  []eic.TopicID
}

func newTown(name string) *town {
	random := rand.New(rand.NewPCG(1, 2))
	return &town{random: random, words: rand.NewZipf(random, 1.1, 5, 20_000), cluster: eic.ClusterIDOf(name)}
}

func (w *town) head(t eic.Type, key string) eic.Head {
	cluster := w.cluster
	if t == eic.TopicType {
		cluster = ""
	}
	external := eic.External{Source: "bench", ID: key}
	stamp := eic.NewStamp(time.Unix(2_000_000_000, 0), "")
	return eic.Head{ID: eic.DeriveID(t, cluster, external), Cluster: cluster, External: external, Version: 1, Created: stamp, Updated: stamp}
}

// settle makes what offers refer to.
func (w *town) settle() []store.Change {
	cluster := &eic.Cluster{Head: w.head(eic.ClusterType, "town"), Name: "Town"}
	cluster.ID = eic.ID(w.cluster)
	changes := []store.Change{{Record: cluster}}
	for i := range 2000 {
		topic := &eic.Topic{Head: w.head(eic.TopicType, fmt.Sprint(i)), Label: fmt.Sprint("topic ", i)}
		w.topics = append(w.topics, eic.TopicID(topic.ID))
		changes = append(changes, store.Change{Record: topic})
	}
	for i := range 500 {
		person := &eic.Person{Head: w.head(eic.PersonType, fmt.Sprint(i)), Name: fmt.Sprint("Person ", i),
			Memberships: []eic.Membership{{Cluster: w.cluster, Roles: eic.SetOf(eic.CommunityPartner)}}}
		w.people = append(w.people, eic.PersonID(person.ID))
		changes = append(changes, store.Change{Record: person})
	}
	return changes
}

// tokens writes n words as two tokens each, and the words themselves.
func (w *town) tokens(n int) (tokens, text string) {
	var a, b strings.Builder
	for i := range n {
		if i > 0 {
			a.WriteByte(' ')
			b.WriteByte(' ')
		}
		word := w.words.Uint64()
		fmt.Fprintf(&a, "e%x s%x", word, word)
		fmt.Fprintf(&b, "word%x", word)
	}
	return a.String(), b.String()
}

// offers makes n offers of 30 to 60 words.
func (w *town) offers(first, n int) []store.Change {
	changes := make([]store.Change, n)
	for i := range changes {
		document := &store.Document{Analysis: 1}
		offer := &eic.Offer{Head: w.head(eic.FundOfKnowledgeType, fmt.Sprint(first+i)), Kind: eic.FundOfKnowledge,
			OfferedBy: eic.PartyID(w.people[w.random.IntN(len(w.people))]), Status: eic.OfferOpen,
			Grades: eic.GradeRange(eic.G03, eic.G05), Modes: eic.SetOf(eic.GuestSpeaker, eic.Demonstration),
			Settings: eic.SetOf(eic.InPerson), Fund: &eic.FundTerms{Category: eic.Agriculture},
			Place: eic.Place{PostalCode: "85713", Country: "US", Located: &eic.Point{Lat: 32 + w.random.Float64(), Lng: -110 - w.random.Float64()}}}
		offer.Created = eic.NewStamp(offer.Created.At.Add(time.Duration(first+i)*time.Second), "")
		document.Title, offer.Title = w.tokens(5)
		document.Body, offer.Description = w.tokens(25 + w.random.IntN(30))
		for range 3 {
			k := w.random.IntN(len(w.topics))
			document.Topics = append(document.Topics, store.About{Topic: w.topics[k], Token: fmt.Sprintf("t%x", k), Weight: 1})
		}
		changes[i] = store.Change{Record: offer, Document: document, Verb: "import"}
	}
	return changes
}

// query asks with 12 telling words and a topic.
func (w *town) query() store.Query {
	q := store.Query{Cluster: w.cluster, Limit: 500, Topics: []store.Token{{Text: fmt.Sprintf("t%x", w.random.IntN(2000)), Weight: 100}},
		Shelves: []store.Shelf{store.OpenFunds, store.OpenPilots, store.OpenGrants, store.OpenStudies}}
	for range 12 {
		word := 30 + w.random.IntN(1500)
		weight := 20 + w.random.IntN(100)
		q.Words = append(q.Words, store.Token{Text: fmt.Sprintf("e%x", word), Weight: weight}, store.Token{Text: fmt.Sprintf("s%x", word), Weight: weight})
	}
	return q
}

func mustCommit(t testing.TB, s *Store, changes []store.Change) {
	t.Helper()
	if err := s.Commit(context.Background(), store.Write{Changes: changes}); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkCommit commits offers in batches of 1,000; one round is one offer.
func BenchmarkCommit(b *testing.B) {
	s, w := openEmpty(b), newTown("town")
	mustCommit(b, s, w.settle())
	b.ReportAllocs()
	b.ResetTimer()
	for done := 0; done < b.N; {
		b.StopTimer()
		batch := w.offers(done, min(1000, b.N-done))
		b.StartTimer()
		mustCommit(b, s, batch)
		done += len(batch)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "offers/s")
}

// openTown opens a store of n offers, made once per run of the benchmarks.
func openTown(b *testing.B, n int) (*Store, *town) {
	b.Helper()
	path := filepath.Join(os.TempDir(), fmt.Sprintf("thirdplace-bench-%d-%d", os.Getpid(), n), "graph.db")
	_, err := os.Stat(path)
	w := newTown("town")
	settle := w.settle()
	s, openErr := Open(b.Context(), path)
	if openErr != nil {
		b.Fatal(openErr)
	}
	b.Cleanup(func() { s.Close() })
	if err != nil {
		mustCommit(b, s, settle)
		for done := 0; done < n; done += 1000 {
			mustCommit(b, s, w.offers(done, 1000))
		}
	}
	w.random = rand.New(rand.NewPCG(3, 4))
	return s, w
}

// BenchmarkRecall compares Recall with the bare full-text query it stands on.
func BenchmarkRecall(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		s, w := openTown(b, n)
		queries := make([]store.Query, 40)
		for i := range queries {
			queries[i] = w.query()
		}
		b.Run(fmt.Sprintf("recall/%d", n), func(b *testing.B) {
			for i := range b.N {
				if _, err := s.Recall(b.Context(), queries[i%len(queries):][:1]); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("bare/%d", n), func(b *testing.B) {
			for i := range b.N {
				q := queries[i%len(queries)]
				err := s.readers.with(b.Context(), func(c *conn) error {
					low, high := rangeOf(1)
					return c.query(b.Context(), func(row) error { return nil },
						"SELECT rowid FROM shelf_open_funds (?1) WHERE rowid BETWEEN ?2 AND ?3 ORDER BY rank LIMIT 500",
						matching(q.Words, q.Topics), low, high)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen opens a store of 100,000 offers.
func BenchmarkOpen(b *testing.B) {
	s, _ := openTown(b, 100_000)
	path := s.path
	s.Close()
	b.ResetTimer()
	for range b.N {
		s, err := Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		s.Close()
		b.StartTimer()
	}
}

// BenchmarkHydrate reads 100 offers with their documents.
func BenchmarkHydrate(b *testing.B) {
	s, w := openTown(b, 100_000)
	ids := make([]eic.ID, 100)
	for i := range ids {
		ids[i] = w.head(eic.FundOfKnowledgeType, fmt.Sprint(w.random.IntN(100_000))).ID
	}
	for range b.N {
		if _, err := s.Hydrate(b.Context(), ids); err != nil {
			b.Fatal(err)
		}
	}
}
