package eic

import (
	"strconv"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Topic is a concept of the taxonomy. One that has no cluster is shared by all.
// One of a cluster is its own: nobody else's needs and offers are about it.
//
// An own topic that extends a shared one is an addition to it: no concept by
// itself, but further labels and ties of that topic, which hold in the cluster.
type Topic struct {
	Head
	Extends     TopicID   `json:"extends,omitempty"` // the shared topic it adds to; empty for a concept
	Retired     bool      `json:"retired,omitempty"` // out of use; what was said with it stays
	Label       string    `json:"label"`
	Lang        Language  `json:"lang"` // of Label and Description
	AltLabels   []Label   `json:"altLabels,omitempty"`
	Description string    `json:"description,omitempty"` // what it means; no topic is found by it
	Kind        TopicKind `json:"kind,omitzero"`
	Grades      Grades    `json:"grades,omitzero"` // in which it is taught, such as those of a standard
	Broader     []TopicID `json:"broader,omitempty"`
	Related     []TopicID `json:"related,omitempty"`
	Bridges     []Bridge  `json:"bridges,omitempty"`
}

// Label is another word for a topic. The first of a language other than the
// topic's own is the preferred one in that language.
type Label struct {
	Text string   `json:"label"`
	Lang Language `json:"lang"`
}

// Bridge ties what is taught to who knows it, both ways.
type Bridge struct {
	To     TopicID `json:"to"`
	Weight float64 `json:"weight"`           // above 0, at most 1
	Author string  `json:"author,omitempty"` // who says so: the id of a person, or words
	Why    string  `json:"why,omitempty"`    // in words that would convince a teacher
}

// Subject returns the topic that the labels and ties are of: the one it adds to, or itself.
func (t *Topic) Subject() TopicID {
	if t.Adds() {
		return t.Extends
	}
	return TopicID(t.ID)
}

// Adds reports whether the topic only adds to a shared one.
func (t *Topic) Adds() bool { return t.Extends != "" }

// Name returns the topic's label in a language, or its own label if it has none there.
func (t *Topic) Name(lang Language) string {
	if t.Lang == lang {
		return t.Label
	}
	for _, l := range t.AltLabels {
		if l.Lang == lang {
			return l.Text
		}
	}
	return t.Label
}

// Check implements Record.
func (t *Topic) Check() error {
	var faults fault.Fields
	t.checkKind(&faults)
	own := t.Subject()
	for i, b := range t.Broader {
		if b == own {
			faults.Say(at("broader", i), fault.SelfRef)
		}
	}
	for i, b := range t.Related {
		if b == own {
			faults.Say(at("related", i), fault.SelfRef)
		}
	}
	for i, b := range t.Bridges {
		if b.To == own {
			faults.Say(at("bridges", i)+".to", fault.SelfRef)
		}
		if !(b.Weight > 0 && b.Weight <= 1) {
			faults.Say(at("bridges", i)+".weight", fault.OutOfRange, b.Weight, 0, 1)
		}
	}
	return faults.Err()
}

// checkKind refuses what a concept lacks and an addition cannot have.
func (t *Topic) checkKind(faults *fault.Fields) {
	switch {
	case !t.Adds() && t.Label == "":
		faults.Say("label", fault.Required)
	case !t.Adds():
		return
	case t.Cluster == "" || ID(t.Extends).Cluster() != "":
		faults.Say("extends", fault.NotShared, string(t.Extends))
	}
	if t.Adds() && t.Kind != 0 {
		faults.Say("kind", fault.NotAdded, "kind")
	}
	if t.Adds() && !t.Grades.Empty() {
		faults.Say("grades", fault.NotAdded, "grades")
	}
}

// Refs implements Record.
func (t *Topic) Refs() []ID {
	var r refs
	r.add(ID(t.Extends))
	addAll(&r, t.Broader)
	addAll(&r, t.Related)
	for _, b := range t.Bridges {
		r.add(ID(b.To))
	}
	return r
}

func at(field string, i int) string { return field + "." + strconv.Itoa(i) }
