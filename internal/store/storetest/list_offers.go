package storetest

import (
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func offerListTests() []test {
	return []test{
		{"every filter alone, and all together", offerFilters},
		{"a member sees what is open or listed and what is their own", offerVisibility},
		{"a search finds what is open or listed and has every word", offerWords},
	}
}

// offers lists the offers a filter finds, newest first.
func (w *world) offers(f store.OfferFilter) []eic.ID {
	w.t.Helper()
	return idsOf(must[[]*eic.Offer](w.t, "Offers")(w.store.Offers(w.ctx, f, store.Page{Limit: 100})))
}

func offerFilters(t *testing.T, w *world) {
	second := &eic.Product{Head: w.head(eic.ProductType, "second"), Name: "Second", Company: w.company}
	bare, fund, pilot := w.offer(eic.Grant, "a", 0), w.offer(eic.FundOfKnowledge, "b", 1), w.offer(eic.PilotOffer, "c", 2)
	study, there := w.offer(eic.Study, "d", 3), w.offer(eic.Study, "e", 4)
	w.elsewhere(&there.Head)
	fund.Status, fund.Modes = eic.OfferPaused, eic.SetOf(eic.Mentor, eic.CareerDay)
	fund.Settings, fund.Grades = eic.SetOf(eic.InPerson), eic.SetOf(eic.G04)
	fund.OfferedBy, fund.Fund.Category, fund.Topics = eic.PartyID(w.teacher), eic.Agriculture, []eic.TopicID{w.bees}
	fund.Place = eic.Place{Given: &eic.Point{Lat: 32, Lng: -110}}
	pilot.OfferedBy, pilot.Pilot.Product, pilot.Grades = eic.PartyID(w.company), eic.ProductID(second.ID), eic.SetOf(eic.AE)
	pilot.Modes, pilot.Settings = eic.SetOf(eic.GuestSpeaker), eic.SetOf(eic.Virtual)
	study.Status = eic.OfferListed
	w.save(made(second, nil), made(bare, nil), made(fund, document("", "", w.bees)), made(pilot, document("", "", w.maths)),
		made(study, nil), made(there, nil))
	ids := idsOf([]*eic.Offer{bare, fund, pilot, study, there})
	near := &store.Near{Point: eic.Point{Lat: 32, Lng: -110.05}, Km: 10}
	all := store.OfferFilter{Statuses: eic.SetOf(eic.OfferPaused), Kinds: eic.SetOf(eic.FundOfKnowledge), Modes: eic.SetOf(eic.Mentor),
		Settings: eic.SetOf(eic.InPerson), Grades: eic.SetOf(eic.G04), OfferedBy: eic.PartyID(w.teacher),
		Category: eic.Agriculture, Topics: []eic.TopicID{w.bees}, Near: near}
	for _, c := range []struct {
		name   string
		filter store.OfferFilter
		want   []int
	}{
		{"nothing", store.OfferFilter{}, []int{3, 2, 1, 0}},
		{"the other cluster", store.OfferFilter{Cluster: w.there}, []int{4}},
		{"statuses", store.OfferFilter{Statuses: eic.SetOf(eic.OfferPaused, eic.OfferListed)}, []int{3, 1}},
		{"open", store.OfferFilter{Statuses: eic.SetOf(eic.OfferOpen)}, []int{2, 0}},
		{"kinds", store.OfferFilter{Kinds: eic.SetOf(eic.Grant, eic.PilotOffer)}, []int{2, 0}},
		{"modes", store.OfferFilter{Modes: eic.SetOf(eic.CareerDay)}, []int{3, 1, 0}},
		{"settings", store.OfferFilter{Settings: eic.SetOf(eic.Virtual)}, []int{3, 2, 0}},
		{"grades", store.OfferFilter{Grades: eic.SetOf(eic.AE, eic.PK)}, []int{3, 2, 0}},
		{"offered by a person", store.OfferFilter{OfferedBy: eic.PartyID(w.teacher)}, []int{1}},
		{"offered by an organization", store.OfferFilter{OfferedBy: eic.PartyID(w.company)}, []int{2}},
		{"a product", store.OfferFilter{Product: eic.ProductID(second.ID)}, []int{2}},
		{"a category", store.OfferFilter{Category: eic.Agriculture}, []int{1}},
		{"another category", store.OfferFilter{Category: eic.Science}, nil},
		{"a topic", store.OfferFilter{Topics: []eic.TopicID{w.bees}}, []int{1}},
		{"a topic found in the text", store.OfferFilter{Topics: []eic.TopicID{w.maths}}, []int{2}},
		{"near", store.OfferFilter{Near: near}, []int{1}},
		{"all together", all, []int{1}},
		{"all together, one not met", func() store.OfferFilter { f := all; f.Category = eic.Media; return f }(), nil},
	} {
		c.filter.Visible = everything
		if c.filter.Cluster == "" {
			c.filter.Cluster = w.here
		}
		sameIDs(t, c.name, w.offers(c.filter), pick(ids, c.want)...)
	}
}

func offerVisibility(t *testing.T, w *world) {
	var changes []store.Change
	var ids []eic.ID
	for _, by := range []eic.PartyID{eic.PartyID(w.maker), eic.PartyID(w.company)} {
		for _, status := range eic.EveryOfferStatus() {
			offer := w.offer(eic.FundOfKnowledge, string(rune('a'+len(ids))), len(ids))
			offer.OfferedBy, offer.Status = by, status
			changes, ids = append(changes, made(offer, nil)), append(ids, offer.ID)
		}
	}
	w.save(changes...)
	// The maker's offers are 0 to 4 and the company's 5 to 9; open ones are 1 and 6, listed ones 4 and 9.
	for _, c := range []struct {
		name     string
		statuses eic.Set[eic.OfferStatus]
		parties  []eic.PartyID
		want     []int
	}{
		{"nobody", 0, nil, []int{9, 6, 4, 1}},
		{"the maker", 0, []eic.PartyID{eic.PartyID(w.maker)}, []int{9, 6, 4, 3, 2, 1, 0}},
		{"the company", 0, []eic.PartyID{eic.PartyID(w.company)}, []int{9, 8, 7, 6, 5, 4, 1}},
		{"both", 0, []eic.PartyID{eic.PartyID(w.company), eic.PartyID(w.maker)}, []int{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
		{"nobody asks for closed ones", eic.SetOf(eic.OfferClosed), nil, nil},
		{"the maker asks for closed ones", eic.SetOf(eic.OfferClosed), []eic.PartyID{eic.PartyID(w.maker)}, []int{3}},
		{"nobody asks for listed and closed ones", eic.SetOf(eic.OfferClosed, eic.OfferListed), nil, []int{9, 4}},
	} {
		filter := store.OfferFilter{Cluster: w.here, Statuses: c.statuses, Visible: store.Visibility{Parties: c.parties}}
		sameIDs(t, c.name, w.offers(filter), pick(ids, c.want)...)
	}
}

func offerWords(t *testing.T, w *world) {
	var changes []store.Change
	var ids []eic.ID
	for i, kind := range eic.EveryOfferKind() {
		open, listed := w.offer(kind, "open", 2*i), w.offer(kind, "listed", 2*i+1)
		listed.Status = eic.OfferListed
		changes = append(changes, made(open, document("bee", "hive")), made(listed, document("bee", "wax")))
		ids = append(ids, open.ID, listed.ID)
	}
	draft, there := w.offer(eic.Grant, "draft", 20), w.offer(eic.Grant, "there", 21)
	draft.Status = eic.OfferDraft
	w.elsewhere(&there.Head)
	w.save(append(changes, made(draft, document("bee", "hive")), made(there, document("bee", "hive")))...)
	find := func(f store.OfferFilter, words ...[]string) []eic.ID {
		t.Helper()
		f.Cluster, f.Visible, f.Words = w.here, everything, words
		return w.offers(f)
	}
	sameIDs(t, "a word of all", find(store.OfferFilter{}, []string{"bee"}), pick(ids, []int{7, 6, 5, 4, 3, 2, 1, 0})...)
	sameIDs(t, "two words", find(store.OfferFilter{}, []string{"bee"}, []string{"wax", "cera"}), pick(ids, []int{7, 5, 3, 1})...)
	sameIDs(t, "a word and a kind", find(store.OfferFilter{Kinds: eic.SetOf(eic.Study)}, []string{"bee"}), pick(ids, []int{7, 6})...)
	sameIDs(t, "a word and a status", find(store.OfferFilter{Statuses: eic.SetOf(eic.OfferOpen)}, []string{"bee"}), pick(ids, []int{6, 4, 2, 0})...)
	closing := w.fetch(ids[0]).(*eic.Offer)
	closing.Status = eic.OfferClosed
	w.save(changed(closing, nil))
	sameIDs(t, "a closed offer is not found", find(store.OfferFilter{}, []string{"hive"}), pick(ids, []int{6, 4, 2})...)
}
