package match

import (
	"math"

	"github.com/edclusters/thirdplace/internal/eic"
)

// scorer is one request: the model with what is looked up often, and what is
// remembered from pair to pair. It is not safe for concurrent use.
type scorer struct {
	m      *Model
	w      *Weights
	tax    *Taxonomy
	offers *Statistics
	needs  *Statistics
	mean   float64 // length of an offer
	like   likeness

	met      []float64 // see meet
	readings []reading // see read

	termMeetings, wordMeetings []meeting // see findMeetings
	bestMet                    []float64 // see meetings

	gramIDFs    *gramTable
	gramKey     uint64
	gramScratch *gramTable
	fixed       *bag // see fix
	fixedGrams  *gramTable
	wordDots    *memo[int64]

	ties      *memo[tie]     // see relation
	topicIDFs *memo[float64] // see telling
}

func (m *Model) scorer() *scorer {
	s := &scorer{m: m, w: &m.Weights, tax: m.Taxonomy, offers: m.Offers.orEmpty(), needs: m.Needs.orEmpty()}
	s.mean = s.offers.meanLength(s.w.TitleWeight)
	s.like = s.w.likeness(m.Chance)
	s.gramIDFs, s.gramScratch = s.offers.gramIDFs(s.w.BackgroundDocs), newGramTable(512)
	s.gramKey = mix(s.offers.fingerprint, math.Float64bits(s.w.TitleWeight), math.Float64bits(s.w.BackgroundDocs))
	s.ties, s.topicIDFs = newMemo[tie](), newMemo[float64]()
	return s
}

// content is how well words and topics fit.
type content struct {
	x    float64 // BM25, before likeness of spelling
	near float64 // TOPIC before the stretch
	// meaning is how much the texts mean the same; lifts says whether that raised z.
	meaning float64
	lifts   bool
	text    float64 // T; 0 where neither a word nor a topic meets
	// topic is K; asked says whether the need has topics at all.
	topic float64
	asked bool
	value float64 // c
}

// glance is what can be said before likeness of spelling is looked at.
func (s *scorer) glance(q *question, o *Offer) content {
	c := content{x: s.bm25(q, o, nil), near: s.topicNearness(q, o, nil), asked: len(q.spans) > 0, meaning: s.meaning(q.need, o)}
	s.mixContent(q, &c, 0, c.x)
	return c
}

// content adds likeness of spelling and the best passage to a glance, but for a pair with no
// word and no topic in common: that its letters look alike is chance.
func (s *scorer) content(q *question, o *Offer, c content) content {
	if c.x == 0 && c.near == 0 {
		return c
	}
	likeness, passage := 0.0, 0.0
	if s.w.GramShare > 0 {
		likeness = s.spellingLikeness(q.need.bag, o.bag)
	}
	if s.w.PassageShare > 0 {
		passage = s.passage(q, o)
	}
	s.mixContent(q, &c, likeness, passage)
	return c
}

// evident reports whether anything speaks for the pair.
func (c content) evident() bool { return c.x > 0 || c.near > 0 || c.meaning > 0 }

// mixContent sets T, K and c:
//
//	z = .45 x + .35 best passage + .2 likeness of spelling      T = stretch(z)
//	    and .3 of the way from there to likeness of meaning, where that is more
//	K = stretch(nearness of topics), at least .8 T
//	c = (.40 T + .30 v K)/(.40 + .30 v), which is T for a need without topics
func (s *scorer) mixContent(q *question, c *content, likeness, passage float64) {
	if !c.evident() {
		return
	}
	z := (1-s.w.GramShare-s.w.PassageShare)*c.x + s.w.GramShare*likeness + s.w.PassageShare*passage
	if c.lifts = c.meaning > z; c.lifts {
		z += s.w.Meaning * (c.meaning - z)
	}
	c.text = s.w.stretch(z, s.w.StretchFrom)
	c.value = c.text
	if c.asked {
		c.topic = max(s.w.stretch(c.near, s.w.TopicFrom), s.w.TopicFloor*c.text)
		text, topic := s.contentWeights(q)
		c.value = text*c.text + topic*c.topic
	}
}

// contentWeights returns the parts of TEXT and TOPIC in content, which sum to 1.
// TOPIC weighs as much as the need says by topics; see covered.
func (s *scorer) contentWeights(q *question) (text, topic float64) {
	if len(q.spans) == 0 {
		return 1, 0
	}
	text = s.emphasized(q, eic.FactorText, s.w.Text)
	topic = s.emphasized(q, eic.FactorTopic, s.w.Topic) * q.covered
	return text / (text + topic), topic / (text + topic)
}

// emphasized is a factor's weight, doubled if it matters most to the need.
func (s *scorer) emphasized(q *question, f eic.MatchFactor, weight float64) float64 {
	if q.need.Record.Matters == f {
		return s.w.Matters * weight
	}
	return weight
}

// judgement is the score of a pair and what it is made of.
type judgement struct {
	content content
	context [len(contextFactors)]verdict
	scale   float64 // Z
	need    float64 // a: how well the offer fits the need
	wishes  wishes
	score   float64
	fit     eic.MatchFit
}

// judge scores a pair. Context moves content and never replaces it:
//
//	a = c (1 + sum w (f - prior))/Z     Z = 1 + sum w (1 - prior)
//
// over the factors the need asks for; what an offer does not say adds 0. The
// score is the harmonic mean of a and b, the other side's wishes: both have to
// be content (as for reciprocal recommendation: Pizzato et al. 2010, "RECON").
func (s *scorer) judge(q *question, o *Offer, c content) judgement {
	j := judgement{content: c, scale: 1}
	sum := 1.0
	for i, factor := range contextFactors {
		v := factor(s, q, o)
		if v.asked {
			j.scale += v.weight * (1 - v.prior)
			sum += v.weight * (v.value - v.prior)
		}
		j.context[i] = v
	}
	j.need = c.value * sum / j.scale
	j.wishes = s.wishes(q, o)
	j.score = harmonic(j.need, j.wishes.value)
	j.fit = max(s.w.fit(j.score), s.w.fit(harmonic(c.value, s.w.WishPrior)))
	return j
}

// harmonic is the harmonic mean of two numbers of 0..1, H(a, b) = 2ab/(a + b).
func harmonic(a, b float64) float64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// fit is the word for a score. Words are numbered best first, so the worse of
// two is the larger: a pair is never called better than its content alone is.
func (w *Weights) fit(score float64) eic.MatchFit {
	switch {
	case score >= w.Great:
		return eic.FitGreat
	case score >= w.Good:
		return eic.FitGood
	case score >= w.Fair:
		return eic.FitFair
	}
	return eic.FitPoor
}
