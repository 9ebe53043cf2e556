package match

// Pair is a need and an offer whose words and topics were compared once, to be
// scored by many weights. Pairs of one need are not safe for concurrent use.
type Pair struct {
	s *scorer
	q *question
	o *Offer
	c content
}

// Pairs compares a need with offers, in their order.
func (m *Model) Pairs(n *Need, offers []*Offer) []Pair {
	s := m.scorer()
	q := s.ask(n, s.offers.speller)
	pairs := make([]Pair, len(offers))
	for i, o := range offers {
		pairs[i] = Pair{s, q, o, s.content(q, o, s.glance(q, o))}
	}
	return pairs
}

// Score is the pair's score by other weights of its factors: of TEXT and TOPIC,
// of the context factors and of wishes. What is inside TEXT and TOPIC stays as it was
// compared. By the model's own weights it is the score of every list.
func (p Pair) Score(w *Weights) float64 {
	s := *p.s
	s.w = w
	c := p.c
	if c.evident() {
		text, topic := s.contentWeights(p.q)
		c.value = text*c.text + topic*c.topic
	}
	return s.judge(p.q, p.o, c).score
}
