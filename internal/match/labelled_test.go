package match

import (
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

func TestLabelled(t *testing.T) {
	topic := func(id eic.ID, label string, others ...eic.Label) *eic.Topic {
		return &eic.Topic{Head: eic.Head{ID: id}, Label: label, Lang: eic.English, AltLabels: others}
	}
	tax, err := NewTaxonomy([]*eic.Topic{
		topic("topic-cranes", "cranes", eic.Label{Text: "grullas", Lang: eic.Spanish}),
		topic("topic-machines", "building machines", eic.Label{Text: "crane", Lang: eic.English}),
		topic("topic-ball", "ball games", eic.Label{Text: "games in the street", Lang: eic.English}),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text   string
		want   []eic.TopicID
		counts bool
	}{
		{"Cranes", []eic.TopicID{"topic-cranes", "topic-machines"}, true},
		{"la grulla", []eic.TopicID{"topic-cranes"}, true},
		{"machines", nil, true},
		{"building machine", []eic.TopicID{"topic-machines"}, true},
		{"big building machines", nil, true},
		{"games of the streets", []eic.TopicID{"topic-ball"}, true},
		{"waila", nil, true},
		{"and the", nil, false},
		{"", nil, false},
	} {
		if got, counts := tax.Labelled(c.text); !slices.Equal(got, c.want) || counts != c.counts {
			t.Errorf("%q: got %v %t, want %v %t", c.text, got, counts, c.want, c.counts)
		}
	}
	var none *Taxonomy
	if got, counts := none.Labelled("bees"); got != nil || !counts {
		t.Errorf("without topics: got %v %t", got, counts)
	}
}
