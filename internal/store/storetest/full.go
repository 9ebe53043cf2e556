package storetest

import (
	"reflect"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// full returns one record of every type (and of every kind of offer) in which
// every field says something, so that one an engine forgets is noticed.
func (w *world) full() []eic.Record {
	records := []eic.Record{w.fullCluster(), w.fullOrganization(), w.fullPerson(), w.fullTopic(), w.fullNeed(), w.fullProduct()}
	for _, kind := range eic.EveryOfferKind() {
		records = append(records, w.fullOffer(kind))
	}
	for i, r := range records {
		h := r.Header()
		h.Line = "digest of its line"
		h.Created = eic.NewStamp(at(10*i).At, w.teacher)
		h.Updated = eic.NewStamp(at(10*i+1).At, w.maker)
	}
	return records
}

func fullPlace() eic.Place {
	return eic.Place{PostalCode: "85713-1234", Country: "US",
		Given: &eic.Point{Lat: 32.19421, Lng: -110.97337}, Located: &eic.Point{Lat: 32.2, Lng: -110.9}}
}

func (w *world) fullCluster() *eic.Cluster {
	return &eic.Cluster{Head: w.head(eic.ClusterType, "full"), Name: "Tucson", Place: fullPlace(),
		TimeZone: "America/Phoenix", Review: true, Shares: true, Languages: []eic.Language{eic.English, eic.Spanish}}
}

func (w *world) fullOrganization() *eic.Organization {
	return &eic.Organization{Head: w.head(eic.OrganizationType, "full"), Kind: eic.School, Name: "Escuela «Bórton» <&>",
		PartOf: w.company, Place: fullPlace(), Grades: eic.GradeRange(eic.KG, eic.G05), URL: "https://example.org/?a=1&b=2"}
}

func (w *world) fullPerson() *eic.Person {
	return &eic.Person{Head: w.head(eic.PersonType, "full"), Name: "Ana María",
		Memberships: []eic.Membership{
			{Cluster: w.here, Roles: eic.SetOf(eic.Educator, eic.Steward)},
			{Cluster: w.there, Roles: eic.SetOf(eic.Researcher)}},
		Email: "ana@example.org", Phone: "+1 520 555 0100", Language: eic.Spanish,
		Affiliations: []eic.Affiliation{
			{Organization: w.school, Title: "Grade 4", From: 20_000, To: 20_100},
			{Organization: w.school, Title: "Grade 5", From: 20_101, To: 21_000}},
		Identities: []eic.Identity{{Issuer: "https://id.example.org", Subject: "ana"}, {Issuer: "https://b.example.org", Subject: "7"}},
		SignedOut:  at(7).At, Erased: at(8).At}
}

func (w *world) fullTopic() *eic.Topic {
	return &eic.Topic{Head: headIn(w.here, eic.TopicType, "full"), Extends: w.maths, Retired: true, Label: "pollination", Lang: eic.English,
		AltLabels: []eic.Label{{Text: "polinización", Lang: eic.Spanish}}, Kind: eic.Skill,
		Description: "How pollen\ngets about.", Grades: eic.SetOf(eic.KG, eic.G03),
		Broader: []eic.TopicID{w.bees}, Related: []eic.TopicID{w.maths},
		Bridges: []eic.Bridge{{To: w.bees, Weight: 0.75, Author: "a steward", Why: "Bees carry it."}}}
}

func (w *world) fullNeed() *eic.Need {
	return &eic.Need{Head: w.head(eic.NeedType, "full"), PostedBy: w.teacher, OnBehalfOf: w.school,
		Title: "Why do bees matter?", Description: "Two lines,\n\"quoted\" \\ and <tagged>.", Topics: []eic.TopicID{w.bees, w.maths},
		NotTopics: []eic.TopicID{eic.TopicID(w.missing(eic.TopicType))},
		Grades:    eic.SetOf(eic.G04, eic.G05), Modes: eic.SetOf(eic.GuestSpeaker), Settings: eic.SetOf(eic.InPerson, eic.Virtual),
		Kinds: eic.SetOf(eic.FundOfKnowledge, eic.Study), Place: fullPlace(), Window: eic.Window{Start: 22_000, End: 22_040},
		GroupSize: 28, Language: eic.English, Languages: []eic.Language{eic.English, eic.Spanish},
		Devices: eic.SetOf(eic.Chromebook, eic.IPad), Matters: eic.FactorPlace, Status: eic.NeedDraft, Returned: "Say more."}
}

func (w *world) fullProduct() *eic.Product {
	return &eic.Product{Head: w.head(eic.ProductType, "full"), Company: w.company, Name: "Hive", Description: "Bees, counted.",
		URL: "https://hive.example.org", Topics: []eic.TopicID{w.maths, w.bees}, Grades: eic.SetOf(eic.G03, eic.AE),
		Devices: eic.SetOf(eic.Windows, eic.Phone), Languages: []eic.Language{"es", "ood"},
		Evidence: []eic.Evidence{{Tier: eic.Promising, Origin: eic.Validated, Study: "A study", Population: "rural", Grades: eic.SetOf(eic.G03)}}}
}

func (w *world) fullOffer(kind eic.OfferKind) *eic.Offer {
	km := 12.5
	window := eic.Window{Start: 22_001, End: 22_002}
	offer := w.offer(kind, "full", 0)
	offer.OfferedBy = eic.PartyID(w.company)
	offer.Description, offer.Topics = "Several\nlines.", []eic.TopicID{w.maths, w.bees}
	offer.NotTopics = []eic.TopicID{eic.TopicID(w.missing(eic.TopicType))}
	offer.Grades, offer.Modes = eic.SetOf(eic.PK, eic.AE), eic.SetOf(eic.Demonstration, eic.TeacherExternship)
	offer.Settings, offer.Place, offer.TravelKm = eic.SetOf(eic.Virtual), fullPlace(), &km
	offer.Availability = []eic.Availability{{Window: eic.Window{Start: 22_100, End: 22_200}, Weekdays: eic.SetOf(eic.Monday, eic.Sunday)}}
	offer.LeadDays, offer.GroupSize = 14, eic.GroupSize{Min: 5, Max: 30}
	offer.Capacity = &eic.Capacity{Count: 3, Per: eic.PerMonth}
	offer.Wishes = eic.Wishes{Grades: eic.SetOf(eic.G04), Topics: []eic.TopicID{w.bees}, Modes: eic.SetOf(eic.Mentor),
		Settings: eic.SetOf(eic.InPerson), Text: "A garden."}
	offer.Language, offer.Languages = eic.Spanish, []eic.Language{eic.Spanish}
	switch kind {
	case eic.FundOfKnowledge:
		offer.Fund = &eic.FundTerms{Category: eic.LocalHistory}
	case eic.PilotOffer:
		offer.Pilot = &eic.PilotTerms{Product: w.product, Seats: 4, Window: window, Weeks: 8, Devices: eic.SetOf(eic.Mac)}
	case eic.Grant:
		offer.Grant = &eic.GrantTerms{Amount: &eic.Amount{Min: 500, Max: 2000, Currency: "USD"}, Window: window}
	case eic.Study:
		offer.Study = &eic.StudyTerms{Question: "Does it?", Method: "Randomized", Window: window}
	}
	return offer
}

// filled fails the test if a field of a record says nothing: the fixture, and
// not the engine, would then be at fault.
func filled(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			filled(t, path, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			filled(t, path, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() || isTerms(field) {
				continue
			}
			if v.Field(i).IsZero() {
				t.Errorf("%s.%s says nothing in the fixture", path, field.Name)
			}
			filled(t, path+"."+field.Name, v.Field(i))
		}
	}
}

// isTerms reports whether a field is what only one kind of offer has.
func isTerms(field reflect.StructField) bool {
	return field.Type.Kind() == reflect.Pointer && slices.Contains([]string{"Fund", "Pilot", "Grant", "Study"}, field.Name)
}
