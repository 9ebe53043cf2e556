package match

// What the topics of two texts say about the words of a need. Words are not
// their meanings: an offer may say the same in other words or in the other language,
// and it may have the very word and mean something else.

// reading is what the topics say about one word of a need.
type reading struct {
	left float64 // 0..1: how much of it counts where the offer has it
	said float64 // 0..1: how well the offer says it, in whatever words
}

// linkedWord is a word of an offer that is part of a label, and the topic it names.
type linkedWord struct {
	english, spanish term
	topic            held    // body: the confidence of the link
	share            float64 // of the places where the offer has the word: one of so many
}

// linkWords notes which words of the offer name which topics.
func (o *Offer) linkWords(text Text, links []Link, places map[Word]int32) {
	for _, l := range links {
		for _, w := range text.span(l) {
			word := o.bag.words[places[w]]
			topic := held{id: l.Topic, key: termOf(string(l.Topic)), body: l.Confidence}
			o.linked = append(o.linked, linkedWord{o.bag.terms[word.english], o.bag.terms[word.spanish], topic, 1 / word.total()})
		}
	}
}

// span returns the words of a link; none for a choice and for a link of another
// version of the text.
func (t Text) span(l Link) []Word {
	words := t.Body
	if l.Field == InTitle {
		words = t.Title
	}
	if l.Chosen || l.First < 0 || l.Last >= len(words) || l.First > l.Last {
		return nil
	}
	return words[l.First : l.Last+1]
}

// read sets s.readings, one for each word of the need; meet has been called.
//
// A word that both texts have tells less where they surely mean different things by it:
//
//	left = 1 - .9 sum of confidence in the need x confidence in the offer x share
//
// over the pairs of topics it surely (.8) names here and there between which the taxonomy
// has no way; share is how many of the offer's mentions of the word it is. Retrieval by
// senses helps only where they are nearly always right (Sanderson 1994, "Word Sense
// Disambiguation and Information Retrieval").
//
// A topic that the need surely names (.8) and the offer names too, by whatever words,
// stands for its words, as a dictionary's translations of a word do in retrieval
// across languages (Pirkola 1998, "The Effects of Query Structure and Dictionary
// Setups"): it counts what its mentions in the offer would. Neighbours of a
// topic never do.
func (s *scorer) read(q *question, o *Offer) {
	readings := resized(&s.readings, len(q.need.bag.words))
	for i := range readings {
		readings[i].left = 1
	}
	norm := s.lengthNorm(o.bag)
	for i, span := range q.need.spans {
		said := s.said(q.spans[i], span, o, norm)
		for _, word := range span.words {
			r := &readings[word]
			r.said = max(r.said, said)
			r.left = min(r.left, 1-s.w.OtherSense*min(1, s.disagreement(q.need.bag, word, span.senses, o)))
		}
	}
}

// said returns how well an offer says what a span names, 0 where that is not sure.
func (s *scorer) said(idfs float64, span span, o *Offer, norm float64) float64 {
	best := 0.0
	for _, sense := range span.senses {
		if sense.body < s.w.SureLink || len(span.words) == 0 {
			continue
		}
		if h, ok := o.about(sense); ok {
			best = max(best, sense.body*s.salience(h, norm)*s.telling(h, idfs, len(span.words)))
		}
	}
	return best
}

// disagreement returns how surely a need, by these senses, and an offer mean
// different things by a word that both have.
func (s *scorer) disagreement(need *bag, word int32, senses []held, o *Offer) float64 {
	w := need.words[word]
	if s.met[w.english] == 0 && s.met[w.spanish] == 0 {
		return 0
	}
	english, spanish := need.terms[w.english], need.terms[w.spanish]
	sum := 0.0
	for i := range o.linked {
		l := &o.linked[i]
		if l.english != english && l.spanish != spanish || l.topic.body < s.w.SureLink {
			continue
		}
		for _, sense := range senses {
			if sense.body >= s.w.SureLink && s.relation(sense, l.topic).value == 0 {
				sum += sense.body * l.topic.body * l.share
			}
		}
	}
	return sum
}

// about returns what the offer has of a topic, if it has it.
func (o *Offer) about(topic held) (held, bool) {
	for _, h := range o.topics {
		if h.key == topic.key {
			return h, true
		}
	}
	return held{}, false
}
