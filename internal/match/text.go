package match

import (
	"cmp"
	"math"
	"slices"
)

// question is a need as it is asked of the offers of a cluster: its words and
// topics with what the offers' statistics say about them. It belongs to one
// request.
type question struct {
	need  *Need
	words []wordShare // of the need's bag
	near  []nearWord
	total float64 // what the words could add at most, without k1+1

	spans      []float64 // what each of need.spans could add at most to TOPIC
	topicTotal float64   // what words and chosen topics could add at most
	covered    float64   // v: how far topics cover what the need says, 0..1

	subjects  []held // topics of the need that are subjects
	standards []held // and standards
}

// wordShare is what the statistics say about one word of a need.
type wordShare struct {
	english, spanish float64 // what its tokens count: their idf; 0 for one that is not known
	share            float64 // of the denominator, for each time the need has it
}

// nearWord stands for a misspelt word of a need.
type nearWord struct {
	of     int // place of the word
	term   term
	weight float64
}

// ask prepares the words of a need. A word counts as the better of its two
// tokens does, so its part of the denominator is the idf of the rarer one. A word
// that the statistics do not know counts with the idf of df 0, at half weight;
// near is where to look for what it may be a misspelling of.
//
// The denominator is that of the need's most telling words alone: somebody who
// tells a story around a question asks no less for it. Measured by all its
// words, a need of sixty would find every offer poor and every topic slight. It is
// never less than one word tells that no offer has: who says next to nothing has not
// found what they want in an offer that says as little. Words that only ask count a
// quarter.
func (s *scorer) ask(n *Need, near func() *speller) *question {
	q := &question{need: n, words: make([]wordShare, len(n.bag.words))}
	shares := make([]float64, len(n.bag.words))
	for i, w := range n.bag.words {
		english, spanish := n.bag.terms[w.english], n.bag.terms[w.spanish]
		p := commonness(english, spanish)
		known := wordShare{english: s.knownIDF(english, p), spanish: s.knownIDF(spanish, p)}
		known.share = max(known.english, known.spanish)
		if known.share == 0 {
			half := s.w.UnknownShare * s.offers.idf(english, s.w.BackgroundDocs, p)
			known = wordShare{half, half, half}
			q.near = append(q.near, s.repair(i, w.Word, half, near)...)
		}
		if asks(english, spanish) {
			known = known.times(s.w.AskShare)
		}
		q.words[i] = known
		shares[i] = w.total() * known.share
	}
	slices.SortFunc(shares, func(a, b float64) int { return cmp.Compare(b, a) })
	for _, share := range shares[:min(s.w.TellingWords, len(shares))] {
		q.total += share
	}
	if q.total > 0 {
		q.total = max(q.total, s.w.TellingLeast*s.offers.mostIDF(s.w.BackgroundDocs))
	}
	s.askTopics(q)
	return q
}

func (w wordShare) times(f float64) wordShare {
	return wordShare{f * w.english, f * w.spanish, f * w.share}
}

// knownIDF returns a token's idf, 0 for one that no offer has; p as for idf.
func (s *scorer) knownIDF(t term, p float64) float64 {
	if s.offers.df(t) == 0 {
		return 0
	}
	return s.offers.idf(t, s.w.BackgroundDocs, p)
}

// repair finds what a word that no offer has may be a misspelling of: words
// spelt like it count .7 times their likeness, and never more than the
// unknown word does in the denominator.
func (s *scorer) repair(place int, word Word, most float64, near func() *speller) []nearWord {
	if !spelt(word.English[1:]) {
		return nil
	}
	var list []nearWord
	for _, token := range [...]string{word.English, word.Spanish} {
		for _, n := range near().near(token, s.w.NearLikeness) {
			t := termOf(n.token)
			weight := min(most, s.w.NearShare*n.likeness*s.knownIDF(t, background()[t]))
			list = append(list, nearWord{place, t, weight})
		}
	}
	return list
}

// bm25 returns x: the BM25 of an offer for a need (Robertson and Zaragoza 2009,
// "The Probabilistic Relevance Framework: BM25 and Beyond"), divided by what an
// endless repetition of the telling words would reach, kept below 1, and
// independent of the other offers:
//
//	          sum over words of  count idf tf (k1+1)/(tf + k1 norm)
//	y  =  ---------------------------------------------------------      x = below1(y)
//	            sum over telling words of  count idf (k1+1)
//
//	norm = 1 - b + b length/mean length
//
// The sum above is over all words of the need, the one below over its most
// telling ones. tf and length count the words of an offer's title three times. What
// the topics of both say about a word counts too; see read. If earned is not nil it
// receives what each word added.
func (s *scorer) bm25(q *question, o *Offer, earned *earnings) float64 {
	if q.total == 0 {
		return 0
	}
	s.meet(q.need.bag, o.bag)
	s.read(q, o)
	norm := s.lengthNorm(o.bag)
	near := q.near
	sum := 0.0
	for i, w := range q.need.bag.words {
		best := max(q.words[i].english*s.saturated(s.met[w.english], norm), q.words[i].spanish*s.saturated(s.met[w.spanish], norm))
		for ; len(near) > 0 && near[0].of == i; near = near[1:] {
			if at := o.bag.find(near[0].term); at >= 0 {
				best = max(best, near[0].weight*s.saturated(o.bag.counts[at].weight(s.w.TitleWeight), norm))
			}
		}
		best *= s.readings[i].left
		otherwise := s.w.OtherWords * s.readings[i].said * q.words[i].share
		sum += w.total() * max(best, otherwise)
		if earned != nil {
			earned.note(w.total()*best, w.total()*otherwise)
		}
	}
	return below1(sum / q.total)
}

// earnings are what each word of a need added to x: by being there, or where it is
// not, by being said in other words.
type earnings struct{ there, otherwise []float64 }

func (e *earnings) note(there, otherwise float64) {
	if there > 0 {
		otherwise = 0
	}
	e.there, e.otherwise = append(e.there, there), append(e.otherwise, otherwise)
}

// below1 keeps a sum that may pass 1 below it: y/(1 + y^4)^(1/4), which is almost
// y up to .6 and rises strictly.
func below1(y float64) float64 { return y / math.Sqrt(math.Sqrt(1+y*y*y*y)) }

// saturated is tf/(tf + k1 norm): how far a word's repetition fills its share, below 1.
func (s *scorer) saturated(tf, norm float64) float64 { return tf / (tf + s.w.K1*norm) }

// lengthNorm is 1 for an offer of mean length, more for a longer one.
func (s *scorer) lengthNorm(b *bag) float64 {
	return 1 - s.w.B + s.w.B*b.length(s.w.TitleWeight)/s.mean
}

// meet sets s.met to how often the offer has each term of the need.
func (s *scorer) meet(need, offer *bag) {
	s.met = append(s.met[:0], make([]float64, len(need.terms))...)
	for i, j := 0, 0; i < len(need.terms) && j < len(offer.terms); {
		switch {
		case need.terms[i] < offer.terms[j]:
			i++
		case need.terms[i] > offer.terms[j]:
			j++
		default:
			s.met[i] = offer.counts[j].weight(s.w.TitleWeight)
			i++
			j++
		}
	}
}

// stretch spreads the part of z that tells relevant from irrelevant over 0..1.
// It rises strictly, so that it keeps every order, and is 0 only at 0:
//
//	T = .98 clamp((z - from)/.5) + .02 z
//
// from is .1 for TEXT, which chance alone lifts so far, and 0 for TOPIC, which
// chance does not lift.
// Without it T stays in a narrow band and context drowns it.
func (w *Weights) stretch(z, from float64) float64 {
	clamped := min(1, max(0, (z-from)/w.StretchSpan))
	return (1-w.StretchLow)*clamped + w.StretchLow*z
}

// spellingLikeness is the cosine of two texts as bags of letter runs, 0..1:
// the weight of a run is how often the words of the text have it, times its idf.
// A convex mix of word and letter evidence does better than either (Bruch, Gai
// and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").
//
// Weights are whole numbers, 256ths of an idf and quarters of a count, so that
// sums are exact and come out the same from whichever side they are added up.
func (s *scorer) spellingLikeness(a, b *bag) float64 {
	normA, normB := s.gramNorm(a), s.gramNorm(b)
	if normA == 0 || normB == 0 {
		return 0
	}
	return min(1, float64(s.dot(a, b))/math.Sqrt(normA*normB))
}
