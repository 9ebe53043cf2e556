package sqlitestore

import (
	"reflect"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// TestListingsAgree reads lists by both of their statements: which one is chosen
// may change how long a list takes, never what is in it.
func TestListingsAgree(t *testing.T) {
	s, w := openEmpty(t), newTown("town")
	mustCommit(t, s, w.settle())
	offers := w.offers(0, 300)
	for i, change := range offers {
		offers[i].Record.(*eic.Offer).Topics = []eic.TopicID{w.topics[i%3]}
		if i%5 == 0 {
			change.Record.(*eic.Offer).Status = eic.OfferClosed
		}
	}
	mustCommit(t, s, offers)
	near := &store.Near{Point: eic.Point{Lat: 32.5, Lng: -110.5}, Km: 30}
	for i, f := range []store.OfferFilter{
		{Words: store.Words{{"e0", "e1"}}}, {Near: near}, {Words: store.Words{{"e0"}}, Near: near},
		{Words: store.Words{{"e0"}}, Topics: w.topics[:1]}, {Words: store.Words{{"e0"}}, Visible: store.Visibility{All: true}},
		{Near: near, Visible: store.Visibility{All: true}}, {Near: near, Topics: w.topics[:2]},
	} {
		f.Cluster = w.cluster
		l := offersListing(f)
		l.cluster, l.limit = w.cluster, 300
		l.values = append([]any{int64(1) << 60, "", flag(f.Visible.All), "[]", 0, 0, 0, 0, 0, "", "", 0,
			listOr(jsonList(f.Topics)), searchText(f.Words)}, boxOf(f.Near).values()...)
		var got [2][]eic.ID
		for side, statement := range []string{l.whole, l.few} {
			one := l
			one.whole, one.few = statement, ""
			found, err := list(t.Context(), s, "offers", one, func(o *eic.Offer) bool { return within(f.Near, o.Place) })
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range found {
				got[side] = append(got[side], o.ID)
			}
		}
		if len(got[0]) == 0 || !reflect.DeepEqual(got[0], got[1]) {
			t.Errorf("%d: the whole list has %d offers, the few %d", i, len(got[0]), len(got[1]))
		}
	}
}

// TestBoxHoldsCircle tries points all around circles all over the earth: what is
// within the kilometres is within the box.
func TestBoxHoldsCircle(t *testing.T) {
	for lat := -90.0; lat <= 90; lat += 7.5 {
		for lng := -180.0; lng <= 180; lng += 22.5 {
			for _, km := range []float64{0, 1, 40, 900, 9000} {
				checkBox(t, store.Near{Point: eic.Point{Lat: lat, Lng: lng}, Km: km})
			}
		}
	}
}

func checkBox(t *testing.T, near store.Near) {
	t.Helper()
	b := boxOf(&near)
	for lat := -90.0; lat <= 90; lat += 3 {
		for lng := -180.0; lng <= 180; lng += 6 {
			far := eic.Point{Lat: lat, Lng: lng}
			// A point on the way there, as near as the circle reaches.
			for _, part := range []float64{0, 0.001, 0.05, 1} {
				p := eic.Point{Lat: near.Point.Lat + part*(far.Lat-near.Point.Lat), Lng: near.Point.Lng + part*(far.Lng-near.Point.Lng)}
				in := p.Lat >= b.south && p.Lat <= b.north && (p.Lng >= b.west && p.Lng <= b.east || p.Lng >= b.west2 && p.Lng <= b.east2)
				if !in && near.Point.Km(p) <= near.Km {
					t.Fatalf("%+v is %.1f km from %+v and not in %+v", p, near.Point.Km(p), near, b)
				}
			}
		}
	}
}

func TestDistinct(t *testing.T) {
	for _, c := range []struct{ tokens, want []string }{
		{nil, nil},
		{[]string{"a", "or", "a", "t1"}, []string{"a", "or", "t1"}},
		{[]string{`"`, "a b", "A", "é", "", "a*", "a\x00", "t-1", "no:"}, nil},
	} {
		var tokens []store.Token
		for i, text := range c.tokens {
			tokens = append(tokens, store.Token{Text: text, Weight: i + 1})
		}
		got := distinct(tokens)
		if !slices.Equal(texts(got), c.want) || len(got) > 0 && got[0].Weight != 1 {
			t.Errorf("distinct(%q): got %v, want %q", c.tokens, got, c.want)
		}
	}
}

// FuzzRecall asks with words that anybody may write: none is an error.
func FuzzRecall(f *testing.F) {
	s, w := openEmpty(f), newTown("town")
	mustCommit(f, s, w.settle())
	mustCommit(f, s, w.offers(0, 20))
	for _, seed := range []string{"bee", `"`, "NEAR(a b)", "title:", "a AND", "*", "{x}", "\x00", "é", "--"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := store.Query{Cluster: w.cluster, Shelves: []store.Shelf{store.OpenFunds}, Words: []store.Token{{Text: text, Weight: 1}, {Text: text + "x", Weight: 1}}, Topics: []store.Token{{Text: text, Weight: 1}}, Limit: 5}
		if _, err := s.Recall(t.Context(), []store.Query{q}); err != nil {
			t.Errorf("Recall: %v", err)
		}
		filter := store.OfferFilter{Cluster: w.cluster, Words: store.Words{{text}}, Topics: []eic.TopicID{eic.TopicID(text)}}
		if _, err := s.Offers(t.Context(), filter, store.Page{Limit: 5}); err != nil {
			t.Errorf("Offers: %v", err)
		}
		if _, err := s.People(t.Context(), store.PersonFilter{Cluster: w.cluster, Words: filter.Words}, store.Page{Limit: 5, AfterKey: text}); err != nil {
			t.Errorf("People: %v", err)
		}
	})
}
