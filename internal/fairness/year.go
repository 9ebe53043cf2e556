package fairness

import (
	"math/rand/v2"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// How people behave. Days are calendar days.
const (
	month       = 30  // what capacity counts in
	answerDays  = 6   // an answer takes one to so many
	expiryDays  = 10  // a request without an answer ends
	patience    = 45  // a teacher gives up after so many
	lookAgain   = 5   // and looks again so long after a list had nobody left to ask
	tiredAfter  = 2   // times the capacity asked in a month: who is asked more tires
	tiredDays   = 60  // and answers nobody for so long
	acceptance  = .85 // of those asked within their capacity who accept
	listed      = 10  // matches a teacher reads at once
	pages       = 3   // and so many times more, when nobody is left to ask
	worthAsking = 3   // the least grade of somebody a teacher asks
)

// request is somebody asked by a need.
type request struct {
	person  int
	asked   int // day
	answer  int // day of the answer; after the expiry for nobody's
	accepts bool
}

// open is a need that waits.
type open struct {
	arrival
	number int
	tried  map[int]bool // people asked
	now    *request
	look   int // day to look at the list again
}

// life is what has happened to a person.
type life struct {
	asked    []int // days
	accepted []int // days
	tired    int   // until this day
	waiting  int   // requests that wait for an answer
	views    int   // times shown
}

// year is one play of a town under one policy.
type year struct {
	town    *town
	balance bool
	day     int
	next    int // arrival
	lives   []life
	waiting []*open
	result  Result
	order   map[eic.OfferID]int
}

// Play plays the same year with balance and without.
func Play(size Size) (balanced, plain Result) {
	t := newTown(size)
	return t.play(true), t.play(false)
}

func (t *town) play(balance bool) Result {
	y := t.begin(balance)
	for y.day = 0; y.day < t.size.Days+patience+expiryDays; y.day++ {
		y.live()
		y.result.note(y)
	}
	y.result.finish(y)
	return y.result
}

func (t *town) begin(balance bool) *year {
	y := &year{town: t, balance: balance, lives: make([]life, len(t.people)), order: map[eic.OfferID]int{}}
	for i, p := range t.people {
		y.order[p.offer.ID()] = i
	}
	return y
}

// live is a day of the town: needs arrive, and each that waits goes a step on.
func (y *year) live() {
	for ; y.next < len(y.town.arrivals) && y.town.arrivals[y.next].day == y.day; y.next++ {
		n := &open{arrival: y.town.arrivals[y.next], number: y.next, tried: map[int]bool{}, look: y.day}
		y.waiting = append(y.waiting, n)
	}
	y.waiting = slices.DeleteFunc(y.waiting, y.step)
}

// step is a need's day; it reports whether the need is done with.
func (y *year) step(n *open) (done bool) {
	if n.now != nil {
		switch {
		case y.day < n.now.answer && y.day < n.now.asked+expiryDays:
			return false
		case n.now.accepts && y.day >= n.now.answer:
			y.lives[n.now.person].waiting--
			y.lives[n.now.person].accepted = append(y.lives[n.now.person].accepted, y.day)
			y.result.served(y.day - n.day)
			return true
		}
		y.lives[n.now.person].waiting--
		n.now = nil
	}
	if y.day-n.day >= patience {
		y.result.GaveUp++
		if y.feasible(n) {
			y.result.Missed++
		}
		return true
	}
	if y.day >= n.look {
		y.look(n)
	}
	return false
}

// look reads the list and asks the first who is worth asking and has not been.
func (y *year) look(n *open) {
	list := y.model().Rank(n.need, y.offers(), y.balance)
	key := match.Key{}
	for page := range pages {
		matches, more := list.After(key, listed)
		if page == 0 && len(n.tried) == 0 {
			y.read(n.arrival, matches)
		}
		y.choose(n, matches)
		if n.now != nil || !more {
			break
		}
		key = matches[len(matches)-1].Key
	}
	n.look = y.day
	if n.now == nil {
		n.look = y.day + lookAgain
	}
}

// choose asks one of those shown.
func (y *year) choose(n *open, shown []match.Match) {
	for _, m := range shown {
		who := y.order[m.Offer.ID()]
		y.lives[who].views++
		if n.now == nil && !n.tried[who] && grade(n.arrival, y.town.people[who]) >= worthAsking {
			n.now = y.ask(n.number, who)
			n.tried[who] = true
		}
	}
}

// ask sends a request to a person and settles what they will say.
func (y *year) ask(need, who int) *request {
	days, willing := y.answer(need, who)
	l := &y.lives[who]
	q := &request{person: who, asked: y.day, answer: y.day + days}
	l.asked = append(l.asked, y.day)
	if recent(l.asked, y.day) > tiredAfter*y.town.size.Capacity && y.day >= l.tired {
		l.tired = y.day + tiredDays
		y.result.Tired++
	}
	switch {
	case y.day < l.tired:
		q.answer = y.day + expiryDays + 1 // nobody answers
		y.result.Unanswered++
	case y.load(who) >= y.town.size.Capacity:
		y.result.Declined++
	default:
		q.accepts = willing
		if !willing {
			y.result.Declined++
		}
	}
	l.waiting++
	y.result.Asked++
	return q
}

// feasible reports whether somebody worth asking would have said yes, had they time.
func (y *year) feasible(n *open) bool {
	for who, p := range y.town.people {
		if _, willing := y.answer(n.number, who); willing && grade(n.arrival, p) >= worthAsking {
			return true
		}
	}
	return false
}

// answer draws after how many days a person answers a need, and whether they
// would accept. It depends on the two alone, so that the same request has the
// same answer under every policy, where there is time for it.
func (y *year) answer(need, who int) (days int, willing bool) {
	r := rand.New(rand.NewPCG(y.town.size.Seed, uint64(need)<<20|uint64(who)))
	return 1 + r.IntN(answerDays), r.Float64() < acceptance
}

// load is how much of a person's capacity is taken: visits of this month, and
// requests that wait.
func (y *year) load(who int) int {
	return recent(y.lives[who].accepted, y.day) + y.lives[who].waiting
}

// recent counts the days within a month before today, today included.
func recent(days []int, today int) int {
	n := 0
	for i := len(days) - 1; i >= 0 && days[i] > today-month; i-- {
		n++
	}
	return n
}

// model is what ranking knows today.
func (y *year) model() *match.Model {
	exposure := match.Exposure{Load: map[eic.OfferID]float64{}, Views: map[eic.OfferID]int{}}
	for i, l := range y.lives {
		id := y.town.people[i].offer.ID()
		exposure.Load[id] = float64(y.load(i))
		exposure.Views[id] = l.views
	}
	return &match.Model{
		Weights: match.DefaultWeights(), Offers: y.town.offers, Needs: y.town.needs,
		Today: firstDay + eic.Day(y.day), Exposure: exposure,
	}
}

// firstDay is the day the year begins.
var firstDay = eic.Day(22_000)

func (y *year) offers() []*match.Offer {
	list := make([]*match.Offer, len(y.town.people))
	for i, p := range y.town.people {
		list[i] = p.offer
	}
	return list
}
