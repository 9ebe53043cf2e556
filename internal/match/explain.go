package match

import (
	"cmp"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

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
	// OtherWords are words of the need that the offer says in others, heaviest first:
	// TEXT, where both surely name the same topic by them.
	OtherWords []string
	// Meaning is how much the texts mean the same, above 0, at most 1: TEXT, where
	// that made it more than words do.
	Meaning float64

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

// TopicPair is a topic asked for and the topic of the offer that meets it. Value
// is how much of the whole need that covers, 0..1.
type TopicPair struct {
	Asked, Met eic.TopicID
	Value      float64
	Path       []Step
	Words      string // by which the need asks for it most, as they are written; "" for a choice
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
func (m *Model) Explain(n *Need, o *Offer) Match {
	s := m.scorer()
	q := s.ask(n, s.spellerOf(o))
	j := s.judge(q, o, s.content(q, o, s.glance(q, o)))
	match := Match{Need: n, Offer: o, Score: j.score, Fit: j.fit, Blockers: m.blockers(n, o)}
	match.Listed = len(match.Blockers) == 0 && j.content.evident()
	match.Reasons = s.reasons(q, o, j)
	for _, f := range eic.EveryMatchFactor() {
		if !slices.ContainsFunc(match.Reasons, func(r Reason) bool { return r.Factor == f }) {
			match.Unknowns = append(match.Unknowns, f)
		}
	}
	return match
}

// reasons takes a score apart. Content and context have their signed parts of a,
//
//	c = wT T + wK K          a = c/Z + sum of c w (f - prior)/Z,
//
// each times H(a, .7)/a; the wishes have what they add to H(a, .7), the score of a
// pair whose offerer wishes nothing. Together they are H(a, b), the score.
func (s *scorer) reasons(q *question, o *Offer, j judgement) []Reason {
	silent := harmonic(j.need, s.w.WishPrior)
	share := 0.0
	if j.need > 0 {
		share = silent / j.need / j.scale
	}
	text, topic := s.contentWeights(q)
	list := []Reason{{
		Factor: eic.FactorText, Weight: text, Value: j.content.text, Contribution: text * j.content.text * share,
	}}
	list[0].Evidence.Words, list[0].Evidence.OtherWords = s.wordsMet(q, o)
	if j.content.lifts {
		list[0].Evidence.Meaning = j.content.meaning
	}
	if j.content.asked {
		r := Reason{Factor: eic.FactorTopic, Weight: topic, Value: j.content.topic, Contribution: topic * j.content.topic * share}
		if r.Evidence.Topics = s.topicsInCommon(q, o); len(r.Evidence.Topics) > 0 {
			r.Path = r.Evidence.Topics[0].Path
		}
		list = append(list, r)
	}
	for _, v := range j.context {
		if v.asked && v.said {
			moved := j.content.value * v.weight * (v.value - v.prior) * share
			list = append(list, Reason{Factor: v.factor, Weight: v.weight, Value: v.value, Contribution: moved, Evidence: v.evidence})
		}
	}
	if said := float64(len(j.wishes.list)); said > 0 {
		list = append(list, Reason{
			Factor: eic.FactorWishes, Weight: said / (said + s.w.WishStrength), Value: j.wishes.value,
			Contribution: j.score - silent, Evidence: Evidence{Wishes: j.wishes.list},
		})
	}
	return list
}

// mostNamed is how many words or topics an explanation names.
const mostNamed = 8

// leastNamed is the share of what the first word earned that another must have
// earned to be named.
const leastNamed = .1

// wordsMet returns the words of the need that the offer has, and those that it says
// in other words.
func (s *scorer) wordsMet(q *question, o *Offer) (there, otherwise []string) {
	var earned earnings
	s.bm25(q, o, &earned)
	most := 0.0
	for i := range earned.there {
		most = max(most, earned.there[i], earned.otherwise[i])
	}
	return q.named(earned.there, most), q.named(earned.otherwise, most)
}

// named returns words of the need that earned something, those that earned most
// first, as the need has them. Of several forms of a word it has one, and none that
// earned next to nothing beside the most that any did.
func (q *question) named(earned []float64, most float64) []string {
	var places []int
	for i := range earned {
		if earned[i] > 0 {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(earned[j], earned[i]) })
	written := asWritten(q.need.Record.Title, q.need.Record.Description)
	var words []string
	var named []Word
	for _, place := range places {
		w := q.need.bag.words[place].Word
		if len(words) == mostNamed || earned[place] < leastNamed*most {
			break
		}
		if !slices.ContainsFunc(named, func(n Word) bool { return n.English == w.English || n.Spanish == w.Spanish }) {
			words, named = append(words, cmp.Or(written[w], w.English[1:])), append(named, w)
		}
	}
	return words
}

// asWritten returns for each word of the texts how it is written where it first stands.
func asWritten(texts ...string) map[Word]string {
	written := map[Word]string{}
	for _, text := range texts {
		for surface := range split(text) {
			if !surface.counts() {
				continue
			}
			if w := surface.stem(); written[w] == "" {
				written[w] = surface.written
			}
		}
	}
	return written
}

// written returns the words of a span as they stand in the need, with what is
// between them; "" for a choice.
func (n *Need) written(p span) string {
	text := n.Record.Description
	if p.field == InTitle {
		text = n.Record.Title
	}
	place, from := int32(0), 0
	for surface := range split(text) {
		if !surface.counts() || len(p.words) == 0 {
			continue
		}
		if place == p.first {
			from = surface.start
		}
		if place == p.last {
			return text[from : surface.start+len(surface.written)]
		}
		place++
	}
	return ""
}

// topicsInCommon returns the best pair of each topic asked for, those that
// cover most of the need first.
func (s *scorer) topicsInCommon(q *question, o *Offer) []TopicPair {
	var pairs []TopicPair
	heaviest := map[[2]eic.TopicID]float64{} // of the spans of each pair
	s.topicNearness(q, o, func(span int, asked, met eic.TopicID, value float64) {
		same := slices.IndexFunc(pairs, func(p TopicPair) bool { return p.Asked == asked && p.Met == met })
		if same < 0 {
			same = len(pairs)
			pairs = append(pairs, TopicPair{Asked: asked, Met: met})
		}
		pairs[same].Value += value
		if pair := [2]eic.TopicID{asked, met}; value > heaviest[pair] {
			heaviest[pair], pairs[same].Words = value, q.need.written(q.need.spans[span])
		}
	})
	slices.SortFunc(pairs, func(a, b TopicPair) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Asked, b.Asked), cmp.Compare(a.Met, b.Met))
	})
	pairs = pairs[:min(len(pairs), mostNamed)]
	for i := range pairs {
		pairs[i].Path = s.path(pairs[i].Asked, pairs[i].Met)
	}
	return pairs
}
