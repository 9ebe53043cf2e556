package match

// Chance is how like the vectors of texts are that have nothing to do with each
// other: mean and standard deviation of their cosines. Models differ widely in it:
// of some, such cosines are about 0, of others above .8. The zero Chance says that
// it is not known.
type Chance struct{ Mean, Deviation float64 }

// WithVector returns the need with what its text means, a vector of length 1. Nil
// is not known. The vector is not copied.
func (n *Need) WithVector(vector []float32) *Need {
	copied := *n
	copied.vector = vector
	return &copied
}

// Vector returns what the need's text means, nil if that is not known.
func (n *Need) Vector() []float32 { return n.vector }

// WithVector returns the offer with what its text means, a vector of length 1. Nil
// is not known. The vector is not copied.
func (o *Offer) WithVector(vector []float32) *Offer {
	copied := *o
	copied.vector = vector
	return &copied
}

// Vector returns what the offer's text means, nil if that is not known.
func (o *Offer) Vector() []float32 { return o.vector }

// likeness is where cosines begin to tell something, and how much of them is all.
type likeness struct{ from, span float64 }

// likeness places the scale by what chance does: it begins 1.5 deviations above the
// mean of unrelated texts, and .6 of the way from there to 1 is all there is. The
// zero likeness is that of a model that looks at no vectors.
func (w *Weights) likeness(c Chance) likeness {
	if c == (Chance{}) || w.Meaning == 0 {
		return likeness{}
	}
	from := c.Mean + w.MeaningFrom*c.Deviation
	return likeness{from, w.MeaningSpan * (1 - from)}
}

// meaning returns how much the texts of a pair mean the same, 0..1, 0 where that is
// not known: the cosine of their vectors, spread over its scale.
//
// It only lifts z, and only where it is above z. What words say is never taken
// back by a model that nobody can ask why, and an offer without a vector does not
// stand above one that has one.
func (s *scorer) meaning(n *Need, o *Offer) float64 {
	if s.like.span <= 0 || len(n.vector) == 0 || len(n.vector) != len(o.vector) {
		return 0
	}
	cosine := 0.0
	for i, v := range n.vector {
		cosine += float64(v) * float64(o.vector[i])
	}
	return min(1, max(0, (cosine-s.like.from)/s.like.span))
}
