package app

import (
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// TestShippedTopics is what somebody who edits the taxonomy runs: no orphans, no
// circles, no label that means two things, two languages, bridges both ways
// written once.
func TestShippedTopics(t *testing.T) {
	topics := shippedTopicsOf(t)
	if len(topics) < 60 {
		t.Errorf("only %d topics", len(topics))
	}
	tax, err := match.NewTaxonomy(topics)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range tax.Check() {
		t.Errorf("%s: %s", fault.Path, fault.Detail)
	}
	labels := map[string]eic.TopicID{}
	bridges := map[[2]eic.TopicID]bool{}
	for _, topic := range topics {
		id := eic.TopicID(topic.ID)
		if topic.Kind == 0 {
			t.Errorf("%s has no kind", id)
		}
		if topic.Lang == eic.English && !slices.ContainsFunc(topic.AltLabels, func(l eic.Label) bool { return l.Lang == eic.Spanish }) {
			t.Errorf("%s has no Spanish label", id)
		}
		for _, label := range append([]eic.Label{{Text: topic.Label, Lang: topic.Lang}}, topic.AltLabels...) {
			text := string(label.Lang) + " " + strings.ToLower(label.Text)
			if other, taken := labels[text]; taken && other != id {
				t.Errorf("%q is a label of %s and of %s", label.Text, other, id)
			}
			labels[text] = id
		}
		for _, b := range topic.Bridges {
			if bridges[[2]eic.TopicID{b.To, id}] || bridges[[2]eic.TopicID{id, b.To}] {
				t.Errorf("the bridge between %s and %s is written twice", id, b.To)
			}
			bridges[[2]eic.TopicID{id, b.To}] = true
		}
	}
}

func shippedTopicsOf(t *testing.T) []*eic.Topic {
	t.Helper()
	files, err := shippedFiles()
	if err != nil {
		t.Fatal(err)
	}
	topics, err := readShipped(files)
	if err != nil {
		t.Fatal(err)
	}
	return topics
}

// TestShippedTopicsLink shows that the words people really use name topics, and
// that parts of other words do not.
func TestShippedTopicsLink(t *testing.T) {
	topics := shippedTopicsOf(t)
	tax, err := match.NewTaxonomy(topics)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		text string
		want []eic.TopicID
	}{
		{"Why do bees matter?", []eic.TopicID{"topic-bees"}},
		{"Las abejas del desierto", []eic.TopicID{"topic-bees", "topic-desert"}},
		{"las fracciones", []eic.TopicID{"topic-fractions"}},
		{"I am a carpenter", []eic.TopicID{"topic-carpenter"}},
		{"a career in retail", nil},
	}
	for _, c := range cases {
		var got []eic.TopicID
		for _, l := range tax.Link(match.Analyse(c.text, ""), match.Given{}) {
			if l.Confidence == 1 {
				got = append(got, l.Topic)
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}
