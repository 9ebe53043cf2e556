package graph

import (
	"fmt"
	"testing"

	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

func TestViewerCan(t *testing.T) {
	d := tucson(1, 2)
	h := Handler(Options{App: d})
	for _, id := range []eic.ID{d.needs[0].ID, d.offers[0].ID, d.offers[1].ID, d.viewer.Person.ID, eic.ID(d.needs[0].OnBehalfOf), eic.ID(d.offers[1].Pilot.Product)} {
		data := good(t, h, `query($id: ID!) { node(id: $id) { __typename
			... on Need { viewerCan } ... on Offer { viewerCan } ... on Person { viewerCan }
			... on Organization { viewerCan } ... on Product { viewerCan } } }`, map[string]any{"id": id})
		if got := fmt.Sprint(at(t, data, "node", "viewerCan")); got != "[UPDATE SEE_MATCHES]" {
			t.Errorf("%v: got %v", at(t, data, "node", "__typename"), got)
		}
	}
}

func TestWhatIsHidden(t *testing.T) {
	for _, shown := range []bool{true, false} {
		d := tucson(1, 1)
		d.shown = shown
		data := good(t, Handler(Options{App: d}), `query($n: ID!) { need(id: $n) { postedBy { name } } me { email phone roles } }`, map[string]any{"n": d.needs[0].ID})
		if got := at(t, data, "need", "postedBy") != nil; got != shown {
			t.Errorf("postedBy shown: got %t, want %t", got, shown)
		}
		if got := at(t, data, "me", "email") != nil; got != shown {
			t.Errorf("email shown: got %t, want %t", got, shown)
		}
		if at(t, data, "me", "phone") != nil || fmt.Sprint(at(t, data, "me", "roles")) != "[EDUCATOR]" {
			t.Errorf("got %v", data)
		}
	}
}

func TestEveryTypeIsShown(t *testing.T) {
	d := tucson(1, 2)
	h := Handler(Options{App: d})
	topic := &eic.Topic{Label: "bees", Lang: eic.English, AltLabels: []eic.Label{{Text: "abejas", Lang: eic.Spanish}},
		Description: "Insects that make honey.", Grades: eic.SetOf(eic.G03, eic.G04)}
	d.put(topic, eic.TopicType, "", "t1")
	d.needs[0].Topics = []eic.TopicID{eic.TopicID(topic.ID), "topic-gone"}
	data := good(t, h, `query($n: ID!, $o: ID!, $c: ID!) {
		need(id: $n) { id externalId externalSource version createdAt cluster { name languages timeZone place { postalCode lat } } window { start end }
			groupSize matters status language topics { label es: label(lang: "es") lang description kind grades broader { id } altLabels { text lang } bridges { weight } } }
		offer(id: $o) { __typename kind travelKm capacity { count } availability { weekdays } wishes { text } ... on PilotOffer { seats weeks window { start } product { evidence { tier } company { kind grades } } } }
		cluster(id: $c) { name }
		me { memberships { cluster { id } roles } affiliations { title organization { name } from } roles(cluster: "x") }
	}`, map[string]any{"n": d.needs[0].ID, "o": d.offers[1].ID, "c": d.viewer.Person.Cluster})
	for _, c := range []struct {
		path []any
		want any
	}{
		{[]any{"need", "version"}, 1.0},
		{[]any{"need", "createdAt"}, "2030-03-17T17:46:40Z"},
		{[]any{"need", "cluster", "place", "lat"}, nil},
		{[]any{"need", "cluster", "timeZone"}, "UTC"},
		{[]any{"need", "window", "end"}, nil},
		{[]any{"need", "groupSize"}, nil},
		{[]any{"need", "matters"}, nil},
		{[]any{"need", "language"}, nil},
		{[]any{"need", "topics", 0, "label"}, "abejas"}, // the cluster's first language
		{[]any{"need", "topics", 0, "kind"}, nil},
		{[]any{"need", "topics", 0, "description"}, "Insects that make honey."},
		{[]any{"need", "topics", 0, "grades", 1}, "G04"},
		{[]any{"offer", "__typename"}, "PilotOffer"},
		{[]any{"offer", "seats"}, 4.0},
		{[]any{"offer", "window"}, nil},
		{[]any{"offer", "product", "company", "kind"}, "COMPANY"},
		{[]any{"me", "affiliations", 0, "organization", "name"}, "Borton"},
	} {
		if got := at(t, data, c.path...); got != c.want {
			t.Errorf("%v: got %v, want %v", c.path, got, c.want)
		}
	}
	if topics := at(t, data, "need", "topics").([]any); len(topics) != 1 {
		t.Errorf("got %v, want the topic that is there", topics)
	}
}

// The scope of a list reaches the use case, and each list of a request has its own.
func TestScope(t *testing.T) {
	d := tucson(1, 2)
	data := good(t, Handler(Options{App: d}), `query($n: ID!, $o: ID!) {
		need(id: $n) { own: matches { ...m } said: matches(scope: CLUSTER) { ...m } all: matches(scope: NETWORK) { ...m } null: matches(scope: null) { ...m } }
		offer(id: $o) { own: matches { ...m } all: matches(scope: NETWORK) { ...m } }
	} fragment m on MatchConnection { edges { node { score } } missing { id name } }`, map[string]any{"n": d.needs[0].ID, "o": d.offers[0].ID})
	for _, of := range []string{"need", "offer"} {
		if got := fmt.Sprint(at(t, data, of, "all", "missing")); got != "[map[id:cluster.0123456789 name:Yuma]]" {
			t.Errorf("%s: missing %v", of, got)
		}
		if got := fmt.Sprint(at(t, data, of, "own", "missing")); got != "[]" {
			t.Errorf("%s: missing %v of its own cluster", of, got)
		}
	}
	for _, name := range []string{"said", "null"} {
		if got := fmt.Sprint(at(t, data, "need", name, "missing")); got != "[]" {
			t.Errorf("%s: missing %v", name, got)
		}
	}
	scope := eic.ScopeNetwork
	if wide, own := costs().Need.Matches(1, nil, nil, nil, nil, &scope), costs().Need.Matches(1, nil, nil, nil, nil, nil); wide <= own {
		t.Errorf("a list over the network costs %d, one of a cluster %d", wide, own)
	}
}

func TestSessionWithoutAHandler(t *testing.T) {
	d := tucson(1, 1)
	s := view.From(t.Context(), d)
	if v, err := s.Viewer(t.Context()); err != nil || v != d.viewer {
		t.Errorf("got %v, %v", v, err)
	}
	if again := view.From(s.Into(t.Context()), d); again != s {
		t.Error("a context that carries a session gave another")
	}
}

func TestExplanation(t *testing.T) {
	d := tucson(1, 1)
	d.blocked = []match.Blocker{{Gate: eic.GateDistance, Km: 46, RadiusKm: 20}}
	data := good(t, Handler(Options{App: d}), `query($n: ID!, $o: ID!) { explainMatch(need: $n, offer: $o) { listed need { title } offer { title } blockers { gate summary } } }`,
		map[string]any{"n": d.needs[0].ID, "o": d.offers[0].ID}, "Accept-Language", "en")
	if at(t, data, "explainMatch", "listed") != false || at(t, data, "explainMatch", "blockers", 0, "gate") != "DISTANCE" {
		t.Errorf("got %v", data)
	}
}

// A reason speaks to each side about its own, and to a third of both.
func TestReasonsSpeakToTheReader(t *testing.T) {
	for name, c := range map[string]struct {
		posted, offered bool // by the reader
		want            string
	}{
		"asking":   {true, false, "The offer has a word of yours: “bees”."},
		"offering": {false, true, "The need has a word of yours: “bees”."},
		"neither":  {false, false, "The need and the offer share the word “bees”."},
	} {
		t.Run(name, func(t *testing.T) {
			d := tucson(1, 1)
			d.reasons = []match.Reason{{Factor: eic.FactorText, Value: .5, Contribution: .4, Evidence: match.Evidence{Words: []string{"bees"}}}}
			d.needs[0].PostedBy, d.offers[0].OfferedBy = "person.a", "person.b"
			if c.posted {
				d.needs[0].PostedBy = d.viewer.ID()
			}
			if c.offered {
				d.offers[0].OfferedBy = eic.PartyID(d.viewer.ID())
			}
			data := good(t, Handler(Options{App: d}), `query($n: ID!) { need(id: $n) { matches { edges { node { reasons { summary } } } } } }`,
				map[string]any{"n": d.needs[0].ID}, "Accept-Language", "en")
			if got := at(t, data, "need", "matches", "edges", 0, "node", "reasons", 0, "summary"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestTopicsToConfirm: what a form needs to show what a text is about, so that its
// author can choose topics or remove them.
func TestTopicsToConfirm(t *testing.T) {
	d := tucson(1, 2)
	h := Handler(Options{App: d})
	bees, wax := &eic.Topic{Label: "bees", Lang: eic.English}, &eic.Topic{Label: "wax", Lang: eic.English}
	d.put(bees, eic.TopicType, "", "t1")
	d.put(wax, eic.TopicType, "", "t2")
	d.suggested = []app.TopicSuggestion{
		{Topic: bees, Suggestion: match.Suggestion{Confidence: .75, Spans: []match.Span{{Text: "Bees", Start: 3, End: 7}}}},
		{Topic: wax, Next: bees, Suggestion: match.Suggestion{Confidence: .5, Relation: match.RelatedTopic}},
	}
	d.about = []app.TopicLink{
		{Topic: eic.TopicID(bees.ID), Confidence: 1, Chosen: true, Words: []app.TopicWords{{Part: app.TitlePart, Span: match.Span{Text: "bees", End: 4}}}},
		{Topic: "topic-gone", Confidence: .5},
	}
	d.needs[0].NotTopics = []eic.TopicID{eic.TopicID(wax.ID)}
	query := `query($n: ID!, $o: ID!) {
		suggestTopics(text: "It: Bees", language: "en", first: 2) { topic { label } confidence named words { text start end } nextTo { label } relation }
		need(id: $n) { about { topic { label } confidence chosen words { part text start end } } notTopics { label } }
		offer(id: $o) { ... on PilotOffer { about { topic { label } } } }
	}`
	for _, shown := range []bool{true, false} {
		d.shown = shown
		data := good(t, h, query, map[string]any{"n": d.needs[0].ID, "o": d.offers[1].ID})
		for _, c := range []struct {
			path []any
			want any
		}{
			{[]any{"suggestTopics", 0, "topic", "label"}, "bees"},
			{[]any{"suggestTopics", 0, "named"}, true},
			{[]any{"suggestTopics", 0, "words", 0, "start"}, 3.0},
			{[]any{"suggestTopics", 0, "nextTo"}, nil},
			{[]any{"suggestTopics", 0, "relation"}, nil},
			{[]any{"suggestTopics", 1, "named"}, false},
			{[]any{"suggestTopics", 1, "nextTo", "label"}, "bees"},
			{[]any{"suggestTopics", 1, "relation"}, "RELATED"},
			{[]any{"need", "about", 0, "topic", "label"}, "bees"},
			{[]any{"need", "about", 0, "chosen"}, true},
			{[]any{"need", "about", 0, "words", 0, "part"}, "TITLE"},
			{[]any{"need", "about", 0, "words", 0, "end"}, 4.0},
		} {
			if got := at(t, data, c.path...); got != c.want {
				t.Errorf("%v: got %v, want %v", c.path, got, c.want)
			}
		}
		for _, c := range []struct {
			path []any
			want int
		}{
			{[]any{"need", "about"}, 1}, // without the topic that is gone
			{[]any{"offer", "about"}, 0},
			{[]any{"need", "notTopics"}, map[bool]int{true: 1}[shown]},
		} {
			if got := at(t, data, c.path...).([]any); len(got) != c.want {
				t.Errorf("%v: got %v, want %d", c.path, got, c.want)
			}
		}
	}
	if want := "It: Bees en 2"; d.asked != want {
		t.Errorf("asked %q, want %q", d.asked, want)
	}
}
