package main

import (
	"fmt"
	"strconv"
	"time"
)

// regionNoon is when everything in the region happens.
var regionNoon = time.Date(2031, 2, 3, 12, 0, 0, 0, time.UTC)

func (r *region) codes() {
	for i := range regionPlaces {
		place := r.place()
		r.put("Place", fmt.Sprintf("US:%05d", 10_000+i), object{"name": r.text(1), "lat": place["lat"], "lng": place["lng"]})
	}
}

// topics are a few trees, whose labels are words that texts have.
func (r *region) topics() {
	for i := range regionTopics {
		fields := object{"label": r.rare(1 + r.random.IntN(2)), "kind": r.one("SUBJECT", "SKILL", "OCCUPATION", "FUND"),
			"altLabels": r.maybe(.4, []any{r.rare(1), object{"label": r.rare(2), "lang": "es"}})}
		if i > 10 {
			fields["broader"] = r.maybe(.8, []string{"t" + strconv.Itoa(r.random.IntN(i))})
			fields["related"] = r.maybe(.2, []string{"t" + strconv.Itoa(r.random.IntN(i))})
			fields["bridges"] = r.maybe(.1, []any{object{"to": "t" + strconv.Itoa(r.random.IntN(i)), "weight": .7, "author": "a steward"}})
		}
		r.put("Topic", "t"+strconv.Itoa(i), fields)
	}
}

// rare writes n words that few texts have.
func (r *region) rare(n int) string {
	text := ""
	for range n {
		text += " " + r.vocabulary[len(r.vocabulary)/20+r.random.IntN(len(r.vocabulary)*19/20)]
	}
	return text[1:]
}

func (r *region) organizations() {
	r.put("Organization", "d0", object{"kind": "DISTRICT", "name": r.text(3), "place": r.where()})
	for i := range regionSchools {
		r.put("Organization", "s"+strconv.Itoa(i), object{"kind": "SCHOOL", "name": r.text(3), "partOf": "d0", "place": r.where(),
			"grades": r.grades(), "url": r.maybe(.3, "https://school.example.org/"+strconv.Itoa(i))})
	}
	for i := range regionFirms {
		r.put("Organization", "c"+strconv.Itoa(i), object{"kind": r.one("COMPANY", "FOUNDATION", "NONPROFIT"), "name": r.text(2), "place": r.where()})
	}
}

func (r *region) people() {
	for i := range regionPeople {
		roles := r.some("EDUCATOR", "COMMUNITY_PARTNER", "ENTREPRENEUR", "FUNDER", "RESEARCHER")
		if i%40 == 0 {
			roles = []string{"STEWARD", "EDUCATOR"}
		}
		fields := object{"name": r.text(2), "roles": roles, "email": r.maybe(.5, "p"+strconv.Itoa(i)+"@example.org"),
			"phone": r.maybe(.2, "+1 520 555 0100"), "language": r.maybe(.5, r.one("en", "es"))}
		switch {
		case r.chance(.5):
			fields["affiliations"] = []any{object{"organization": r.ref("s", regionSchools), "title": r.text(1), "from": "2029-08-01"}}
		case r.chance(.5):
			fields["affiliations"] = []any{object{"organization": r.ref("c", regionFirms)}, object{"organization": "d0", "to": "2030-06-30"}}
		}
		fields["memberships"] = r.maybe(.1, []any{object{"cluster": "hills", "roles": []string{"COMMUNITY_PARTNER"}}})
		fields["identities"] = r.maybe(.2, []any{object{"issuer": "https://id.example.org", "subject": "subject " + strconv.Itoa(i)}})
		r.put("Person", "p"+strconv.Itoa(i), fields)
	}
}

func (r *region) products() {
	for i := range regionWares {
		r.put("Product", "w"+strconv.Itoa(i), object{"company": r.ref("c", regionFirms), "name": r.text(2), "description": r.text(25),
			"topics": r.maybe(.5, r.refs("t", regionTopics)), "grades": r.maybe(.6, r.grades()), "devices": r.maybe(.6, r.devices()),
			"languages": r.maybe(.3, []string{"en", "es"}), "evidence": r.maybe(.5, []any{object{"tier": r.one("STRONG", "MODERATE", "PROMISING"),
				"origin": "VALIDATED", "study": r.text(5), "population": r.text(3), "grades": r.grades()}})})
	}
}

// everyOffer writes offers: seven of ten are funds of knowledge, one of eight is
// listed from a public record, and a few are in a state that cannot be matched.
func (r *region) everyOffer() {
	for i := range r.offers {
		kind, own := r.kind()
		fields := object{"offeredBy": r.ref("p", regionPeople), "title": r.text(2 + r.random.IntN(5)), "description": r.text(15 + r.random.IntN(45)),
			"topics": r.maybe(.3, r.refs("t", regionTopics)), "grades": r.maybe(.6, r.grades()), "modes": r.maybe(.5, r.modes()),
			"settings": r.maybe(.6, r.settings()), "place": r.maybe(.7, r.where()), "travelKm": r.maybe(.4, 5+r.random.IntN(60)),
			"availability": r.maybe(.3, []any{r.days()}), "leadDays": r.maybe(.2, 1+r.random.IntN(20)),
			"groupSize": r.maybe(.2, object{"min": 2, "max": 20 + r.random.IntN(60)}),
			"capacity":  r.maybe(.5, object{"count": r.random.IntN(4), "per": r.one("WEEK", "MONTH", "TERM")}),
			"wishes":    r.maybe(.2, object{"grades": r.grades(), "modes": r.modes(), "topics": r.refs("t", regionTopics), "text": r.text(4)}),
			"language":  r.maybe(.1, "es"), "languages": r.maybe(.3, r.some("en", "es", "fr"))}
		switch {
		case r.chance(.125):
			fields["status"], fields["offeredBy"] = "LISTED", r.ref("c", regionFirms)
		case r.chance(.05):
			fields["status"] = r.one("DRAFT", "PAUSED", "CLOSED")
		}
		for name, value := range own {
			fields[name] = value
		}
		r.put(kind, "o"+strconv.Itoa(i), fields)
	}
}

// kind draws the kind of an offer, and what is said of that kind alone.
func (r *region) kind() (string, object) {
	switch n := r.random.IntN(20); {
	case n < 14:
		return "FundOfKnowledge", object{"category": r.one("AGRICULTURE", "OCCUPATION", "SCIENCE", "ARTS_AND_CRAFT", "LOCAL_HISTORY")}
	case n < 17:
		return "PilotOffer", object{"product": r.ref("w", regionWares), "seats": 1 + r.random.IntN(12), "window": r.maybe(.5, r.days()),
			"weeks": r.maybe(.5, 4+r.random.IntN(8)), "devices": r.maybe(.3, r.devices())}
	case n < 19:
		return "Grant", object{"amount": r.maybe(.7, object{"min": 100, "max": 5000, "currency": "USD"}), "window": r.maybe(.5, r.days())}
	}
	return "Study", object{"question": r.text(12), "method": r.text(6), "window": r.maybe(.5, r.days())}
}

// everyNeed writes needs: a third of them in a few rare words, and one of ten in a
// state in which it is not matched from an offer's side.
func (r *region) everyNeed() {
	for i := range r.needs {
		title, description := r.need(4 + r.random.IntN(57))
		if i%3 == 0 {
			title, description = r.rare(1+r.random.IntN(3)), ""
		}
		fields := object{"postedBy": r.ref("p", regionPeople), "title": title, "description": description,
			"onBehalfOf": r.maybe(.5, r.ref("s", regionSchools)), "topics": r.maybe(.2, r.refs("t", regionTopics)),
			"grades": r.maybe(.8, r.grades()), "modes": r.maybe(.4, r.modes()), "settings": r.maybe(.4, r.settings()),
			"kinds": r.maybe(.3, r.some("FUND_OF_KNOWLEDGE", "PILOT", "GRANT", "STUDY")), "place": r.maybe(.8, r.where()),
			"window": r.maybe(.5, r.days()), "groupSize": r.maybe(.4, 5+r.random.IntN(60)), "language": r.maybe(.1, "es"),
			"languages": r.maybe(.3, []string{"en"}), "devices": r.maybe(.3, r.devices()),
			"matters": r.maybe(.2, r.one("TEXT", "TOPIC", "CURRICULUM", "PLACE", "TIME"))}
		switch {
		case r.chance(.05):
			fields["status"], fields["returned"] = "DRAFT", "Please say which grade: "+r.text(3)
		case r.chance(.05):
			fields["status"] = r.one("IN_REVIEW", "MATCHED", "IN_PROGRESS", "FULFILLED", "WITHDRAWN", "EXPIRED")
		}
		r.put("Need", "n"+strconv.Itoa(i), fields)
	}
}
