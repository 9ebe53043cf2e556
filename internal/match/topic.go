package match

import (
	"github.com/edclusters/thirdplace/internal/eic"
)

// askTopics prepares the topics of a need. A span of words asks with what its
// words add to the denominator of TEXT; a topic its author chose asks with
// three times its own idf, which is then added to the denominator of TOPIC.
func (s *scorer) askTopics(q *question) {
	q.spans = make([]float64, len(q.need.spans))
	q.topicTotal = q.total
	for i, span := range q.need.spans {
		for _, word := range span.words {
			q.spans[i] += q.words[word].share
		}
		if len(span.words) == 0 {
			q.spans[i] = s.w.Chosen * s.topicIDF(span.senses[0].id)
			q.topicTotal += q.spans[i]
		}
	}
	q.covered = s.covered(q)
	for _, h := range q.need.topics {
		switch topic := s.tax.Topic(h.id); {
		case topic == nil:
		case topic.Kind == eic.Subject:
			q.subjects = append(q.subjects, h)
		case topic.Kind == eic.Standard:
			q.standards = append(q.standards, h)
		}
	}
}

// covered is v: how much of what a need tells its topics tell, each as surely as it
// is linked, in units of the share from which TOPIC weighs fully.
//
//	v  =  min(1, sum over spans of m confidence / (.3 (sum over telling words of idf, + chosen)))
//
// A need of whose eight words one may name a topic is still a need in words: what
// that one topic finds is evidence of the same kind, and of little weight.
func (s *scorer) covered(q *question) float64 {
	if q.topicTotal == 0 {
		return 0
	}
	sum := 0.0
	for i, span := range q.need.spans {
		sure := 0.0
		for _, sense := range span.senses {
			sure += sense.body
		}
		sum += q.spans[i] * min(1, sure)
	}
	return min(1, sum/(s.w.TopicCover*q.topicTotal))
}

func (s *scorer) topicIDF(id eic.TopicID) float64 { return s.offers.topicIDF(id, s.w.BackgroundDocs) }

// topicNearness is K before its stretch, 0..1: what the linked words and the
// chosen topics of a need find in an offer, through the edges of the taxonomy.
//
//	              sum over spans of  m max(confidence r s g)
//	K  =  below1  -------------------------------------------
//	              sum over telling words of idf, + chosen
//
// m is the idf of the span's words, for a chosen topic three times its own idf; r the value of the relation from the topic
// asked for to the one met (see tie), s how salient that is in the offer, g how much
// the topic met tells beside the words that named it (see telling). It is
// measured against the whole need, not against its topics alone: one topic
// in common is little for a need that says much more. Words are never replaced by their
// thesaurus neighbours, which lowers the aggregate (Hersh, Price and Donohoe 2000).
// If met is not nil it is told the best pair of each span.
func (s *scorer) topicNearness(q *question, o *Offer, met func(span int, asked, met eic.TopicID, value float64)) float64 {
	if len(o.topics) == 0 || q.topicTotal == 0 {
		return 0
	}
	norm := s.lengthNorm(o.bag)
	sum := 0.0
	for i, span := range q.need.spans {
		best, asked, found := 0.0, held{}, held{}
		for _, sense := range span.senses {
			for _, h := range o.topics {
				value := sense.body * s.relation(sense, h).value * s.salience(h, norm)
				if value > best { // as g is at most 1, nothing else can be
					value *= s.telling(h, q.spans[i], len(span.words))
				}
				if value > best {
					best, asked, found = value, sense, h
				}
			}
		}
		sum += q.spans[i] * best
		if met != nil && best > 0 {
			met(i, asked.id, found.id, min(1, q.spans[i]*best/q.topicTotal))
		}
	}
	return below1(sum / q.topicTotal)
}

// telling is g: min(1, idf of the topic/mean idf of the words that named another
// one), so that a rare word for what everything is about does not lift everything.
// A chosen topic, which no words named, tells what it tells.
func (s *scorer) telling(met held, idfs float64, words int) float64 {
	if words == 0 {
		return 1
	}
	idf, ok := s.topicIDFs.of(met.key)
	if !ok {
		idf = s.topicIDF(met.id)
		s.topicIDFs.note(met.key, idf)
	}
	return min(1, idf*float64(words)/idfs)
}

// salience is how much an offer is about a topic, 0..1: BM25's tf/(tf + k1 norm)
// over its links, one in the title or a choice of the offerer counted three times.
func (s *scorer) salience(h held, norm float64) float64 {
	return s.saturated(s.w.TitleWeight*h.title+h.body, norm)
}

// relation returns the best way from a topic asked for to one met, remembered
// for the request.
func (s *scorer) relation(asked, met held) tie {
	if asked.key == met.key {
		return tie{value: 1, first: SameTopic}
	}
	key := asked.key*3 ^ met.key // not the same from the other side
	way, ok := s.ties.of(key)
	if !ok {
		from, known := s.tax.place(asked.id)
		to, knownToo := s.tax.place(met.id)
		if known && knownToo {
			way = s.tax.tie(from, to, s.ratio(asked.id, met.id), s.w)
		}
		s.ties.note(key, way)
	}
	return way
}

// ratio is q of tie: idf(met)/idf(asked), at most 1.
func (s *scorer) ratio(asked, met eic.TopicID) float64 {
	return min(1, s.topicIDF(met)/s.topicIDF(asked))
}

// closest returns how near the nearest of an offer's topics comes to one asked
// for, 0..1.
func (s *scorer) closest(asked held, offered []held) float64 {
	best := 0.0
	for _, h := range offered {
		best = max(best, s.relation(asked, h).value)
	}
	return best
}

// path names the edges from a topic asked for to the one met.
func (s *scorer) path(asked, met eic.TopicID) []Step {
	from, known := s.tax.place(asked)
	to, knownToo := s.tax.place(met)
	if !known || !knownToo {
		return nil
	}
	return s.tax.path(from, to, s.tax.tie(from, to, s.ratio(asked, met), s.w))
}
