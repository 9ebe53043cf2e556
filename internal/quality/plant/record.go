package plant

import (
	"github.com/edclusters/thirdplace/internal/eic"
)

// need and offer are what is drawn for a record: hidden side and text.
type need struct {
	circumstances
	concept int
	trap    *trap // nil: it turns on no word of two meanings
	traits  Traits
	chosen  bool // the author chose the topic
	text    text
}

type offer struct {
	circumstances
	concept int
	trade   int
	trap    *trap
	chosen  bool
	spanish bool
	text    text
}

// text is a title and a description.
type text struct{ title, body string }

// Shares of what is difficult.
const (
	trapShare     = .05
	misspeltShare = .08
	spanishShare  = .12 // of needs and of offers
	chosenShare   = .10
)

// drawNeed draws a need, or its twin: the same need well spelt and in English.
// What is difficult about it is drawn before the text, and the text of a twin is
// drawn anew where its language is another.
func (p *Planted) drawNeed(i int, twin bool) need {
	r := draw(p.plan.Seed, drawNeeds, i)
	n := need{circumstances: p.askedCircumstances(r), concept: p.concepts.subject.draw(r)}
	if chance(r, .1) {
		n.concept = p.concepts.trade.draw(r)
	}
	n.chosen = chance(r, chosenShare)
	switch u := r.Float64(); {
	case u < trapShare:
		n.trap = &p.traps[r.IntN(len(p.traps))]
		n.concept, n.traits.Trap, n.chosen = n.trap.concept, true, false
	case u < trapShare+misspeltShare:
		n.traits.Misspelt = true
	case u < trapShare+misspeltShare+spanishShare:
		n.traits.Spanish = true
	}
	switch {
	case n.trap != nil:
		n.text = text{title: n.trap.asked}
		if chance(r, .5) {
			n.text.body = p.speech.filler(r, "need", n.trap.language())
		}
	case n.traits.Spanish && !twin:
		n.text = p.speech.need(r, n.concept, eic.Spanish, chance(r, 1./3))
	default:
		n.text = p.speech.need(r, n.concept, eic.English, false)
	}
	if n.traits.Misspelt && !twin {
		n.text = p.speech.misspell(r, n.text, n.concept)
	}
	return n
}

// drawOffer draws an offer. The first ones of a set are those of the traps.
func (p *Planted) drawOffer(i int) offer {
	r := draw(p.plan.Seed, drawOffers, i)
	o := offer{circumstances: p.offeredCircumstances(r), trade: p.concepts.trade.draw(r), concept: p.concepts.subject.draw(r)}
	o.chosen, o.spanish = chance(r, chosenShare), chance(r, spanishShare)
	if turn := i / 2; turn < len(p.traps) {
		o.trap = &p.traps[turn]
		o.concept, o.trade, o.chosen, o.spanish = o.trap.concept, nothing, false, o.trap.spanish
		o.text = o.trap.offered[i%2]
		return o
	}
	if around := p.concepts.near[o.trade]; len(around) > 0 && chance(r, .4) {
		o.concept = pick(r, around) // what the trade knows
	}
	lang := eic.English
	if o.spanish {
		lang = eic.Spanish
	}
	o.text = p.speech.offer(r, o.concept, o.trade, lang, chance(r, .25))
	return o
}

func (p *Planted) needLine(n need, id string) []byte {
	l := line{
		"type": "Need", "externalId": id, "source": cluster, "cluster": cluster, "postedBy": "teacher of " + id,
		"title": n.text.title,
	}
	if n.text.body != "" {
		l["description"] = n.text.body
	}
	n.fields(l)
	if len(n.kinds) > 0 {
		l["kinds"] = n.kinds
	}
	if n.first > 0 {
		l["window"] = line{"start": n.first.String(), "end": n.last.String()}
	}
	if n.group > 0 {
		l["groupSize"] = n.group
	}
	if n.chosen {
		l["topics"] = p.chosenTopic(n.concept)
	}
	return l.encode()
}

func (p *Planted) chosenTopic(concept int) []line {
	t := p.concepts.topics[concept]
	return []line{{"source": t.External.Source, "id": t.External.ID}}
}

// offerTypes are the types of lines by kind.
var offerTypes = map[string]string{"FUND_OF_KNOWLEDGE": "FundOfKnowledge", "PILOT": "PilotOffer", "GRANT": "Grant", "STUDY": "Study"}

func (p *Planted) offerLines(o offer, i int) []byte {
	id := offerID(i)
	l := line{
		"type": offerTypes[o.kind], "externalId": id, "source": cluster, "cluster": cluster, "offeredBy": "partner of " + id,
		"title": o.text.title, "description": o.text.body, "leadDays": o.leadDays,
	}
	o.fields(l)
	if o.travelKm >= 0 {
		l["travelKm"] = o.travelKm
	}
	if o.first > 0 {
		l["availability"] = []line{{"start": o.first.String(), "end": o.last.String()}}
	}
	if o.most > 0 {
		l["groupSize"] = line{"min": o.least, "max": o.most}
	}
	if o.capacity >= 0 {
		l["capacity"] = line{"count": o.capacity, "per": "MONTH"}
	}
	if o.paused {
		l["status"] = "PAUSED"
	}
	if o.chosen {
		l["topics"] = p.chosenTopic(o.concept)
	}
	var lines []byte
	if o.kind == "PILOT" {
		l["product"] = "product of " + id
		lines = line{
			"type": "Product", "externalId": "product of " + id, "source": cluster, "cluster": cluster, "company": "company of " + id,
			"name": "Brightwell", "description": "Runs in any browser.",
		}.encode()
	}
	return append(lines, l.encode()...)
}
