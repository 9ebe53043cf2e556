package match

// passageSteps is in how many passages a word of the body stands: they begin half
// a passage apart, so that what stands together is together in one of them.
const passageSteps = 2

// passage returns p, 0..1: BM25 of the offer's best passage, each of whose words
// counts once, as in a text of mean length:
//
//	           sum over words met in the passage of  count idf/(1 + k1)
//	p = below1(---------------------------------------------------------)
//	                 sum over telling words of  count idf
//
// A passage is the title, or 40 words of the body. Words that are met in one place
// speak of one thing; the same words strewn over a long text may speak of many
// (Callan 1994, "Passage-Level Evidence in Document Retrieval"). What is said in other
// words adds to x alone.
func (s *scorer) passage(q *question, o *Offer) float64 {
	if q.total == 0 {
		return 0
	}
	s.meet(q.need.bag, o.bag)
	s.read(q, o)
	s.findMeetings(q, o.bag)
	size := s.w.PassageWords
	step := max(1, size/passageSteps)
	best := s.meetings(o.bag.order[:o.bag.titleWords])
	body := o.bag.order[o.bag.titleWords:]
	for start := 0; start < len(body); start += step {
		end := min(start+size, len(body))
		best = max(best, s.meetings(body[start:end]))
		if end == len(body) {
			break
		}
	}
	return below1(best / (1 + s.w.K1) / q.total)
}

// meeting is a word of the need that a word of an offer stands for, and what
// that counts.
type meeting struct {
	word  int32 // place in the need's bag; -1 for none
	value float64
}

// findMeetings sets, for each word of the offer, which word of the need it meets:
// the one that counts most.
func (s *scorer) findMeetings(q *question, offer *bag) {
	byTerm := resized(&s.termMeetings, len(offer.terms))
	for i := range byTerm {
		byTerm[i].word = -1
	}
	take := func(at int, word int, value float64) {
		if at >= 0 && value > byTerm[at].value {
			byTerm[at] = meeting{int32(word), value}
		}
	}
	for i, w := range q.need.bag.words {
		each := w.total() * s.readings[i].left
		take(offer.find(q.need.bag.terms[w.english]), i, each*q.words[i].english)
		take(offer.find(q.need.bag.terms[w.spanish]), i, each*q.words[i].spanish)
	}
	for _, n := range q.near {
		take(offer.find(n.term), n.of, q.need.bag.words[n.of].total()*s.readings[n.of].left*n.weight)
	}
	byWord := resized(&s.wordMeetings, len(offer.words))
	for i, w := range offer.words {
		byWord[i] = byTerm[w.english]
		if byTerm[w.spanish].value > byWord[i].value {
			byWord[i] = byTerm[w.spanish]
		}
	}
	resized(&s.bestMet, len(q.need.bag.words))
}

// meetings adds up what the words of a passage meet of the need, each word of
// the need once, in the order in which they stand.
func (s *scorer) meetings(passage []uint16) float64 {
	sum := 0.0
	clear(s.bestMet)
	for _, place := range passage {
		m := s.wordMeetings[place]
		if m.word >= 0 && m.value > s.bestMet[m.word] {
			sum += m.value - s.bestMet[m.word]
			s.bestMet[m.word] = m.value
		}
	}
	return sum
}

// resized sets a slice to so many zero values, in the room it has.
func resized[T any](list *[]T, n int) []T {
	if cap(*list) < n {
		*list = make([]T, n)
	}
	*list = (*list)[:n]
	clear(*list)
	return *list
}
