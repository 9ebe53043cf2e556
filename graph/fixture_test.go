package graph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// tucson returns use cases over a small cluster: a teacher, two partners, a
// school, so many needs and offers, the first two offers a fund and a pilot.
func tucson(needs, offers int) *double {
	d := &double{records: map[eic.ID]eic.Record{}, shown: true, actions: []app.Action{app.ActUpdate, app.ActSeeMatches}}
	cluster := &eic.Cluster{Name: "Tucson", Languages: []eic.Language{eic.Spanish, eic.English}, Place: eic.Place{PostalCode: "85701", Country: "US"}}
	of := eic.ClusterIDOf("tucson")
	d.put(cluster, eic.ClusterType, of, "tucson")
	school := &eic.Organization{Kind: eic.School, Name: "Borton", Grades: eic.GradeRange(eic.KG, eic.G05)}
	d.put(school, eic.OrganizationType, of, "s1")
	teacher := &eic.Person{Name: "A. Teacher", Email: "a@example.org", Memberships: []eic.Membership{{Cluster: of, Roles: eic.SetOf(eic.Educator)}},
		Affiliations: []eic.Affiliation{{Organization: eic.OrganizationID(school.ID), Title: "Grade 4"}}}
	d.put(teacher, eic.PersonType, of, "p1")
	d.viewer = &app.Viewer{Person: teacher}
	for i := range 2 {
		d.put(&eic.Person{Name: fmt.Sprint("Partner ", i)}, eic.PersonType, of, fmt.Sprint("partner", i))
	}
	company := &eic.Organization{Kind: eic.Company, Name: "Walls Inc."}
	d.put(company, eic.OrganizationType, of, "c1")
	product := &eic.Product{Name: "Fraction walls", Company: eic.OrganizationID(company.ID)}
	d.put(product, eic.ProductType, of, "x1")
	for i := range needs {
		n := &eic.Need{Title: fmt.Sprint("Need ", i), PostedBy: eic.PersonID(teacher.ID), OnBehalfOf: eic.OrganizationID(school.ID),
			Grades: eic.SetOf(eic.G04), Status: eic.NeedOpen, Window: eic.Window{Start: 22_300}}
		d.put(n, eic.NeedType, of, fmt.Sprint("n", i))
		d.needs = append(d.needs, n)
	}
	for i := range offers {
		o := &eic.Offer{Kind: eic.FundOfKnowledge, Title: fmt.Sprint("Offer ", i), Status: eic.OfferOpen, Fund: &eic.FundTerms{}}
		if i == 1 {
			o.Kind, o.Fund = eic.PilotOffer, nil
			o.Pilot = &eic.PilotTerms{Product: eic.ProductID(product.ID), Seats: 4}
		}
		o.OfferedBy = eic.PartyID(eic.DeriveID(eic.PersonType, of, eic.External{Source: "test", ID: fmt.Sprint("partner", i%2)}))
		d.put(o, o.Kind.Type(), of, fmt.Sprint("o", i))
		d.offers = append(d.offers, o)
	}
	d.reasons = []match.Reason{{
		Factor: eic.FactorTopic, Weight: 0.3, Value: 0.5, Contribution: 0.75,
		Path:     []match.Step{{From: "a", To: "b", Relation: match.BridgedTopic}},
		Evidence: match.Evidence{Topics: []match.TopicPair{{Asked: "a", Met: "b", Path: []match.Step{{From: "a", To: "b", Relation: match.BridgedTopic}}}}},
	}}
	return d
}

func (d *double) put(r eic.Record, t eic.Type, of eic.ClusterID, id string) {
	ext := eic.External{Source: "test", ID: id}
	*r.Header() = eic.Head{ID: eic.DeriveID(t, of, ext), Cluster: of, External: ext, Version: 1, Created: eic.NewStamp(time.Unix(1_900_000_000, 0), "")}
	d.records[r.Header().ID] = r
}

// answered is what a client reads.
type answered struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

// post sends an operation and returns the answer.
func post(t *testing.T, h http.Handler, query string, variables map[string]any, headers ...string) answered {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var a answered
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return a
}

// good is post for operations that must succeed.
func good(t *testing.T, h http.Handler, query string, variables map[string]any, headers ...string) map[string]any {
	t.Helper()
	a := post(t, h, query, variables, headers...)
	if len(a.Errors) > 0 {
		t.Fatalf("errors: %+v", a.Errors)
	}
	return a.Data
}

// at follows a path of names and places into an answer.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("no %q in %v", step, v)
			}
			v = m[step]
		case int:
			l, ok := v.([]any)
			if !ok || step >= len(l) {
				t.Fatalf("no item %d in %v", step, v)
			}
			v = l[step]
		}
	}
	return v
}
