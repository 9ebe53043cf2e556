package graph

import (
	"context"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// steward stands in for the use cases about topics of a cluster's own.
type steward struct {
	*double
	made *eic.Topic
}

func (s *steward) CreateTopic(_ context.Context, _ *app.Viewer, m app.Mutation) (*eic.Topic, error) {
	s.wrote = append(s.wrote, m)
	return s.made, s.count("CreateTopic")
}

func (s *steward) OwnTopics(_ context.Context, _ *app.Viewer, args app.ListArgs) (*app.List[*eic.Topic], error) {
	s.lists = append(s.lists, args)
	return &app.List[*eic.Topic]{Items: []*eic.Topic{s.made}, Cursors: []string{"c"}}, s.count("OwnTopics")
}

func (s *steward) Additions(_ *app.Viewer, to eic.TopicID) []*eic.Topic {
	if to == s.made.Extends {
		return []*eic.Topic{s.made}
	}
	return nil
}

// TestTopicsOfAClustersOwn: what a steward sends arrives as given, and what comes back
// says whose it is, what it adds to, who bridged it and why.
func TestTopicsOfAClustersOwn(t *testing.T) {
	d := tucson(1, 1)
	games := &eic.Topic{Label: "games", Lang: eic.English, AltLabels: []eic.Label{{Text: "juegos", Lang: eic.Spanish}}}
	d.put(games, eic.TopicType, "", "games")
	made := &eic.Topic{Extends: eic.TopicID(games.ID), Lang: eic.English, AltLabels: []eic.Label{{Text: "stoop ball", Lang: eic.English}},
		Bridges: []eic.Bridge{{To: eic.TopicID(games.ID), Weight: 0.5, Author: "person.x", Why: "It is one"}}}
	d.put(made, eic.TopicType, eic.ClusterIDOf("tucson"), "adds")
	s := &steward{d, made}
	h := Handler(Options{App: s})
	const topic = `{ id cluster { name } extends { label additions { id } } retired label(lang: "es") additions { id } viewerCan bridges { to { label } author why } }`
	data := good(t, h, `mutation ($in: CreateTopicInput!) { createTopic(input: $in) { topic `+topic+` } }`, map[string]any{"in": map[string]any{
		"topic": map[string]any{"extends": string(games.ID), "altLabels": []any{map[string]any{"label": "stoop ball"}}}, "ambiguous": true,
	}})
	check := func(data map[string]any, path ...any) {
		t.Helper()
		for _, c := range []struct {
			path []any
			want any
		}{
			{[]any{"cluster", "name"}, "Tucson"},
			{[]any{"extends", "additions", 0, "id"}, string(made.ID)},
			{[]any{"retired"}, false},
			{[]any{"label"}, "juegos"},
			{[]any{"viewerCan", 0}, "UPDATE"},
			{[]any{"bridges", 0, "author"}, "person.x"},
			{[]any{"bridges", 0, "why"}, "It is one"},
		} {
			if got := at(t, data, append(path[:len(path):len(path)], c.path...)...); got != c.want {
				t.Errorf("%v: got %v, want %v", c.path, got, c.want)
			}
		}
	}
	check(data, "createTopic", "topic")
	if in := d.wrote[0].Input; in["ambiguous"] != true || in["topic"].(map[string]any)["kind"] != nil {
		t.Errorf("arrived as %v", in)
	}
	data = good(t, h, `{ ownTopics(filter: {extends: "x"}, first: 3) { edges { cursor node `+topic+` } pageInfo { hasNextPage } } }`, nil)
	check(data, "ownTopics", "edges", 0, "node")
	if args := d.lists[0]; args.First != 3 || args.Filter["extends"] != "x" {
		t.Errorf("asked for %+v", args)
	}
}
