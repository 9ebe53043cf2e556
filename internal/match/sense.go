package match

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// What words mean. A label may belong to several topics, and a word that is a
// topic's label may mean something that no topic stands for. Each sense has a
// weight, "none of them" has one too, and the confidence in a sense is its part
// of the sum:
//
//	confidence = w (1 + 4 support) / (sum of w (1 + 4 support) + nothing)
//
//	w        1 for a topic whose own name the label is, else 1/4;
//	         twice that if the topic is of a kind that such a record is about;
//	         half if it is called so in another language than the text is said to be in,
//	         and something else is called so in that one
//	support  0..1, how near the topic is to what else the text names: see support
//	nothing  0 where the label is a topic's own name, has several words or is rare;
//	         .25 for a single everyday word, .6 if people use it for many things;
//	         1/4 for a word of a compound, which weighs 1/4 as its head word, .15 if other
//	         topics' compounds have it too, and .1 as another word of it
//
// What else a text names votes for the senses near it, as in TagMe (Ferragina and
// Scaiella 2010) and before that in Lesk (1986). A sense below .3 is dropped: four
// that are equally likely are a guess.
const (
	ownWeight    = 1.
	otherWeight  = .25
	headWeight   = .25 // the word a compound is about
	sharedHead   = .15 // the same, where compounds of other topics have it beside theirs
	partWeight   = .1  // another word of a compound
	kindFactor   = 2.
	tongueFactor = .5
	voteFactor   = 4.
	wordDoubt    = .25
	commonDoubt  = .6
	commonAlias  = .04  // people use a word that a larger share of texts has for many things
	commonHead   = .005 // a word that a larger share of texts has is no head word

	leastConfidence    = .3
	misspeltDoubt      = 1.2 // weight of nothing for a short word that was guessed
	sureMisspelt       = 7   // a stem of more letters is hardly another word
	misspeltConfidence = .7  // at most this, for words that were guessed by their spelling
)

// weighed is a topic that some words may name.
type weighed struct {
	topic  int32
	own    bool // the label is the topic's own name
	weight float64
}

// weigh adds the senses of the label at a word: those of the English and of the
// Spanish label, if both have as many words as the longest.
func (l *linker) weigh(longest, english, spanish int32) run {
	a := &l.t.automaton
	from := int32(len(l.senses))
	both := english != 0 && a.size[english] == a.size[spanish]
	for _, found := range [...]struct {
		state int32
		other eic.Language // a text in it would not be read like this
	}{{english, eic.Spanish}, {spanish, eic.English}} {
		if a.size[found.state] < a.size[longest] {
			continue
		}
		tongue := 1.
		if both && l.given.Language == found.other {
			tongue = tongueFactor
		}
		for _, s := range a.sensesOf(found.state) {
			l.sense(from, s, tongue)
		}
	}
	return run{from, int32(len(l.senses))}
}

// sense adds one sense to those from a place on, where it is not removed and not
// there already.
func (l *linker) sense(from int32, s sense, tongue float64) {
	if slices.Contains(l.given.Not, l.t.id(s.topic)) {
		return
	}
	w := weighed{topic: s.topic, own: l.t.labels.all[s.label].preferred, weight: otherWeight}
	if w.own {
		w.weight = ownWeight
	}
	if aboutKind(l.given.Type, l.t.topics[s.topic].Kind) {
		w.weight *= kindFactor
	}
	w.weight *= tongue
	for i := range l.senses[from:] {
		if same := &l.senses[from+int32(i)]; same.topic == w.topic {
			same.own = same.own || w.own
			same.weight = max(same.weight, w.weight)
			return
		}
	}
	l.senses = append(l.senses, w)
}

// aboutKind reports whether a record of a type is mostly about topics of a kind:
// teachers look for what is taught, people bring what they do.
func aboutKind(t eic.Type, kind eic.TopicKind) bool {
	switch t {
	case eic.NeedType, eic.PilotOfferType, eic.GrantType, eic.StudyType:
		return kind == eic.Subject || kind == eic.Standard
	case eic.FundOfKnowledgeType:
		return kind == eic.Fund || kind == eic.OccupationTopic || kind == eic.Skill
	}
	return false
}

// doubt is the weight of a label's meaning none of its topics.
func (l *linker) doubt(senses run, words int, w Word) float64 {
	if words > 1 || slices.ContainsFunc(l.senses[senses.from:senses.to], func(s weighed) bool { return s.own }) {
		return 0
	}
	switch p := commonness(termOf(w.English), termOf(w.Spanish)); {
	case p == 0:
		return 0
	case p < commonAlias:
		return wordDoubt
	}
	return commonDoubt
}

// head adds the topic that a word is the head word of, if it is one.
func (l *linker) head(m *mention, w Word) {
	m.nothing = otherWeight
	from := int32(len(l.senses))
	for _, token := range [...]string{w.English, w.Spanish} {
		clue := l.t.automaton.clues[l.t.labels.symbol(termOf(token))]
		if clue.topic < 0 || len(l.senses) > int(from) || slices.Contains(l.given.Not, l.t.id(clue.topic)) {
			continue
		}
		l.senses = append(l.senses, weighed{topic: clue.topic, weight: clue.weight})
	}
	m.senses = run{from, int32(len(l.senses))}
}

// links decides what each mention means.
func (l *linker) links() []Link {
	votes := l.votes()
	links := make([]Link, 0, len(l.mentions))
	for i := range l.mentions {
		m := &l.mentions[i]
		senses := l.sensesOf(m)
		if len(senses) > 1 || m.nothing > 0 {
			for j := range senses {
				senses[j].weight *= 1 + voteFactor*votes.support(m, senses[j].topic)
			}
		}
		sum := l.sum(senses) + m.nothing
		for _, s := range senses {
			if c := m.most * s.weight / sum; c >= m.most*leastConfidence {
				links = append(links, Link{Topic: l.t.id(s.topic), Confidence: c, Field: m.field, First: m.first, Last: m.last})
			}
		}
	}
	return links
}

func (l *linker) sensesOf(m *mention) []weighed { return l.senses[m.senses.from:m.senses.to] }

// sum is the sum of the weights, of topics that are the same thing the largest.
func (l *linker) sum(senses []weighed) (sum float64) {
	for i, s := range senses {
		largest := s.weight
		for j, other := range senses {
			if l.t.same[s.topic] != l.t.same[other.topic] {
				continue
			}
			if j < i {
				largest = 0 // counted already
				break
			}
			largest = max(largest, other.weight)
		}
		sum += largest
	}
	return sum
}
