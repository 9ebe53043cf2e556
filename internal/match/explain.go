package match

import "github.com/edclusters/thirdplace/internal/eic"

// Reason is one factor of a score. The contributions of all reasons sum to it.
type Reason struct {
	Factor       eic.MatchFactor
	Weight       float64 // of the factor, 0..1
	Value        float64 // 0..1
	Contribution float64 // negative: what does not fit
	Path         []Step  // TOPIC: from a topic asked for to the one met, at most three edges
	Evidence     Evidence
}

// Evidence is what a reason rests on. Only the fields named for its factor are
// set, and only what scored is said.
type Evidence struct {
	Words []string // TEXT: what both have, as the need has it, heaviest first

	Topics []TopicPair // TOPIC: heaviest first

	GradesAsked, Grades eic.Grades    // CURRICULUM: asked for, and those in common
	Subjects            []eic.TopicID // CURRICULUM: of the need, that the offer serves
	Standards           []eic.TopicID // CURRICULUM: of the need, that the offer serves

	ModesAsked, Modes eic.Set[eic.EngagementMode] // MODE: asked for, and those in common

	Virtual  bool    // PLACE: meeting online suits both, so that distance does not matter
	Km       float64 // PLACE: how far apart they are
	RadiusKm float64 // PLACE: how far the offerer comes, as said or as is usual

	Days       int        // TIME: days in common, counted no further than DaysNeeded
	DaysNeeded int        // TIME
	Window     eic.Window // TIME: the first day in common, and the last if there is one

	Wishes []Wish // WISHES: those said, in the order of their kinds
}

// TopicPair is a topic asked for, the topic of the offer that meets it, and how
// well it does so, 0..1.
type TopicPair struct {
	Asked, Met eic.TopicID
	Value      float64
	Path       []Step
}

// WishKind is what an offerer's wish is about.
type WishKind uint8

// The kinds of wish.
const (
	WishGrades WishKind = iota + 1
	WishTopics
	WishModes
	WishSettings
	WishText
)

// Wish is one wish of an offerer and how far the need meets it, 0..1.
type Wish struct {
	Kind WishKind
	Met  float64
}

// Explain returns the full explanation of a pair, whether or not it would be
// listed. Its score is that of any list.
func (m *Model) Explain(n *Need, o *Offer) Match { return Match{Need: n, Offer: o} }
