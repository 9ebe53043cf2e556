package match

import "github.com/edclusters/thirdplace/internal/eic"

// wishes is what an offerer would like, and how far a need meets it.
type wishes struct {
	list  []Wish
	value float64 // b
}

// wishes is the other side's view:
//
//	b = (sum of wishes met + 1.4)/(wishes said + 2)
//
// which is .7 for who wishes nothing, and moves away from it slowly (a beta
// prior worth two wishes). A wish about something the need does not say is left
// out: silence neither meets nor fails it.
func (s *scorer) wishes(q *question, o *Offer) wishes {
	list := s.wishList(q, o)
	met := s.w.WishPrior * s.w.WishStrength
	for _, wish := range list {
		met += wish.Met
	}
	return wishes{list, met / (float64(len(list)) + s.w.WishStrength)}
}

func (s *scorer) wishList(q *question, o *Offer) []Wish {
	need, wish := q.need.Record, o.Record.Wishes
	var list []Wish
	add := func(kind WishKind, met float64) { list = append(list, Wish{kind, met}) }
	if !wish.Grades.Empty() && !need.Grades.Empty() {
		add(WishGrades, truth(!wish.Grades.And(need.Grades).Empty()))
	}
	if len(wish.Topics) > 0 && len(q.need.topics) > 0 {
		add(WishTopics, s.wishedTopics(q, wish.Topics))
	}
	if !wish.Modes.Empty() && !need.Modes.Empty() {
		add(WishModes, truth(!wish.Modes.And(need.Modes).Empty()))
	}
	if !wish.Settings.Empty() && !need.Settings.Empty() {
		add(WishSettings, truth(!wish.Settings.And(need.Settings).Empty()))
	}
	if met := s.wishedText(q, o); met > s.w.WishPrior {
		add(WishText, met)
	}
	return list
}

// wishedTopics is how near the need's topics come to the nearest of those wished for.
func (s *scorer) wishedTopics(q *question, wished []eic.TopicID) float64 {
	best := 0.0
	for _, id := range wished {
		best = max(best, s.closest(held{id: id, key: termOf(string(id))}, q.need.topics))
	}
	return best
}

// wishedText is the share of the words of a wish, by idf among the needs, that
// the need has. It counts only where it speaks for the pair: a wish
// such as "a small and curious group" is not failed by a need in other words.
func (s *scorer) wishedText(q *question, o *Offer) float64 {
	met, total := 0.0, 0.0
	for _, w := range o.wishes {
		english, spanish := termOf(w.English), termOf(w.Spanish)
		p, d := commonness(english, spanish), s.w.BackgroundDocs
		idf := max(s.needs.idf(english, d, p), s.needs.idf(spanish, d, p))
		total += idf
		if q.need.bag.find(english) >= 0 || q.need.bag.find(spanish) >= 0 {
			met += idf
		}
	}
	if total == 0 {
		return 0
	}
	return s.w.stretch(met/total, s.w.StretchFrom)
}
